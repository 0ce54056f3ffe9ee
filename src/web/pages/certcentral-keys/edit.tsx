import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import type { Restriction } from '#contract/restrictions.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { Facts } from '../../ui/facts.tsx'
import { alias, type EditForm, editRules } from './form.ts'
import { certcentralKeyForEditing, changeKey } from './queries.ts'
import { RefusedCalls } from './refused-calls.tsx'
import { divisionWords, restrictionOptions } from './words.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(certcentralKeyForEditing(params['keyId'] ?? ''))

/** **Update API Key** (C2). */
export function Component() {
  const { reply: key, etag } = useLoaderData<typeof loader>()
  return <Edit key={`${key.id} ${etag}`} apiKey={key} etag={etag} />
}

function Edit({ apiKey: key, etag }: { apiKey: CertcentralKey; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: editRules, defaultValues: { description: key.name, restriction: String(key.restrictedToRoleId) } })
  const restriction = Number(useWatch({ control: form.control, name: 'restriction' })) as Restriction
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save({ description: name, restriction: chosen }: EditForm) {
    setError(undefined)
    try {
      await run(changeKey, { params: { keyId: key.id }, body: { name, restrictedToRoleId: Number(chosen) as Restriction }, ifMatch: etag })
      await back()
      toast({ text: 'API key {name} updated', name })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog
      title="Update API Key"
      width={520}
      form={form}
      onSubmit={save}
      onClose={() => void back()}
      submitLabel="Update API Key"
      error={changed ? undefined : error}
      alias={alias}
    >
      {changed && <ChangedNotice name={key.name} by="by you in another window or by an administrator" />}
      <TextField control={form.control} name="description" label="Description" />
      <SelectField control={form.control} name="restriction" label="API key restrictions (optional)" options={restrictionOptions} none="0" />
      <RefusedCalls apiKey={key} restriction={restriction} />
      <Facts
        facts={[
          { label: 'User', value: `${key.user.name}, ${key.user.email}` },
          ...(key.user.divisions.length > 0 ? [{ label: 'Divisions', value: divisionWords(key.user.divisions) }] : []),
          ...(key.status === 'revoked' ? [{ label: 'Status', value: key.statusReason === null ? 'Revoked' : `Revoked: ${key.statusReason}` }] : []),
        ]}
      />
    </FormDialog>
  )
}
