import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { rotateApiKey } from '#contract/calls.ts'
import type { ApiKey } from '#contract/api-keys.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { failureOf } from '../../client/failure.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { useAttempt } from '../../form/attempt.ts'
import { ExpirationField } from '../../form/expiration-field.tsx'
import { defaultExpiration, expiresAtOf, keepExpiration } from '../../form/expiry.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { NoteField } from '../../form/note-field.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { alias, graces, noteOf, type RotateForm, rotateRules } from './form.ts'
import { apiKeyForEditing, staleApiKeys } from './queries.ts'
import { showValue } from './show-value.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(apiKeyForEditing(params['apiKeyId'] ?? ''))

/** **Rotate API Key** (D4). */
export function Component() {
  const { reply: key, etag } = useLoaderData<typeof loader>()
  return <Rotate key={`${key.id} ${etag}`} apiKey={key} etag={etag} />
}

function Rotate({ apiKey: key, etag }: { apiKey: ApiKey; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  // Names are unique among one person's keys only.
  const another = useSuspenseQuery(session).data.user.id !== key.owner.id
  const expired = key.status === 'expired'
  const form = useForm({
    resolver: rotateRules,
    defaultValues: { expiration: expired ? defaultExpiration : keepExpiration, note: key.note ?? '', grace: graces[0].value },
  })
  const attempt = useAttempt(
    ({ expiration, note, grace }: RotateForm) => ({ expiresAt: expiresAtOf(expiration, serverNow()), note: noteOf(note), graceSeconds: Number(grace) }),
    ({ body, idempotencyKey }) => call(rotateApiKey, { params: { apiKeyId: key.id }, body, idempotencyKey, ifMatch: etag }),
    staleApiKeys,
  )
  const failure = error === undefined ? undefined : failureOf(error)
  const changed = failure?.code === 'changed-meanwhile'

  async function save(values: RotateForm) {
    setError(undefined)
    try {
      const { reply, idempotencyKey } = await attempt(values)
      void makeStale(...staleApiKeys)
      await back()
      showValue(reply, 'rotated', idempotencyKey, another)
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog
      title="Rotate API Key"
      form={form}
      onSubmit={save}
      onClose={() => void back()}
      error={failure?.lost || changed ? undefined : error}
      alias={alias}
    >
      {failure?.lost && <LostNotice what={`${key.name} may have been rotated`} />}
      {changed && <ChangedNotice name={key.name} by="by you in another window or by an administrator" />}
      <p>
        A new value for <strong>{key.name}</strong>
        {another && (
          <>
            {' '}
            of <strong>{key.owner.name}</strong>
          </>
        )}
        . Its name and its place stay.
      </p>
      <ExpirationField control={form.control} name="expiration" keep={expired ? undefined : key.expiresAt} />
      <NoteField control={form.control} name="note" help="Everyone who can see the key can read this." />
      <SelectField
        control={form.control}
        name="grace"
        label="Old value stops working"
        options={graces}
        help={expired ? 'The old value has expired already.' : undefined}
      />
    </FormDialog>
  )
}
