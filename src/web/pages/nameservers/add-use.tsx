import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { addUse } from '#contract/calls-of-dns.ts'
import { tsigPurposeNames, tsigPurposes } from '#contract/lists-of-dns.ts'
import { nameserverAddressOf, type TsigPurpose, zoneFault } from '#contract/nameservers.ts'
import { isV4 } from '#contract/addresses.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'
import { z } from '#contract/zod.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { checked, Choice } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { nameserversLike, oneKey, oneNameserver, staleNameservers } from './queries.ts'
import { noThing as none, type Thing, ThingField } from './thing-field.tsx'

type UseForm = { tsig: Thing; nameserver: Thing; zone: string; purpose: string }

const thing = (missing: string) => z.object({ id: z.string(), name: z.string() }).refine(({ id }) => id !== '', missing)
const canonical = (zone: string) => (zone.trim() === '.' ? '.' : canonicalTsigName(zone))
const rules = checked<UseForm>(z.object({
  tsig: thing('Choose a TSIG key.'), nameserver: thing('Choose a nameserver.'), purpose: Choice,
  zone: z.string().superRefine((text, ctx) => {
    const message = zoneFault(canonical(text))
    if (message !== undefined) ctx.addIssue({ code: 'custom', message })
  }),
}))
type Begin = Pick<UseForm, 'tsig' | 'nameserver' | 'zone'>

/** The nameserver whose name or address a noted word is: `192.0.2.53`, `192.0.2.53#5353`, `[2001:db8::53]:5353`, `ns1`. */
async function meant(noted: string): Promise<Thing> {
  const host = nameserverAddressOf(noted.replace(/[@#]\d+$|(?<=\]|^[^:]*):\d+$/, '')) ?? ''
  if (host === '') return none
  const { data } = await load(nameserversLike(host))
  return data.find(({ name, addresses }) => name.toLowerCase() === noted.toLowerCase() || addresses.includes(host)) ?? none
}

const purposes = tsigPurposes.map((value) => ({ value, label: tsigPurposeNames[value] }))

/**
 * Over the page of a nameserver or of a key, which is chosen then. `?noted=` is a word of **Used by**: a nameserver of that address or
 * name is chosen, else it is the zone.
 */
export async function loader({ params, request }: LoaderFunctionArgs): Promise<Begin> {
  const { tsigId, nameserverId } = params
  const noted = new URL(request.url).searchParams.get('noted') ?? ''
  const [tsig, nameserver] = await Promise.all([
    tsigId === undefined ? none : load(oneKey(tsigId)),
    nameserverId === undefined ? meant(noted) : load(oneNameserver(nameserverId)),
  ])
  const zone = noted !== '' && nameserver.id === '' && zoneFault(canonical(noted)) === undefined && !isV4(noted) ? noted : ''
  return { tsig: { id: tsig.id, name: tsig.name }, nameserver: { id: nameserver.id, name: nameserver.name }, zone }
}

/** **Add use** (N2). */
export function Component() {
  const begin = useLoaderData<typeof loader>()
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm<UseForm, unknown, UseForm>({ resolver: rules, defaultValues: { ...begin, purpose: 'answers-transfers' } })
  const attempt = useAttempt(
    ({ tsig, nameserver, zone, purpose }: UseForm) => ({
      nameserverId: nameserver.id, body: { tsigId: tsig.id, zone: canonical(zone) || null, purpose: purpose as TsigPurpose },
    }),
    ({ body: { nameserverId, body }, idempotencyKey }) => call(addUse, { params: { nameserverId }, body, idempotencyKey }),
    staleNameservers,
  )
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: UseForm) {
    setError(undefined)
    try {
      const { reply } = await attempt(values)
      await makeStale(...staleNameservers)
      await back()
      toast({ text: 'Use of {name} added', name: reply.tsigName, detail: `At ${reply.nameserverName}` })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Add use" form={form} onSubmit={save} onClose={() => void back()} error={lost ? undefined : error} alias={{ tsigId: 'tsig' }}>
      {lost && <LostNotice what="the use may have been added" />}
      <ThingField control={form.control} name="tsig" of="keys" />
      <ThingField control={form.control} name="nameserver" of="nameservers" />
      <TextField control={form.control} name="zone" label="Zone" help="Empty: all zones." mono autoComplete="off" />
      <SelectField control={form.control} name="purpose" label="Purpose" options={purposes} />
    </FormDialog>
  )
}
