import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { updateNameserver } from '#contract/calls-of-dns.ts'
import type { Nameserver } from '#contract/nameservers.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { useBack } from '../../form/use-back.ts'
import { NameserverFields } from './fields.tsx'
import { alias, bodyOf, formOf, type NameserverForm, nameserverRules } from './form.ts'
import { nameserverForEditing, staleNameservers } from './queries.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(nameserverForEditing(params['nameserverId'] ?? ''))

/** **Edit Nameserver**. */
export function Component() {
  const { reply: nameserver, etag } = useLoaderData<typeof loader>()
  return <Edit key={`${nameserver.id} ${etag}`} nameserver={nameserver} etag={etag} />
}

function Edit({ nameserver, etag }: { nameserver: Nameserver; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: nameserverRules, defaultValues: formOf(nameserver) })
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save(values: NameserverForm) {
    setError(undefined)
    try {
      const { name } = await call(updateNameserver, { params: { nameserverId: nameserver.id }, body: bodyOf(values), ifMatch: etag })
      await makeStale(...staleNameservers)
      await back()
      toast({ text: 'Nameserver {name} updated', name })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Edit Nameserver" form={form} onSubmit={save} onClose={() => void back()} error={changed ? undefined : error} alias={alias}>
      {changed && <ChangedNotice name={nameserver.name} by="by you in another window or by another administrator" />}
      <NameserverFields form={form} />
    </FormDialog>
  )
}
