import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { confirmSession } from '#contract/calls.ts'
import { call } from '../client/call.ts'
import { type Failure, failureOf } from '../client/failure.ts'
import { session } from '../client/session.ts'
import { wordsFor } from '../client/words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { PasswordInput } from '../ui/password-input.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { identityAsked } from './pending.ts'

export function IdentityHost() {
  const settle = identityAsked.use()
  return settle ? <IdentityDialog settle={settle} /> : null
}

const help = 'What you are doing needs it once more. It is good for five minutes.'

function IdentityDialog({ settle }: { settle: (confirmed: boolean) => void }) {
  const { data } = useQuery(session)
  const [busy, setBusy] = useState(false)
  const [missing, setMissing] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const error = missing ? 'Enter your password.' : failure?.code === 'wrong-password' ? wordsFor(failure) : undefined

  async function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    // A dialog in a portal bubbles to the React parent's form.
    event.stopPropagation()
    const password = field.current?.value ?? ''
    if (busy) return
    setFailure(undefined)
    setMissing(password === '')
    if (password === '') return field.current?.focus()
    setBusy(true)
    try {
      // Straight from the field into the request: nothing of ours keeps it (S8).
      await call(confirmSession, { body: { password } })
      settle(true)
    } catch (thrown) {
      setFailure(failureOf(thrown))
      setBusy(false)
      field.current?.select()
    }
  }

  const cancel = () => {
    if (!busy) settle(false)
  }

  return (
    <Dialog
      open
      title="Confirm it is you"
      width={400}
      onClose={cancel}
      onSubmit={(event) => void confirm(event)}
      actions={
        <>
          <Button onClick={cancel} disabledReason={busy ? 'Your password is being checked; wait for the answer.' : undefined}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy}>Confirm</Button>
        </>
      }
    >
      {failure !== undefined && error === undefined && <FailureNotice error={failure} />}
      {/* For password managers: whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={data?.user.email ?? ''} readOnly hidden />
      <Field id={id} label="Password" help={help} error={error}>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of a dialog that one's own act has opened */}
        <PasswordInput ref={field} id={id} autoFocus autoComplete="current-password" aria-invalid={error !== undefined || undefined} aria-describedby={describedBy(id, { help, error })} />
      </Field>
    </Dialog>
  )
}
