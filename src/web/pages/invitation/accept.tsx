import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useNavigate } from 'react-router'
import { z } from '#contract/zod.ts'
import { acceptInvitation } from '#contract/calls.ts'
import { NewPassword, passwordMin } from '#contract/users.ts'
import { call } from '../../client/call.ts'
import { forgetPerson } from '../../client/person.ts'
import { queryClient } from '../../client/query-client.ts'
import { FormPage } from '../../form/form-page.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked, repeated } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { paths } from '../../paths.ts'

type Form = { email: string; password: string; repeat: string }
const resolver = checked<Form>(z.object({ email: z.string(), password: NewPassword, repeat: z.string() }).superRefine(repeated('password')))

/** Sets the password of an invited user, who is signed in by it. */
export function Accept({ code, email }: { code: string; email: string }) {
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { email, password: '', repeat: '' } })

  async function save({ password }: Form) {
    setError(undefined)
    try {
      await call(acceptInvitation, { params: { code }, body: { password } })
      forgetPerson()
      queryClient.clear()
      await navigate(paths.overview, { replace: true })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormPage form={form} onSubmit={save} submitLabel="Set password and sign in" wide error={error}>
      <TextField control={form.control} name="email" label="Email" type="email" autoComplete="username" readOnly />
      <PasswordField
        control={form.control}
        name="password"
        label="Password"
        autoComplete="new-password"
        help={`${passwordMin} characters or more; several words are easy to remember.`}
      />
      <PasswordField control={form.control} name="repeat" label="Repeat password" autoComplete="new-password" />
    </FormPage>
  )
}
