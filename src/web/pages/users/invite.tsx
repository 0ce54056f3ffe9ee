import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { createUser } from '#contract/calls.ts'
import { Email, Name } from '#contract/names.ts'
import { Role } from '#contract/permissions.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { checked } from '../../form/shapes.ts'
import { SelectField } from '../../form/select-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { showLink } from './invitation-link.ts'
import { staleUsers } from './queries.ts'
import { roleOptions } from './words.ts'

type Form = { name: string; email: string; role: Role }
const resolver = checked<Form>(z.object({ name: Name, email: Email, role: Role }))
const button = 'Send invitation'

/** **Invite User**: they set their password with a one-time link, which is shown once. */
export function Component() {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { name: '', email: '', role: 'user' } satisfies Form as Form })
  const attempt = useAttempt((values: Form) => values, ({ body, idempotencyKey }) => call(createUser, { body, idempotencyKey }), staleUsers)
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: Form) {
    setError(undefined)
    try {
      const { reply, idempotencyKey } = await attempt(values)
      void makeStale(...staleUsers)
      await back()
      if (reply.invitation !== null) showLink(reply, reply.invitation, idempotencyKey, 'User {name} invited')
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Invite User" form={form} onSubmit={save} onClose={() => void back()} submitLabel={button} error={lost ? undefined : error}>
      {lost && <LostNotice what="the user may have been made" button={button} />}
      <TextField control={form.control} name="name" label="Name" help="Shown in lists and in the audit log." />
      <TextField
        control={form.control}
        name="email"
        label="Email"
        type="email"
        inputMode="email"
        help="They sign in with it. Nothing is mailed: you get a link to send."
      />
      <SelectField control={form.control} name="role" label="Role" options={roleOptions} />
    </FormDialog>
  )
}
