import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { Mono } from '../../ui/mono.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { History } from '../credential/history.tsx'
import { CredentialPage, Owner } from '../credential/page.tsx'
import { alreadyOver, ifItEnded } from '../credential/use-words.ts'
import { UsesOf } from '../credential/uses.tsx'
import { oneTokenActions } from './actions.ts'
import { EndDate } from './end-date.tsx'
import { oneOneToken, usesOf } from './queries.ts'
import { hintOf, stateAt, statusWord } from './words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const tokenId = params['tokenId'] ?? ''
  const [token] = await Promise.all([load(oneOneToken(tokenId)), load(usesOf(tokenId)), load(session)])
  return token
}

const over = { expired: 'The token has expired.', disabled: 'The token is disabled: nothing works with it until it is enabled.' }

/** A DigiCert ONE API token's own page (O2a). */
export function Component() {
  const { tokenId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  const { user } = useSuspenseQuery(session).data
  const token = useSuspenseQuery(oneOneToken(tokenId)).data
  const uses = useSuspenseQuery(usesOf(tokenId)).data
  const state = stateAt(token, now)

  return (
    <CredentialPage
      name={token.name}
      status={statusWord[state]}
      sentence={<>DigiCert ONE API token of <Owner of={token.owner} reader={user} /></>}
      actions={oneTokenActions(token, {
        owner: token.owner.id !== user.id,
        edit: () => void navigate(paths.oneTokenEditHere(token.id)),
        leave: () => void navigate(paths.oneTokens),
      })}
      primary="Edit token"
      facts={[
        { label: 'Token', value: <Mono>{hintOf(token.hint)}</Mono> },
        { label: 'End date', value: <EndDate token={token} /> },
        { label: 'Last used', value: <Ago at={token.last_used_at} now={now} /> },
        ...(token.last_used_from === null ? [] : [{ label: 'From', value: <Mono wrap>{token.last_used_from}</Mono> }]),
        { label: 'Created', value: <DateTime at={token.created_at} now={now} /> },
        { label: 'Updated', value: <DateTime at={token.updated_at} now={now} /> },
      ]}
      ending={
        state !== 'valid'
          ? alreadyOver(over[state])
          : token.owner.status === 'disabled'
            ? alreadyOver('Its owner is disabled, so nothing works with it.')
            : ifItEnded(uses)
      }
    >
      <UsesOf uses={uses} thing="token" now={now} />
      {user.role === 'administrator' && <History id={token.id} name={token.name} />}
    </CredentialPage>
  )
}
