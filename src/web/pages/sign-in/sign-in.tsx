import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, redirect, useLoaderData, useNavigate, useSearchParams } from 'react-router'
import { z } from '#contract/zod.ts'
import { getSetup, signIn } from '#contract/calls.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { forgetPerson } from '../../client/person.ts'
import { load, queryClient } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { FormPage } from '../../form/form-page.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked, present, TriedPassword } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { AuthPage } from '../../layout/auth-page.tsx'
import { nextPath, paths } from '../../paths.ts'
import { Mono } from '../../ui/mono.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { version } from '../../client/version.ts'

/** Who is signed in already goes on. Whatever else is wrong, the form is where to see it. */
export async function loader({ request }: LoaderFunctionArgs) {
  forgetPerson()
  const asked = call(getSetup).then(({ open }) => open, () => false)
  const signedIn = await load({ ...session, staleTime: 0 }).then(() => true, () => false)
  if (signedIn) {
    // It may be somebody else than before: nothing that was read for the one is shown to the other.
    queryClient.clear()
    throw redirect(nextPath(new URL(request.url).searchParams.get('next')))
  }
  return { toBeSetUp: await asked }
}

/** Why one is here, who did not ask to be. */
function reasonOf(search: URLSearchParams): string | undefined {
  const why = search.get('why')
  if (why === 'expired') return 'Your session has expired: it ends after 30 minutes without use, and after 12 hours. Sign in to go on where you were.'
  if (why === 'ended') return 'Your session was ended: by signing out in another window, by a new password, under Sessions, or by an administrator.'
  return search.has('next') ? 'Sign in to open the page you asked for.' : undefined
}

type Form = { email: string; password: string }
const resolver = checked<Form>(
  z.object({ email: present('Enter your e-mail address.', 254, 'An e-mail address has at most 254 characters.'), password: TriedPassword }),
)

export function Component() {
  return useLoaderData<typeof loader>().toBeSetUp ? <NotSetUp /> : <SignIn />
}

function NotSetUp() {
  return (
    <AuthPage title="Not set up yet" sentence={location.host} version={version}>
      <Stack gap={16}>
        <Notice tone="info">Nobody can sign in yet: the first administrator is to be made.</Notice>
        <p>
          When this server started, it printed a link to its log: <Mono wrap>{`${location.origin}${paths.setup}#…`}</Mono>. Open that link, whole, within 30
          minutes. Is it too late, or is the link lost? Restart the server, and it prints a new one.
        </p>
      </Stack>
    </AuthPage>
  )
}

function SignIn() {
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { email: '', password: '' } })
  const reason = reasonOf(search)
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
    <AuthPage
      title="Sign in"
      sentence={`to ${location.host}`}
      version={version}
      help="No account yet, or a lost password: ask an administrator for an invitation link."
    >
      <FormPage form={form} onSubmit={save} submitLabel="Sign in" wide fleeting error={wrong ? undefined : error}>
        {error === undefined && reason !== undefined && <Notice tone="info">{reason}</Notice>}
        {wrong && (
          <Notice tone="bad" announce>
            Email or password is not right.
          </Notice>
        )}
        <TextField control={form.control} name="email" label="Email" type="email" autoComplete="username" inputMode="email" />
        <PasswordField control={form.control} name="password" label="Password" autoComplete="current-password" />
      </FormPage>
    </AuthPage>
  )
}
