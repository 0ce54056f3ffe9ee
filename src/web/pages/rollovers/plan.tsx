import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { tsigAlgorithmNames, tsigAlgorithms } from '#contract/lists-of-dns.ts'
import { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { canonicalTsigName, tsigNameFault } from '#contract/tsig-names.ts'
import { z } from '#contract/zod.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { checked, faultAt } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { paths } from '../../paths.ts'
import { Mono } from '../../ui/mono.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { oneTsigKey } from '../tsig-keys/queries.ts'
import { plan } from './queries.ts'

type Form = { algorithm: TsigAlgorithm; name: string }
const resolver = checked<Form>(z.object({ algorithm: TsigAlgorithm, name: z.string().overwrite(canonicalTsigName) }).superRefine(({ name }, ctx) =>
  faultAt(ctx, 'name', name === '' ? undefined : tsigNameFault(name)?.message)))
const algorithms = tsigAlgorithmNames.map((value) => ({ value, label: value }))

export const loader = ({ params }: LoaderFunctionArgs) => load(oneTsigKey(params['tsigId'] ?? ''))

/** **Roll over** (N6): nothing is changed yet; the page that follows shows what will happen, server by server. */
export function Component() {
  const { tsigId = '' } = useParams()
  const key = useSuspenseQuery(oneTsigKey(tsigId)).data
  const back = useBack()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const { legacy } = tsigAlgorithms[key.algorithm]
  const form = useForm<Form, unknown, Form>({ resolver, defaultValues: { algorithm: legacy ? 'HMAC-SHA256' : key.algorithm, name: '' } })
  const code = error === undefined ? undefined : failureOf(error).code
  const [without, open] = [code === 'no-uses', code === 'rollover-open']
  const openFilter = `oldKey.name equals "${key.name}"|newKey.name equals "${key.name}"`

  async function save({ algorithm, name }: Form) {
    setError(undefined)
    try {
      const made = await run(plan, { params: { tsigId }, body: { algorithm, ...(name.trim() === '' ? {} : { name }) } })
      // It takes the dialog's place: the way back leads to the key, and not to a second plan.
      await navigate(paths.rollover(made.id), { replace: true })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog
      title="Roll over" form={form} submitLabel="Show the plan" onSubmit={save} onClose={() => void back()} error={without || open ? undefined : error}
    >
      {without && (
        <Notice tone="warn" announce>
          Nobody is known to use this key. Say first which nameservers use it, and for what, under <TextLink href={paths.nameservers}>NAMESERVERS</TextLink>.
        </Notice>
      )}
      {open && (
        <Notice tone="warn" announce>
          It is being rolled over already. <TextLink href={`${paths.rollovers}?${new URLSearchParams({ filter: openFilter })}`}>Show its rollover</TextLink>
        </Notice>
      )}
      <p>
        A new key takes the place of <Mono wrap>{key.name}</Mono> on all its nameservers, step by step, and each step is proved there before the next. Nothing
        is changed before you start it.
      </p>
      <SelectField control={form.control} name="algorithm" label="Algorithm" options={algorithms} />
      <TextField control={form.control} name="name" label="Name of the new key (optional)" help="Left empty, a number follows the old name." />
    </FormDialog>
  )
}
