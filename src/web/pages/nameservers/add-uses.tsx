import { useRef, useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useLocation, useNavigate } from 'react-router'
import { addUses, createNameserver } from '#contract/calls-of-dns.ts'
import { tsigPurposeNames } from '#contract/lists-of-dns.ts'
import type { AddedUse, TsigPurpose } from '#contract/nameservers.ts'
import { several } from '#contract/several.ts'
import { z } from '#contract/zod.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { checked } from '../../form/shapes.ts'
import { useBack } from '../../form/use-back.ts'
import { paths } from '../../paths.ts'
import { CheckboxField } from '../../ui/checkbox-field.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Names } from '../../ui/names.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { NameserverFields } from './fields.tsx'
import { alias, bodyOf, emptyForm, type NameserverForm, nameserverRules } from './form.ts'
import { staleNameservers } from './queries.ts'
import { type Thing, ThingField } from './thing-field.tsx'

type Offered = { tsigId: string; tsigName: string; zone: string | null; purpose: TsigPurpose }
type Form = NameserverForm & { whose: string; nameserver: Thing }

const whose = [
  { value: 'here', label: 'A nameserver that is here' },
  { value: 'new', label: 'A new nameserver' },
]
const chosenHere = checked<Form>(z.looseObject({
  nameserver: z.object({ id: z.string(), name: z.string() }).refine(({ id }) => id !== '', 'Choose a nameserver.'),
}) as never)
const resolver: typeof chosenHere = (values, context, options) =>
  values.whose === 'new' ? (nameserverRules as unknown as typeof chosenHere)(values, context, options) : chosenHere(values, context, options)

const words = ({ tsigName, zone, purpose }: Offered | AddedUse) => `${tsigName}: ${tsigPurposeNames[purpose].toLowerCase()}, ${zone ?? 'all zones'}`
const many = (count: number) => several(count, 'use')

/** What an import found in a configuration from a text: which nameserver's it is, a person says. */
export function Component() {
  const { state } = useLocation()
  const navigate = useNavigate()
  const back = useBack()
  const offered = ((state as { uses?: Offered[] } | null)?.uses ?? [])
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set())
  const [error, setError] = useState<unknown>()
  const [none, setNone] = useState(false)
  const [stayed, setStayed] = useState<readonly AddedUse[]>([])
  // Made once, though what follows may fail and is tried again.
  const made = useRef<Thing>(undefined)
  const form = useForm<Form, unknown, Form>({ resolver, defaultValues: { ...emptyForm, whose: 'here', nameserver: { id: '', name: '' } } })
  const isNew = useWatch({ control: form.control, name: 'whose' }) === 'new'
  const chosen = offered.filter((_, at) => !left.has(at))
  const create = useAttempt(bodyOf, ({ body, idempotencyKey }) => call(createNameserver, { body, idempotencyKey }), staleNameservers)
  const add = useAttempt(
    ({ id }: Thing) => ({ nameserverId: id, body: { uses: chosen.map(({ tsigId, zone, purpose }) => ({ tsigId, zone, purpose })) } }),
    ({ body: { nameserverId, body }, idempotencyKey }) => call(addUses, { params: { nameserverId }, body, idempotencyKey }),
    staleNameservers,
  )

  async function save(values: Form) {
    setError(undefined)
    setNone(chosen.length === 0)
    if (chosen.length === 0) return
    try {
      if (isNew) made.current ??= (await create(values)).reply
      const nameserver = isNew ? made.current! : values.nameserver
      const { reply } = await add(nameserver)
      await makeStale(...staleNameservers)
      const added = reply.uses.filter(({ state: how }) => how === 'added').length
      const refused = reply.uses.filter(({ state: how }) => how === 'refused')
      if (added + refused.length === 0 || added > 0)
        toast({
          text: `${many(added)} added at {name}`, name: nameserver.name,
          detail: added < chosen.length ? 'The others were there already or were refused.' : undefined,
        })
      setStayed(refused)
      // What was offered is done with: the way back leads past it.
      if (refused.length === 0) await navigate(paths.nameserver(nameserver.id), { replace: true })
    } catch (thrown) {
      setError(thrown)
    }
  }

  const lost = error !== undefined && failureOf(error).lost
  const mark = (at: number, isChosen: boolean) => setLeft((before) => {
    const next = new Set(before)
    if (isChosen) next.delete(at)
    else next.add(at)
    return next
  })
  return (
    <FormDialog
      title="Add uses"
      form={form}
      submitLabel={chosen.length === 0 ? 'Add' : `Add ${many(chosen.length)}`}
      onSubmit={save}
      onClose={() => void back()}
      error={lost ? undefined : error}
      alias={alias}
    >
      {lost && <LostNotice what="the uses may have been added" />}
      {none && <Notice tone="bad" announce>Choose a use at least.</Notice>}
      {stayed.length > 0 && (
        <Notice tone="bad" announce>
          {many(stayed.length)} could not be added:
          <Names names={stayed.map((one) => ({ name: words(one), detail: one.problem ?? '' }))} most={25} />
        </Notice>
      )}
      <SelectField control={form.control} name="whose" label="Whose configuration was it?" options={whose} />
      {isNew ? (
        <NameserverFields form={form as never} />
      ) : (
        <ThingField control={form.control} name="nameserver" of="nameservers" />
      )}
      <Labelled label="Uses that stand in it">
        <Stack gap={4}>
          {offered.length === 0 && 'None.'}
          {offered.map((one, at) => (
            <CheckboxField key={words(one)} label={words(one)} checked={!left.has(at)} onChange={(event) => mark(at, event.target.checked)} />
          ))}
        </Stack>
      </Labelled>
    </FormDialog>
  )
}
