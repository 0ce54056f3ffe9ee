import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useParams } from 'react-router'
import { createApiKey } from '#contract/calls.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { useAttempt } from '../../form/attempt.ts'
import { ExpirationField } from '../../form/expiration-field.tsx'
import { defaultExpiration, expiresAtOf } from '../../form/expiry.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { NoteField } from '../../form/note-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { useNameOfPage } from '../../layout/page-name.ts'
import { alias, type KeyForm, keyRules, noteOf } from './form.ts'
import { staleApiKeys } from './queries.ts'
import { showValue } from './show-value.ts'

/** **Generate API Key**: one's own (D1), or under a user's page theirs (D10). */
export function Component() {
  const back = useBack()
  const { userId } = useParams()
  // The page under the dialog says it too, and is out of sight on a phone.
  const owner = useNameOfPage()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: keyRules, defaultValues: { name: '', expiration: defaultExpiration, note: '' } })
  const attempt = useAttempt(
    ({ name, expiration, note }: KeyForm) => ({
      name,
      expiresAt: expiresAtOf(expiration, serverNow()),
      note: noteOf(note),
      ...(userId === undefined ? {} : { userId }),
    }),
    ({ body, idempotencyKey }) => call(createApiKey, { body, idempotencyKey }),
    staleApiKeys,
  )
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: KeyForm) {
    setError(undefined)
    try {
      const { reply, idempotencyKey } = await attempt(values)
      void makeStale(...staleApiKeys)
      await back()
      showValue(reply, 'generated', idempotencyKey, userId !== undefined)
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Generate API Key" form={form} onSubmit={save} onClose={() => void back()} error={lost ? undefined : error} alias={alias}>
      {lost && <LostNotice what="the key may have been made" />}
      {userId !== undefined && owner !== undefined && (
        <p>
          For <strong>{owner}</strong>.
        </p>
      )}
      <TextField
        control={form.control}
        name="name"
        label="Name"
        help={`Where the key is used. Unique among ${userId === undefined ? 'your' : 'their'} keys.`}
      />
      <ExpirationField control={form.control} name="expiration" />
      <NoteField
        control={form.control}
        name="note"
        placeholder="Who asked for it, which host it runs on, the ticket"
        help="Everyone who can see the key can read this."
      />
    </FormDialog>
  )
}
