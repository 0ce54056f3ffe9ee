import { type FormEvent, useId, useRef, useState } from 'react'
import { getSession, signIn } from '#contract/calls.ts'
import { call } from '../client/call.ts'
import { type Failure, failureOf } from '../client/failure.ts'
import { makeStale, queryClient } from '../client/query-client.ts'
import { session } from '../client/session.ts'
import type { WhyOut } from '../client/signed-out.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { PasswordInput } from '../ui/password-input.tsx'
import { Push } from '../ui/push.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { type SignInAsked, signInAsked } from './pending.ts'

export function SignInAgainHost() {
  const asked = signInAsked.use()
  return asked ? <SignInAgain {...asked} /> : null
}

const reasons: Record<Exclude<WhyOut, 'another'>, string> = {
  expired: 'Your session has expired.',
  ended: 'Your session was ended: by signing out in another window, by a new password, or by an administrator.',
}

function SignInAgain({ why, settle }: SignInAsked) {
  // As it was read last: nobody answers now who is signed in.
  const user = queryClient.getQueryData(session.queryKey)?.user
  const [busy, setBusy] = useState(false)
  const [missing, setMissing] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const wrong = why === 'ended' ? 'This does not sign you in: the password is not right, or your account is disabled.' : 'The password is not right. Try again.'
  const error = missing ? 'Enter your password.' : failure?.code === 'invalid-credential' ? wrong : undefined
  const waiting = busy ? 'Your password is being checked; wait for the answer.' : undefined
  const cancel = () => {
    if (!busy) settle(false)
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    // A dialog in a portal bubbles to the React parent's form.
    event.stopPropagation()
    const password = field.current?.value ?? ''
    if (busy || !user) return
    setFailure(undefined)
    setMissing(password === '')
    if (password === '') return field.current?.focus()
    setBusy(true)
    try {
      // Straight from the field into the request: nothing of ours keeps it (S8).
      await call(signIn, { body: { email: user.email, password } })
      settle(true)
      void makeStale(getSession)
    } catch (thrown) {
      setFailure(failureOf(thrown))
      setBusy(false)
      field.current?.select()
    }
  }

  if (why === 'another' || !user) {
    return (
      <Dialog
        open
        title="Somebody else is signed in"
        width={400}
        onClose={cancel}
        actions={
          <>
            <Button autoFocus onClick={cancel}>
              Cancel
            </Button>
            <Button variant="danger" onClick={() => settle('leave')}>
              Leave the form
            </Button>
          </>
        }
      >
        <Notice tone="warn" announce>
          Somebody else has signed in here, in another window. Nothing was sent as them: what {user?.name ?? 'you'} entered can only be saved by{' '}
          {user?.name ?? 'you'}.
        </Notice>
        <p>Copy what you need, then leave the form. Or cancel, and sign in there again.</p>
      </Dialog>
    )
  }

  return (
    <Dialog
      open
      title="Sign in again"
      width={400}
      onClose={cancel}
      onSubmit={(event) => void submit(event)}
      actions={
        <>
          <Push>
            <Button variant="quiet" onClick={() => settle('leave')} disabledReason={waiting}>
              Leave the form
            </Button>
          </Push>
          <Button onClick={cancel} disabledReason={waiting}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={busy}>
            Sign in
          </Button>
        </>
      }
    >
      {failure !== undefined && error === undefined && <FailureNotice error={failure} />}
      <p>
        {why === undefined ? 'You are signed out.' : reasons[why]} What you entered is still here: sign in as {user.name} ({user.email}) to go on.
      </p>
      {/* For password managers: whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <Field id={id} label="Password" error={error}>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of a dialog that stands between the person and their form */}
        <PasswordInput
          ref={field}
          id={id}
          autoFocus
          autoComplete="current-password"
          aria-invalid={error !== undefined || undefined}
          aria-describedby={describedBy(id, { error })}
        />
      </Field>
    </Dialog>
  )
}
