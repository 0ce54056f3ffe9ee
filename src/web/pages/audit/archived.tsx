import { useQuery } from '@tanstack/react-query'
import { Small } from '../../ui/page.tsx'
import { useZone } from '../../ui/zone.tsx'
import { auditState } from './queries.ts'
import { archivedWords } from './words.ts'

/** Under the table, whatever is filtered: who looks for older rows learns where they are. */
export function Archived() {
  // Words of times are below.
  useZone()
  const archived = useQuery(auditState).data?.archived
  return archived ? <Small>{archivedWords(archived)}</Small> : null
}
