import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { acknowledgeReply } from '#contract/calls.ts'
import { createAuthKey } from '#contract/calls-of-certcentral.ts'
import { type AuthKey, AuthKeyType, dayWords } from '#contract/auth-keys.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { sightSeconds } from '../../feedback/held.ts'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { checked, faultAt } from '../../form/shapes.ts'
import { SelectField } from '../../form/select-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { momentBoth } from '../../ui/dates.ts'
import type { Option } from '../../ui/select.tsx'
import { LabelField, LabelText } from './label-field.tsx'
import { staleAuthKeys } from './queries.ts'
import { putInSight } from './shown-auth-key.ts'
import { nameOf, typeWord } from './words.ts'

type Form = { label: string; type: AuthKey['type']; days: string }

const types: readonly Option<AuthKey['type']>[] = [
  { value: 'permanent', label: typeWord.permanent, help: 'Works until it is deleted. Only while no other AuthKey is active.' },
  { value: 'ttl', label: typeWord.ttl, help: 'Works for some days. There may be several.' },
]

const dayMs = 86_400_000
/** Where the calendar of our dates ends. */
const lastInstant = Date.UTC(9999, 11, 31)
/** A number of days as typed, or `undefined`. Nine digits: the server says where the calendar ends. */
const daysIn = (text: string) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined)

const resolver = checked<Form>(z.object({ label: LabelText, type: AuthKeyType, days: z.string().trim() })
  .superRefine(({ type, days }, ctx) => faultAt(ctx, 'days', type === 'permanent' || daysIn(days) !== undefined ? undefined : dayWords)))
const bodyOf = ({ label, type, days }: Form) => ({ ...(label.trim() === '' ? {} : { label }), ...(type === 'permanent' ? {} : { days: Number(days) }) })

/** **Create AuthKey** (A1, A2). */
export function Component() {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm<Form, unknown, Form>({ resolver, defaultValues: { label: '', type: 'permanent', days: '90' } })
  const [type, days] = useWatch({ control: form.control, name: ['type', 'days'] })
  const attempt = useAttempt(bodyOf, ({ body, idempotencyKey }) => call(createAuthKey, { body, idempotencyKey }), staleAuthKeys)
  const lost = error !== undefined && failureOf(error).lost
  const end = serverNow() + (daysIn(days.trim()) ?? Number.NaN) * dayMs

  async function save(values: Form) {
    setError(undefined)
    try {
      const { reply: { authKey, ...key }, idempotencyKey } = await attempt(values)
      void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
      void makeStale(...staleAuthKeys)
      await back()
      // Kept in the vault, so that it can be shown again: no window for it, but its own row, for a while.
      putInSight(key.id, authKey)
      toast({ text: `{name} created. It is shown for ${sightSeconds} seconds.`, name: nameOf(key) })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Create AuthKey" form={form} onSubmit={save} onClose={() => void back()} submitLabel="Create" error={lost ? undefined : error}>
      {lost && <LostNotice what="the AuthKey may have been made" button="Create" />}
      <SelectField control={form.control} name="type" label="Type" options={types} />
      {type === 'ttl' && (
        <TextField
          control={form.control}
          name="days"
          label="Days"
          inputMode="numeric"
          help={Number.isNaN(end) || end > lastInstant ? dayWords : `Expires about ${momentBoth(end)}.`}
        />
      )}
      <LabelField control={form.control} name="label" />
    </FormDialog>
  )
}
