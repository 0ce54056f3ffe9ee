import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { acknowledgeReply } from '#contract/calls.ts'
import { createTsigKey } from '#contract/calls-of-dns.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { useBack } from '../../form/use-back.ts'
import { useDraft } from '../../form/use-draft.ts'
import { Fields } from './fields.tsx'
import { bodyOf, type TsigForm, tsigRules } from './form.ts'
import { staleTsigKeys } from './queries.ts'

const empty: TsigForm = { name: '', algorithm: 'HMAC-SHA256', secret: '', isBase64: false, note: '', tags: '', usedBy: '' }

const resolver = tsigRules()

/** **Add TSIG Key** (T1). */
export function Component() {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const [cleared, setCleared] = useState(false)
  const form = useForm({ resolver, defaultValues: empty })
  useDraft(form, 'tsig-key', ['name', 'algorithm', 'note', 'tags', 'usedBy'])
  const attempt = useAttempt(bodyOf, ({ body, idempotencyKey }) => call(createTsigKey, { body, idempotencyKey }), staleTsigKeys)
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: TsigForm) {
    setError(undefined)
    try {
      const { reply: { name, fingerprint }, idempotencyKey } = await attempt(values)
      void makeStale(...staleTsigKeys)
      // The person has the secret already: the reply, kept for a lost answer, need not wait for its 24 hours.
      void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
      await back()
      toast({ text: 'TSIG key {name} created', name, detail: `Fingerprint ${fingerprint}` })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Add TSIG Key" width={520} form={form} onSubmit={save} onClose={() => void back()} error={lost ? undefined : error}>
      {lost && <LostNotice what="the key may have been made" />}
      <Fields form={form} cleared={cleared} onCleared={setCleared} />
    </FormDialog>
  )
}
