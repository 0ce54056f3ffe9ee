import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { setTsigRotation, updateTsigKey } from '#contract/calls-of-dns.ts'
import { rotateDaysMax } from '#contract/lists-of-dns.ts'
import { several } from '#contract/several.ts'
import { z } from '#contract/zod.ts'
import { call } from '../../client/call.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { checked } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { rotation, staleTsigKeys, tsigKeyForEditing } from './queries.ts'

type Form = { days: string }

const rules = (least: number) => checked<Form>(z.object({
  days: z.string().trim().refine(
    (text) => text === '' || (/^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= rotateDaysMax),
    `Enter a number of days from ${least} to ${rotateDaysMax}, or leave it empty.`,
  ),
}))

/** Over the page of a key: of that one. Over the list: of all that say nothing of their own. */
export async function loader({ params: { tsigId } }: LoaderFunctionArgs) {
  const [all, one] = await Promise.all([load(rotation), tsigId === undefined ? undefined : load(tsigKeyForEditing(tsigId))])
  return { all: all.days, one }
}

/** **Rotation reminder** (N7): after so many days a key stands among what needs attention. Nothing is replaced by itself. */
export function Component() {
  const { all, one } = useLoaderData<typeof loader>()
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const days = one ? one.reply.rotateDays : all
  const form = useForm<Form, unknown, Form>({ resolver: rules(one ? 0 : 1), defaultValues: { days: days === null ? '' : String(days) } })

  async function save({ days: text }: Form) {
    setError(undefined)
    const wanted = text.trim() === '' ? null : Number(text)
    try {
      if (one) await call(updateTsigKey, { params: { tsigId: one.reply.id }, body: { rotateDays: wanted }, ifMatch: one.etag })
      else await call(setTsigRotation, { body: { days: wanted } })
      await makeStale(...staleTsigKeys)
      await back()
      toast(one ? { text: 'Reminder of {name} changed', name: one.reply.name } : { text: 'Reminder of all TSIG keys changed' })
    } catch (thrown) {
      setError(thrown)
    }
  }

  const ofAll = all === null ? 'never' : `after ${several(all, 'day')}`
  return (
    <FormDialog title="Rotation reminder" form={form} onSubmit={save} onClose={() => void back()} error={error} alias={{ rotateDays: 'days' }}>
      <p>
        {one ? 'This key' : 'Each key that has no reminder of its own'} stands under Needs attention when its secret is that old. To replace it without an
        outage, roll it over.
      </p>
      <TextField
        control={form.control}
        name="days"
        label="Rotate every so many days"
        inputMode="numeric"
        autoComplete="off"
        help={one ? `Empty: as all keys, ${ofAll}. 0: never.` : 'Empty: never.'}
      />
    </FormDialog>
  )
}
