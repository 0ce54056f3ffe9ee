import { acknowledgeReply } from '#contract/calls.ts'
import type { NewCertcentralKey } from '#contract/certcentral-keys.ts'
import { csvLine } from '#contract/csv.ts'
import { several } from '#contract/several.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { revealSeveral } from '../../feedback/reveal-several.ts'
import { toast } from '../../feedback/toast.ts'

/**
 * **New API Key**: the values go from the reply into `revealSeveral` and nowhere else (S8). Once it is closed the server's
 * stored reply, kept for a lost answer, is shredded (rules: Idempotent replies).
 */
export function showKeys(keys: readonly NewCertcentralKey[], { user, restriction }: { user: string | undefined; restriction: string }, idempotencyKey: string) {
  const count = keys.length
  const first = keys[0]?.name ?? ''
  void revealSeveral({
    title: 'New API Key',
    values: keys.map(({ name, api_key: value }) => ({ name, value })),
    facts: [{ label: 'User', value: user ?? 'A new service user' }, { label: 'Restrictions', value: restriction }, { label: 'Header', value: 'X-DC-DEVKEY' }],
    csv: {
      file: `certcentral-api-keys-${new Date(serverNow()).toISOString().slice(0, 10)}.csv`,
      content: (values) => [csvLine(['Description', 'API key']), ...values.map(({ name, value }) => csvLine([name, value]))].join(''),
    },
    button: 'I understand I will not see this again',
    onDone: () => {
      void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
      toast(count === 1 ? { text: 'API key {name} added', name: first } : { text: `${several(count, 'API key')} added` })
    },
  })
}
