import { useEffect, useState } from 'react'
import { getInvitation } from '#contract/calls.ts'
import { call } from '../../client/call.ts'
import { type Failure, failureOf } from '../../client/failure.ts'
import { useHashCode } from '../../client/hash-code.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { AuthPage } from '../../layout/auth-page.tsx'
import { paths } from '../../paths.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SkeletonBar } from '../../ui/skeleton-bar.tsx'
import { Stack } from '../../ui/stack.tsx'
import { version } from '../../client/version.ts'
import { Accept } from './accept.tsx'

interface Invited {
  name: string
  email: string
}

export function Component() {
  const code = useHashCode()
  const [invited, setInvited] = useState<Invited>()
  const [failure, setFailure] = useState<Failure>()
  const [tries, setTries] = useState(0)

  // Not a query: its key would keep the code (S8).
  useEffect(() => {
    if (code === '') return
    const leaving = new AbortController()
    setInvited(undefined)
    setFailure(undefined)
    call(getInvitation, { params: { code }, signal: leaving.signal }).then(setInvited, (thrown: unknown) => {
      if (!leaving.signal.aborted) setFailure(failureOf(thrown))
    })
    return () => leaving.abort()
  }, [code, tries])

  const invalid = code === '' || failure?.code === 'not-found' || failure?.code === 'invalid-value'
  return (
    <AuthPage
      title="Accept the invitation"
      sentence={invited === undefined ? `to ${location.host}` : `to ${location.host}, as ${invited.name}`}
      version={version}
    >
      {invited !== undefined && <Accept code={code} email={invited.email} />}
      {invalid && <NotValid />}
      {!invalid && failure !== undefined && (
        <Stack gap={16}>
          <FailureNotice error={failure} />
          <Stack row>
            <Button onClick={() => setTries(tries + 1)}>Try again</Button>
          </Stack>
        </Stack>
      )}
      {!invalid && failure === undefined && invited === undefined && (
        <Stack gap={16}>
          <SkeletonBar />
          <SkeletonBar width="middle" />
        </Stack>
      )}
    </AuthPage>
  )
}

function NotValid() {
  return (
    <Stack gap={16}>
      <Notice tone="warn" announce>
        This invitation link is not valid any more: it was used, it has expired, or it was not copied whole. Ask an administrator for a new one.
      </Notice>
      <Stack row><ButtonLink href={paths.signIn()}>Go to sign-in</ButtonLink></Stack>
    </Stack>
  )
}
