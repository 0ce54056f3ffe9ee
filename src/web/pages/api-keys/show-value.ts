import { createElement } from 'react'
import { acknowledgeReply } from '#contract/calls.ts'
import type { ApiKey } from '#contract/api-keys.ts'
import { call } from '../../client/call.ts'
import { envAndJson, reveal } from '../../feedback/reveal.ts'
import { toast } from '../../feedback/toast.ts'
import { paths } from '../../paths.ts'
import { moment } from '../../ui/dates.ts'
import { UseIt } from './use-it.tsx'
import { hintOf } from './words.ts'

/**
 * The value goes from the reply into `reveal` and nowhere else (S8). After **Done** the server's stored reply, kept for
 * a lost answer, is shredded; if that does not work it goes by itself after 24 hours (rules: Idempotent replies).
 */
export function showValue({ apiKey, ...key }: ApiKey & { apiKey: string }, done: 'generated' | 'rotated', idempotencyKey: string, forAnother = false) {
  const owner = forAnother ? [{ label: 'Owner', value: key.owner.name }] : []
  const old =
    done === 'rotated' ? [{ label: 'Old value', value: key.oldValue === null ? 'Stopped working' : `Works until ${moment(key.oldValue.endsAt)}` }] : []
  void reveal({
    title: done === 'generated' ? 'API Key Generated - Action Required' : 'API Key Rotated - Action Required',
    label: 'API key',
    value: apiKey,
    facts: [
      { label: 'Name', value: key.name },
      ...owner,
      { label: 'Expires', value: moment(key.expiresAt) },
      { label: 'Listed as', value: hintOf(key.hint) },
      ...old,
    ],
    use: createElement(UseIt),
    downloads: envAndJson('COUNTERSIGN_API_KEY', fileName(key.name)),
    onDone: () => {
      void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
      toast({ text: `API key {name} ${done}`, name: key.name, href: forAnother ? paths.apiKey(key.id) : paths.myApiKey(key.id) })
    },
  })
}

/** A name may hold what a file's may not. */
const fileName = (name: string) => name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'api-key'
