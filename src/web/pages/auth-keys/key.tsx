import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { serverNow } from '../../client/clock.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { History } from '../credential/history.tsx'
import { CredentialPage } from '../credential/page.tsx'
import { ifAuthKeyEnded, liveTokens } from './made-tokens.ts'
import { oneAuthKey, tokensMadeWith } from './queries.ts'
import { RequestTokens } from './request-tokens.tsx'
import { authKeyActions } from './row-actions.ts'
import { SecretCell } from './secret-cell.tsx'
import { hideAuthKey } from './shown-auth-key.ts'
import { nameOf, statusWord, typeWord } from './words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const authKeyId = params['authKeyId'] ?? ''
  const [key, { user }] = await Promise.all([load(oneAuthKey(authKeyId)), load(session)])
  if (user.role === 'administrator') await load(tokensMadeWith(authKeyId, serverNow()))
  return key
}

/** An AuthKey's own page (A3a). What is made with it is in the audit log, which is for administrators. */
export function Component() {
  const { authKeyId = '' } = useParams()
  return useSuspenseQuery(session).data.user.role === 'administrator' ? <Keep authKeyId={authKeyId} /> : <Look authKeyId={authKeyId} />
}

function useFacts(authKeyId: string) {
  const now = useNow()
  const key = useSuspenseQuery(oneAuthKey(authKeyId)).data
  return {
    now,
    key,
    page: {
      name: nameOf(key),
      status: statusWord[key.status],
      sentence: `${typeWord[key.type]} AuthKey of the account`,
    },
    facts: [
      { label: 'Label', value: key.label ?? 'None' },
      { label: 'AuthKey ID', value: <Mono wrap>{key.id}</Mono> },
      { label: 'Expires', value: <DateTime at={key.expiresAt} now={now} /> },
      { label: 'Created', value: <DateTime at={key.createdAt} now={now} /> },
      ...(key.createdBy === null ? [] : [{ label: 'Created by', value: key.createdBy.name }]),
    ],
  }
}

function Look({ authKeyId }: { authKeyId: string }) {
  const { key, page, facts } = useFacts(authKeyId)
  return (
    <CredentialPage {...page} facts={[{ label: 'AuthKey', value: <Mono>{`••••••••${key.hint.last4}`}</Mono> }, ...facts]}>
      <Section title="Request tokens">
        <Card>Administrators make them, and see which were made.</Card>
      </Section>
    </CredentialPage>
  )
}

function Keep({ authKeyId }: { authKeyId: string }) {
  const navigate = useNavigate()
  const { key, now, page, facts } = useFacts(authKeyId)
  const { data: made } = useSuspenseQuery(tokensMadeWith(authKeyId, now)).data
  // Nothing stays in sight behind somebody's back.
  useEffect(() => hideAuthKey, [])

  return (
    <CredentialPage
      {...page}
      actions={authKeyActions({ token: (id) => void navigate(paths.requestToken(id)), leave: () => void navigate(paths.authKeys) })(key)}
      primary="Request token"
      facts={[{ label: 'AuthKey', value: <SecretCell authKey={key} /> }, ...facts]}
      ending={ifAuthKeyEnded(key, liveTokens(made, now))}
    >
      <RequestTokens made={made} now={now} />
      <History id={key.id} name={page.name} />
    </CredentialPage>
  )
}
