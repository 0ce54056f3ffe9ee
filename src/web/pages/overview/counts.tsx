import { ListChecks } from 'lucide-react'
import { inventoryCounts, type InventoryCount, type KindInventory } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { DataTable } from '../../table/data-table.tsx'
import type { Column } from '../../table/column.ts'
import { Clipped } from '../../ui/cells.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { kindWords, tableHref } from './links.ts'
import { numberWords } from './number-words.ts'

const countWords: Record<InventoryCount, string> = {
  expired: 'Expired',
  'expires-7': 'Expire within 7 days',
  'expires-30': 'Expire within 30 days',
  'expires-90': 'Expire within 90 days',
  'never-used': 'Never used',
  'unused-90': 'Not used for 90 days',
  unrestricted: 'Unrestricted',
  'legacy-algorithm': 'Legacy algorithm',
  'owner-disabled': 'Owner disabled',
  'check-failed': 'Failing the last check',
}

type Row = { name: InventoryCount; kinds: readonly KindInventory[] }

const columnsFor = (kinds: readonly KindInventory[], role: Role): readonly Column<Row>[] => [
  { id: 'name', header: 'What', width: 168, kind: 'name', cell: ({ name }) => countWords[name] },
  ...kinds.map(({ kind, counts }): Column<Row> => ({
    id: kind,
    header: kindWords[kind].many,
    width: 112,
    cell: ({ name }) => {
      const found = counts.find((count) => count.name === name)
      // Where a kind has no such thing, there is no number.
      if (found === undefined) return <Clipped none="–">{null}</Clipped>
      return <TextLink href={tableHref(kind, role, found.filter)} name={`${countWords[name]}, ${kindWords[kind].one}: ${numberWords(found.count, found.capped)}`}>{numberWords(found.count, found.capped)}</TextLink>
    },
  })),
]

/** What is counted, by kind; every number leads to the table that shows just these. */
export function Counts({ kinds, role, onRetry }: { kinds: readonly KindInventory[]; role: Role; onRetry: () => void }) {
  const rows = inventoryCounts.filter((name) => kinds.some(({ counts }) => counts.some((count) => count.name === name))).map((name) => ({ name, kinds }))
  return (
    <DataTable
      caption="Credentials by what needs a look"
      columns={columnsFor(kinds, role)}
      rows={rows}
      rowId={({ name }) => name}
      rowName={({ name }) => countWords[name]}
      onRetry={onRetry}
      things="numbers"
      empty={{ icon: ListChecks, title: 'Nothing is counted', sentence: 'Numbers come with the first key.' }}
    />
  )
}
