import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type Control, useController, useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { addUse } from '#contract/calls-of-dns.ts'
import { tsigPurposeNames, tsigPurposes } from '#contract/lists-of-dns.ts'
import { type TsigPurpose, zoneFault } from '#contract/nameservers.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'
import { z } from '#contract/zod.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { checked, Choice } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { ComboBox } from '../../ui/combo-box.tsx'
import { keysThatMatch, nameserversThatMatch, oneKey, oneNameserver, staleNameservers } from './queries.ts'

type Thing = { id: string; name: string }
type UseForm = { tsig: Thing; nameserver: Thing; zone: string; purpose: string }

const none: Thing = { id: '', name: '' }
const thing = (missing: string) => z.object({ id: z.string(), name: z.string() }).refine(({ id }) => id !== '', missing)
const canonical = (zone: string) => (zone.trim() === '.' ? '.' : canonicalTsigName(zone))
const rules = checked<UseForm>(z.object({
  tsig: thing('Choose a TSIG key.'), nameserver: thing('Choose a nameserver.'), purpose: Choice,
  zone: z.string().superRefine((text, ctx) => {
    const message = zoneFault(canonical(text))
    if (message !== undefined) ctx.addIssue({ code: 'custom', message })
  }),
}))
const purposes = tsigPurposes.map((value) => ({ value, label: tsigPurposeNames[value] }))

/** Over the page of a nameserver or of a key, which is chosen then. */
export async function loader({ params }: LoaderFunctionArgs): Promise<{ tsig: Thing; nameserver: Thing }> {
  const { tsigId, nameserverId } = params
  const [tsig, nameserver] = await Promise.all([
    tsigId === undefined ? none : load(oneKey(tsigId)),
    nameserverId === undefined ? none : load(oneNameserver(nameserverId)),
  ])
  return { tsig: { id: tsig.id, name: tsig.name }, nameserver: { id: nameserver.id, name: nameserver.name } }
}

/** **Add use** (N2). */
export function Component() {
  const begin = useLoaderData<typeof loader>()
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm<UseForm, unknown, UseForm>({ resolver: rules, defaultValues: { ...begin, zone: '', purpose: 'answers-transfers' } })
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
      <ThingField control={form.control} name="tsig" label="TSIG key" many="TSIG keys" matching={keysThatMatch} />
      <ThingField control={form.control} name="nameserver" label="Nameserver" many="Nameservers" matching={nameserversThatMatch} />
      <TextField control={form.control} name="zone" label="Zone" help="Empty: all zones." mono autoComplete="off" />
      <SelectField control={form.control} name="purpose" label="Purpose" options={purposes} />
    </FormDialog>
  )
}

/** Chooses one of a list that is searched by name. */
function ThingField({
  control, name, label, many, matching,
}: {
  control: Control<UseForm, unknown, UseForm>
  name: 'tsig' | 'nameserver'
  label: string
  many: string
  matching: typeof keysThatMatch | typeof nameserversThatMatch
}) {
  const id = useId()
  const [search, setSearch] = useState('')
  const { data, error } = useQuery((matching as typeof keysThatMatch)(search))
  const { field, fieldState } = useController({ control, name })
  const options = (data?.data ?? []).map((one) => ({ value: one.id, label: one.name }))
  const foot = error
    ? `${many} could not be loaded. ${wordsFor(failureOf(error))}`
    : data === undefined
      ? undefined
      : data.total > data.data.length
        ? 'There are more. Type a part of the name to find them.'
        : options.length === 0
          ? 'Nothing matches.'
          : undefined
  return (
    <ComboBox
      id={id}
      label={label}
      error={fieldState.error?.message}
      value={field.value.id}
      chosen={field.value.name}
      options={options}
      foot={foot}
      onSearch={setSearch}
      onPick={(value) => field.onChange({ id: value, name: options.find((option) => option.value === value)?.label ?? '' })}
      onBlur={field.onBlur}
      ref={field.ref}
    />
  )
}
