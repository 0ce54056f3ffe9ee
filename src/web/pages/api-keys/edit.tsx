import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import type { ApiKey } from '#contract/api-keys.ts'
import { serverNow } from '../../client/clock.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { ExpirationField } from '../../form/expiration-field.tsx'
import { expiresAtOf, keepExpiration } from '../../form/expiry.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { NoteField } from '../../form/note-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { alias, type KeyForm, keyRules, noteOf } from './form.ts'
import { apiKeyForEditing, changeApiKey } from './queries.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(apiKeyForEditing(params['apiKeyId'] ?? ''))

/** **Edit API Key** (D7). */
export function Component() {
  const { reply: key, etag } = useLoaderData<typeof loader>()
  return <Edit key={`${key.id} ${etag}`} apiKey={key} etag={etag} />
}

function Edit({ apiKey: key, etag }: { apiKey: ApiKey; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: keyRules, defaultValues: { name: key.name, expiration: keepExpiration, note: key.note ?? '' } })
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save({ name, expiration, note }: KeyForm) {
    setError(undefined)
    try {
      const reply = await run(changeApiKey, {
        params: { apiKeyId: key.id },
        body: { name, expiresAt: expiresAtOf(expiration, serverNow()), note: noteOf(note) },
        ifMatch: etag,
      })
      toast({ text: 'API key {name} updated', name: reply.name })
      await back()
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Edit API Key" form={form} onSubmit={save} onClose={() => void back()} error={changed ? undefined : error} alias={alias}>
      {changed && <ChangedNotice name={key.name} by="by you in another window or by an administrator" />}
      <TextField control={form.control} name="name" label="Name" help="Where the key is used. Unique among your keys." />
      <ExpirationField control={form.control} name="expiration" keep={key.expiresAt} />
      <NoteField
        control={form.control}
        name="note"
        placeholder="Who asked for it, which host it runs on, the ticket"
        help="Everyone who can see the key can read this."
      />
    </FormDialog>
  )
}
