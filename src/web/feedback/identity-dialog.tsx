import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { makeStatement } from '#contract/calls-of-administration.ts'
import { confirmSession, createApiKey, createUser, enableUser, exportAudit, inviteUser, rotateApiKey, updateUser } from '#contract/calls.ts'
import { allowBase, createAuthKey, createCertcentralKeys, createRequestToken, revealAuthKey, updateCertcentralKey } from '#contract/calls-of-certcentral.ts'
import { createTsigKey, exportTsigKey, revealTsigSecret, updateTsigKey } from '#contract/calls-of-dns.ts'
import { createOneToken, updateOneToken } from '#contract/calls-of-one.ts'
import { call } from '../client/call.ts'
import { type Failure, failureOf } from '../client/failure.ts'
import { session } from '../client/session.ts'
import { wordsFor } from '../client/words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { PasswordInput } from '../ui/password-input.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { type IdentityAsked, identityAsked } from './pending.ts'

export function IdentityHost() {
  const asked = identityAsked.use()
  return asked ? <IdentityDialog {...asked} /> : null
}

/** What is asked for, as its button calls it: each route of the server's list (`pipeline/step-up-list.ts`). */
const acts: Readonly<Record<string, string>> = {
  [`${createApiKey.method} ${createApiKey.path}`]: 'Generating an API key',
  [`${rotateApiKey.method} ${rotateApiKey.path}`]: 'Rotating an API key',
  [`${createCertcentralKeys.method} ${createCertcentralKeys.path}`]: 'Adding an API key',
  [`${updateCertcentralKey.method} ${updateCertcentralKey.path}`]: 'Letting an API key do more',
  [`${createOneToken.method} ${createOneToken.path}`]: 'Creating an API token',
  [`${updateOneToken.method} ${updateOneToken.path}`]: 'Enabling an API token',
  [`${createTsigKey.method} ${createTsigKey.path}`]: 'Making a secret',
  [`${updateTsigKey.method} ${updateTsigKey.path}`]: 'Replacing a secret',
  [`${revealTsigSecret.method} ${revealTsigSecret.path}`]: 'Showing a secret',
  [`${exportTsigKey.method} ${exportTsigKey.path}`]: 'Exporting a secret',
  [`${createAuthKey.method} ${createAuthKey.path}`]: 'Creating an AuthKey',
  [`${revealAuthKey.method} ${revealAuthKey.path}`]: 'Showing an AuthKey',
  [`${createRequestToken.method} ${createRequestToken.path}`]: 'Making a request token',
  [`${createUser.method} ${createUser.path}`]: 'Making somebody an administrator',
  [`${updateUser.method} ${updateUser.path}`]: 'Changing a role or an e-mail address',
  [`${enableUser.method} ${enableUser.path}`]: 'Enabling a user',
  [`${inviteUser.method} ${inviteUser.path}`]: 'A link into an account',
  [`${exportAudit.method} ${exportAudit.path}`]: 'Exporting the audit log',
  [`${makeStatement.method} ${makeStatement.path}`]: 'Making a statement',
  [`${allowBase.method} ${allowBase.path}`]: 'Letting connectors ask another base URL',
}

function IdentityDialog({ route, settle }: IdentityAsked) {
  const help = `${acts[route] ?? 'What you are doing'} needs it once more. It is good for five minutes.`
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
          <Button onClick={cancel} disabledReason={busy ? 'Your password is being checked; wait for the answer.' : undefined}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={busy}>
            Confirm
          </Button>
        </>
      }
    >
      {failure !== undefined && error === undefined && <FailureNotice error={failure} />}
      {/* For password managers: whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={data?.user.email ?? ''} readOnly hidden />
      <Field id={id} label="Password" help={help} error={error}>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of a dialog that one's own act has opened */}
        <PasswordInput
          ref={field}
          id={id}
          autoFocus
          autoComplete="current-password"
          aria-invalid={error !== undefined || undefined}
          aria-describedby={describedBy(id, { help, error })}
        />
      </Field>
    </Dialog>
  )
}
