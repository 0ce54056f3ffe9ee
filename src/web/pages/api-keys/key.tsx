import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useLocation, useNavigate, useParams } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { pageOf, paths } from '../../paths.ts'
import { Mono } from '../../ui/mono.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { History } from '../credential/history.tsx'
import { CredentialPage, Owner } from '../credential/page.tsx'
import { alreadyOver, ifItEnded } from '../credential/use-words.ts'
import { UsesOf } from '../credential/uses.tsx'
import { oneApiKey, usesOf } from './queries.ts'
import { apiKeyActions } from './row-actions.ts'
import { hintOf, statusWord } from './words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const apiKeyId = params['apiKeyId'] ?? ''
  const [key] = await Promise.all([load(oneApiKey(apiKeyId)), load(usesOf(apiKeyId)), load(session)])
  return key
}

/** An API key's own page: what it is, who uses it, what would stop without it, and what was done to it. */
export function Component() {
  const { apiKeyId = '' } = useParams()
  const navigate = useNavigate()
  const here = pageOf(useLocation().pathname)
  const now = useNow()
  const { user } = useSuspenseQuery(session).data
  const key = useSuspenseQuery(oneApiKey(apiKeyId)).data
  const uses = useSuspenseQuery(usesOf(apiKeyId)).data
  const { live, old } = uses.tokens
  const actions = apiKeyActions({
    rotate: () => void navigate(`${here}/rotate-here`),
    edit: () => void navigate(`${here}/edit-here`),
    all: key.owner.id !== user.id,
    leave: () => void navigate(here.startsWith(paths.myApiKeys) ? paths.myApiKeys : paths.apiKeys),
  })(key)

  return (
    <CredentialPage
      name={key.name}
      status={statusWord[key.status]}
      sentence={<>API key of <Owner of={key.owner} reader={user} /></>}
      // In its row it stands under the words "Old value".
      actions={actions.map((item) => ('label' in item && item.label === 'End now' ? { ...item, label: 'End old value' } : item))}
      primary={key.oldValue === null ? 'Rotate Key' : 'End old value'}
      facts={[
        { label: 'Key', value: <Mono>{hintOf(key.hint)}</Mono> },
        ...(key.oldValue === null
          ? []
          : [
              {
                label: 'Old value',
                value: (
                  <>
                    <Mono>{hintOf(key.oldValue.hint)}</Mono> until <DateTime at={key.oldValue.endsAt} now={now} clock />
                  </>
                ),
              },
            ]),
        { label: 'Expires', value: <DateTime at={key.expiresAt} now={now} /> },
        { label: 'Last used', value: <Ago at={key.lastUsedAt} now={now} /> },
        ...(key.lastUsedFrom === null ? [] : [{ label: 'From', value: <Mono wrap>{key.lastUsedFrom}</Mono> }]),
        { label: 'Auth tokens', value: live === 0 ? 'None live' : `${live} live${old > 0 ? `, ${old} of them bought with the old value` : ''}` },
        { label: 'Created', value: <DateTime at={key.createdAt} now={now} /> },
        { label: 'Rotated', value: <DateTime at={key.rotatedAt} now={now} /> },
        ...(key.note === null ? [] : [{ label: 'Note', value: key.note }]),
      ]}
      ending={key.status === 'expired' ? alreadyOver('The key has expired.') : ifItEnded(uses)}
    >
      <UsesOf uses={uses} thing="key" oldEndsAt={key.oldValue?.endsAt} now={now} />
      {user.role === 'administrator' && <History id={key.id} name={key.name} />}
    </CredentialPage>
  )
}
