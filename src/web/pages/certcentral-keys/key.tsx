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
import { oneCertcentralKey, usesOf } from './queries.ts'
import { certcentralKeyActions } from './row-actions.ts'
import { divisionWords, prefix, restrictionWord, statusWord } from './words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const keyId = params['keyId'] ?? ''
  const [key] = await Promise.all([load(oneCertcentralKey(keyId)), load(usesOf(keyId)), load(session)])
  return key
}

/** A CertCentral key's own page (C2a). */
export function Component() {
  const { keyId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  const { user } = useSuspenseQuery(session).data
  const key = useSuspenseQuery(oneCertcentralKey(keyId)).data
  const uses = useSuspenseQuery(usesOf(keyId)).data
  const service = key.user.kind === 'service'

  return (
    <CredentialPage
      name={key.name}
      status={statusWord[key.status]}
      sentence={<>CertCentral API key of {service && 'the service user '}<Owner of={key.user} reader={user} linked={!service} /></>}
      actions={certcentralKeyActions((id) => void navigate(paths.certcentralKeyEditHere(id)))(key)}
      primary="Edit"
      facts={[
        { label: 'Key', value: <Mono>{`${prefix}${key.hint.start}…${key.hint.last4}`}</Mono> },
        { label: 'Key ID', value: <Mono>{String(key.number)}</Mono> },
        { label: 'Restrictions', value: restrictionWord[key.restrictedToRoleId] ?? key.restrictedToRoleId },
        { label: 'Email', value: key.user.email },
        ...(key.user.divisions.length === 0 ? [] : [{ label: 'Divisions', value: divisionWords(key.user.divisions) }]),
        ...(key.statusReason === null ? [] : [{ label: 'Reason', value: key.statusReason }]),
        { label: 'Last used', value: <Ago at={key.lastUsedAt} now={now} /> },
        ...(key.lastUsedFrom === null ? [] : [{ label: 'From', value: <Mono wrap>{key.lastUsedFrom}</Mono> }]),
        { label: 'Created', value: <DateTime at={key.createdAt} now={now} /> },
        { label: 'Updated', value: <DateTime at={key.updatedAt} now={now} /> },
      ]}
      ending={
        key.status === 'revoked'
          ? alreadyOver('The key is revoked.')
          : key.user.status === 'disabled'
            ? alreadyOver('Its user is disabled, so nothing works with it.')
            : ifItEnded(uses)
      }
    >
      <UsesOf uses={uses} thing="key" now={now} />
      {user.role === 'administrator' && <History id={key.id} name={key.name} />}
    </CredentialPage>
  )
}
