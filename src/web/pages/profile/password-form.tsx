import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { listSessions, updatePassword } from '#contract/calls.ts'
import { NewPassword, passwordMin } from '#contract/users.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { toast } from '../../feedback/toast.ts'
import { FormPage } from '../../form/form-page.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked, repeated, TriedPassword } from '../../form/shapes.ts'

type Form = { current: string; next: string; repeat: string }
const resolver = checked<Form>(z.object({ current: TriedPassword, next: NewPassword, repeat: z.string() }).superRefine(repeated('next')))

export function PasswordForm({ email }: { email: string }) {
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { current: '', next: '', repeat: '' } })

  async function save({ current, next }: Form) {
    setError(undefined)
    try {
      // Not a mutation: those keep what they were given (S8).
      await call(updatePassword, { body: { current, next } })
      form.reset()
      toast({ text: 'Password changed; your other sessions have ended' })
      void makeStale(listSessions)
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (failure.code === 'wrong-password') form.setError('current', { type: 'server', message: wordsFor(failure) }, { shouldFocus: true })
      else setError(thrown)
    }
  }

  return (
    <FormPage form={form} onSubmit={save} submitLabel="Change password" error={error}>
      {/* For password managers: whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField control={form.control} name="current" label="Current password" autoComplete="current-password" />
      <PasswordField
        control={form.control}
        name="next"
        label="New password"
        autoComplete="new-password"
        help={`${passwordMin} characters or more; several words are easy to remember.`}
      />
      <PasswordField
        control={form.control}
        name="repeat"
        label="Repeat new password"
        autoComplete="new-password"
        help="Your other sessions end when the password changes."
      />
    </FormPage>
  )
}
