import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, redirect, useNavigate, useSearchParams } from 'react-router'
import { z } from '#contract/zod.ts'
import { signIn } from '#contract/calls.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { load, queryClient } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { FormPage } from '../../form/form-page.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked, present, TriedPassword } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { AuthPage } from '../../layout/auth-page.tsx'
import { nextPath } from '../../paths.ts'
import { Notice } from '../../ui/notice.tsx'
import { version } from '../../client/version.ts'

/** Who is signed in already goes on. Whatever else is wrong, the form is where to see it. */
export async function loader({ request }: LoaderFunctionArgs) {
  const signedIn = await load({ ...session, staleTime: 0 }).then(() => true, () => false)
  if (signedIn) throw redirect(nextPath(new URL(request.url).searchParams.get('next')))
  return null
}

type Form = { email: string; password: string }
const resolver = checked<Form>(z.object({ email: present('Enter your e-mail address.', 254, 'An e-mail address has at most 254 characters.'), password: TriedPassword }))

export function Component() {
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { email: '', password: '' } })
  const wrong = error !== undefined && failureOf(error).code === 'invalid-credential'

  // The one thing this page is for.
  useEffect(() => form.setFocus('email'), [form])

  async function save(body: Form) {
    setError(undefined)
    try {
      // Not a mutation: those keep what they were given (S8).
      await call(signIn, { body })
      queryClient.clear()
      await navigate(nextPath(search.get('next')), { replace: true })
    } catch (thrown) {
      setError(thrown)
      form.resetField('password')
      form.setFocus('password')
    }
  }

  return (
    <AuthPage title="Sign in" sentence={`to ${location.host}`} version={version} help="No account yet, or a lost password: ask an administrator for an invitation link.">
      <FormPage form={form} onSubmit={save} submitLabel="Sign in" wide error={wrong ? undefined : error}>
        {wrong && <Notice tone="bad" announce>Email or password is not right.</Notice>}
        <TextField control={form.control} name="email" label="Email" type="email" autoComplete="username" inputMode="email" />
        <PasswordField control={form.control} name="password" label="Password" autoComplete="current-password" />
      </FormPage>
    </AuthPage>
  )
}
