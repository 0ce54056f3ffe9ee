import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import type { User } from '#contract/users.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Small } from '../../ui/page.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { ownApiKeys } from '../api-keys/queries.ts'
import { recentAuditColumns } from '../audit/columns.tsx'
import { auditFilterOf, auditOf } from './queries.ts'

/** The newest twenty rows of the audit log about somebody, and the way to the rest. */
export function UserAudit({ user }: { user: User }) {
  const keyIds = useSuspenseQuery(ownApiKeys(user.id)).data.data.map(({ id }) => id)
  // With a key more or less it is another question: the last rows stay until it is answered.
  const { data, error, refetch } = useQuery({ ...auditOf(user.id, keyIds), placeholderData: keepPreviousData })
  const rest = `${paths.auditLog}?${new URLSearchParams({ filter: auditFilterOf(user.id, keyIds) }).toString()}`

  return (
    <DataTable
      caption={`Recent activity of ${user.name}`}
      columns={recentAuditColumns}
      rows={data?.data}
      rowId={(event) => String(event.seq)}
      rowName={(event) => `row ${event.seq}`}
      failure={error}
      onRetry={() => void refetch()}
      things="audit rows"
      empty={{ icon: ScrollText, title: 'Nothing yet', sentence: 'What they do, and what is done to them, is listed here.' }}
      foot={
        <Small>
          What {user.name} did, and what was done to them and their keys.{' '}
          <TextLink href={rest}>{data?.next ? 'See all in the audit log' : 'Open in the audit log'}</TextLink>
        </Small>
      }
    />
  )
}
