import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { type LoaderFunctionArgs, Outlet, useLocation, useNavigate, useParams } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { usePageName } from '../../layout/page-name.ts'
import { pageOf, paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { ChecklistPage } from '../../ui/checklist.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { UsesChart, UsesLegend } from '../../ui/uses-chart.tsx'
import { recentAuditColumns } from '../audit/columns.tsx'
import { KeyClients } from './key-clients.tsx'
import { auditFilterOf, auditOf, oneApiKey, usesOf } from './queries.ts'
import { deleteKey, endOldValueNow } from './remove.ts'
import { ifItEnded, usesWords } from './use-words.ts'
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
  usePageName(key.name)
  const own = key.owner.id === user.id
  const owner = own ? undefined : key.owner.name
  const ends = ifItEnded(key, uses)
  const list = here.startsWith(paths.myApiKeys) ? paths.myApiKeys : paths.apiKeys

  return (
    <Page
      title={key.name}
      sentence={
        <>
          <Status word={statusWord[key.status]} /> API key of{' '}
          {own ? (
            'yours'
          ) : user.role === 'administrator' ? (
            <TextLink href={paths.user(key.owner.id)} strong>
              {key.owner.name}
            </TextLink>
          ) : (
            key.owner.name
          )}
        </>
      }
      actions={
        <>
          <Button onClick={() => void deleteKey(key, owner, () => void navigate(list))}>Delete</Button>
          <Button onClick={() => void navigate(`${here}/edit-here`)}>Edit</Button>
          <Button variant={key.oldValue === null ? 'primary' : 'secondary'} onClick={() => void navigate(`${here}/rotate-here`)}>
            Rotate
          </Button>
          {key.oldValue !== null && (
            <Button variant="primary" onClick={() => void endOldValueNow(key, owner)}>
              End old value
            </Button>
          )}
        </>
      }
    >
      <ChecklistPage
        side={
          <>
            <Section title="Facts">
              <Facts
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
                  {
                    label: 'Auth tokens',
                    value:
                      uses.tokens.live === 0
                        ? 'None live'
                        : `${uses.tokens.live} live${uses.tokens.old > 0 ? `, ${uses.tokens.old} of them bought with the old value` : ''}`,
                  },
                  { label: 'Created', value: <DateTime at={key.createdAt} now={now} /> },
                  { label: 'Rotated', value: <DateTime at={key.rotatedAt} now={now} /> },
                  ...(key.note === null ? [] : [{ label: 'Note', value: key.note }]),
                ]}
              />
            </Section>
            <Section title="If it ended today">
              <Notice tone={ends.stops ? 'warn' : 'fact'}>
                <strong>{ends.head}</strong> {ends.rest}
              </Notice>
            </Section>
          </>
        }
      >
        <Stack gap={32}>
          <Section title="Uses, last 90 days" aside={key.oldValue === null ? undefined : <UsesLegend />}>
            <UsesChart uses={uses.days} now={now} label={usesWords(uses)} />
            <Small>{usesWords(uses)}. Counted by day, UTC, and client.</Small>
          </Section>
          <KeyClients apiKey={key} uses={uses} now={now} />
          {user.role === 'administrator' && <History id={key.id} name={key.name} />}
        </Stack>
      </ChecklistPage>
      <Outlet />
    </Page>
  )
}

/** All of them are about the key. */
const historyColumns = recentAuditColumns.filter(({ id }) => id !== 'object.name')

/** The newest rows of the audit log about it. */
function History({ id, name }: { id: string; name: string }) {
  const { data, error, refetch } = useQuery(auditOf(id))
  return (
    <Section
      title="History"
      aside={<TextLink href={`${paths.auditLog}?${new URLSearchParams({ filter: auditFilterOf(id) }).toString()}`}>Open in AUDIT LOG</TextLink>}
    >
      <DataTable
        caption={`History of ${name}`}
        columns={historyColumns}
        rows={data?.data}
        rowId={(event) => String(event.seq)}
        rowName={(event) => `row ${event.seq}`}
        failure={error}
        onRetry={() => void refetch()}
        things="audit rows"
        empty={{ icon: ScrollText, title: 'Nothing yet', sentence: 'What is done to the key is listed here.' }}
      />
    </Section>
  )
}
