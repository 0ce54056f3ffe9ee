import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useNavigate } from 'react-router'
import { z } from '#contract/zod.ts'
import { checkSetupCode, completeSetup } from '#contract/calls.ts'
import { Email, Name } from '#contract/names.ts'
import { NewPassword, passwordMin } from '#contract/users.ts'
import { call } from '../../client/call.ts'
import { type Failure, failureOf } from '../../client/failure.ts'
import { forgetCode, useHashCode } from '../../client/hash-code.ts'
import { forgetPerson } from '../../client/person.ts'
import { queryClient } from '../../client/query-client.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { FormPage } from '../../form/form-page.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked, repeated } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { AuthPage } from '../../layout/auth-page.tsx'
import { paths } from '../../paths.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SkeletonBar } from '../../ui/skeleton-bar.tsx'
import { Stack } from '../../ui/stack.tsx'
import { version } from '../../client/version.ts'

type Form = { name: string; email: string; password: string; repeat: string }
const resolver = checked<Form>(z.object({ name: Name, email: Email, password: NewPassword, repeat: z.string() }).superRefine(repeated('password')))

/** Where the tab remembers the code over a reload. */
const keptAs = 'countersign.setup'
const over: readonly string[] = ['invalid-credential', 'setup-done']

export function Component() {
  const code = useHashCode(keptAs)
  return (
    <AuthPage title="Create the first administrator" sentence={`of ${location.host}`} version={version}>
      {code === '' ? <NoCode /> : <Looked key={code} code={code} />}
    </AuthPage>
  )
}

function NoCode() {
  return (
    <Stack gap={16}>
      <Notice>
        The setup code is missing. Open the whole link that the server printed when it started; it is valid for 30 minutes. Restart the server for a new one.
      </Notice>
      <Stack row><ButtonLink href={paths.signIn()}>Go to sign-in</ButtonLink></Stack>
    </Stack>
  )
}

const Invalid = () => (
  <Notice tone="bad" announce>
    This setup link is not valid, or its 30 minutes are over. Restart the server and open the new link that it prints.
  </Notice>
)

/** A code that is no good is said before anybody fills in the form. */
function Looked({ code }: { code: string }) {
  const [looked, setLooked] = useState<{ failure?: Failure }>()
  const [tries, setTries] = useState(0)

  // Not a query: its key would keep the code (S8).
  useEffect(() => {
    const leaving = new AbortController()
    setLooked(undefined)
    call(checkSetupCode, { body: { code }, signal: leaving.signal }).then(() => setLooked({}), (thrown: unknown) => {
      if (leaving.signal.aborted) return
      const failure = failureOf(thrown)
      if (over.includes(failure.code)) forgetCode(keptAs)
      setLooked({ failure })
    })
    return () => leaving.abort()
  }, [code, tries])

  if (looked === undefined) return <Stack gap={16}><SkeletonBar /><SkeletonBar width="middle" /></Stack>
  const { failure } = looked
  if (failure === undefined) return <Setup code={code} />
  return (
    <Stack gap={16}>
      {failure.code === 'invalid-credential' ? <Invalid /> : <FailureNotice error={failure} />}
      <Stack row>
        {over.includes(failure.code) ? (
          <ButtonLink href={paths.signIn()}>Go to sign-in</ButtonLink>
        ) : (
          <Button onClick={() => setTries(tries + 1)}>Try again</Button>
        )}
      </Stack>
    </Stack>
  )
}

function Setup({ code }: { code: string }) {
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { name: '', email: '', password: '', repeat: '' } })
  const failed = error === undefined ? undefined : failureOf(error).code
  const done = failed === 'setup-done'

  async function save({ name, email, password }: Form) {
    setError(undefined)
    try {
      await call(completeSetup, { body: { code, name, email, password } })
      forgetCode(keptAs)
      forgetPerson()
      queryClient.clear()
      await navigate(paths.overview, { replace: true })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormPage
      form={form}
      onSubmit={save}
      submitLabel="Create administrator"
      wide
      error={failed === 'invalid-credential' ? undefined : error}
      extra={done ? <ButtonLink href={paths.signIn()}>Go to sign-in</ButtonLink> : undefined}
    >
      {failed === 'invalid-credential' && <Invalid />}
      <TextField control={form.control} name="name" label="Name" autoComplete="name" />
      <TextField control={form.control} name="email" label="Email" type="email" autoComplete="username" inputMode="email" />
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
