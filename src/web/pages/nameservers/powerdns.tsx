import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { apiUrlFault, apiUrlOf } from '#contract/addresses.ts'
import { setDelivery } from '#contract/calls-of-dns.ts'
import { z } from '#contract/zod.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { nameserverForEditing, staleNameservers } from './queries.ts'

type PushForm = { url: string; apiKey: string }
const rules = checked<PushForm>(z.object({
  url: z.string().refine((text) => apiUrlOf(text) !== undefined, apiUrlFault),
  apiKey: z.string(),
}))

export const loader = ({ params }: LoaderFunctionArgs) => load(nameserverForEditing(params['nameserverId'] ?? ''))

/** **PowerDNS API** (N3): keys are pushed. Its key goes in and is never shown again. */
export function Component() {
  const { reply: nameserver, etag } = useLoaderData<typeof loader>()
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const { url } = nameserver.delivery
  const form = useForm<PushForm, unknown, PushForm>({ resolver: rules, defaultValues: { url: url ?? '', apiKey: '' } })
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save(values: PushForm) {
    setError(undefined)
    const key = values.apiKey.trim()
    try {
      const body = { way: 'powerdns-api', url: apiUrlOf(values.url) ?? values.url, ...(key === '' ? {} : { apiKey: key }) } as const
      const { name } = await call(setDelivery, { params: { nameserverId: nameserver.id }, body, ifMatch: etag })
      form.resetField('apiKey')
      await makeStale(...staleNameservers)
      await back()
      toast({ text: 'Keys of {name} are pushed by its API', name })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="PowerDNS API" form={form} onSubmit={save} onClose={() => void back()} error={changed ? undefined : error}>
      {changed && <ChangedNotice name={nameserver.name} by="by you in another window or by another administrator" />}
      <TextField control={form.control} name="url" label="URL" help="Of the API, such as https://ns3.example.com:8081." mono autoComplete="off" />
      <PasswordField
        control={form.control} name="apiKey" label="API key" autoComplete="off"
        help={url === null ? 'api-key of pdns.conf. It is kept encrypted.' : 'Empty: the one that is kept. Another URL takes it once more.'}
      />
    </FormDialog>
  )
}
