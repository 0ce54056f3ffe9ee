import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Section } from '../../ui/page.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { recentAuditColumns } from '../audit/columns.tsx'
import { auditFilterOf, auditOf } from './queries.ts'

/** All of them are about the one thing; from where it was done would not fit beside the facts, and is in the log. */
const columns = recentAuditColumns.filter(({ id }) => id !== 'object.name' && id !== 'address')

/** The newest rows of the audit log about a credential; for administrators. */
export function History({ id, name }: { id: string; name: string }) {
  const { data, error, refetch } = useQuery(auditOf(id))
  return (
    <Section
      title="History"
      aside={<TextLink href={`${paths.auditLog}?${new URLSearchParams({ filter: auditFilterOf(id) }).toString()}`}>Open in AUDIT LOG</TextLink>}
    >
      <DataTable
        caption={`History of ${name}`}
        columns={columns}
        rows={data?.data}
        rowId={(event) => String(event.seq)}
        rowName={(event) => `row ${event.seq}`}
        failure={error}
        onRetry={() => void refetch()}
        things="audit rows"
        empty={{ icon: ScrollText, title: 'Nothing yet', sentence: 'What is done to it is listed here.' }}
      />
    </Section>
  )
}
