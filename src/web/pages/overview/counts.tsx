import { inventoryCounts } from '#contract/lists-of-overview.ts'
import type { KindInventory } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { countWords, kindWords, rowId, tableHref } from './links.ts'
import { numberWords } from './number-words.ts'

/** Everything that is counted, by kind; every number leads to the table that shows just these. */
export function Counts({ kinds, role }: { kinds: readonly KindInventory[]; role: Role }) {
  const number = (kind: KindInventory, what: string, count: number, capped: boolean, filter: string) => (
    <TextLink href={tableHref(kind.kind, role, filter)} name={`${what}, ${kindWords[kind.kind].one}: ${numberWords(count, capped)}`}>
      {numberWords(count, capped)}
    </TextLink>
  )
  // What is never used is one row here; how long for, is for **Needs attention**.
  const names = inventoryCounts.filter((name) => name !== 'never-used-30' && kinds.some(({ counts }) => counts.some((count) => count.name === name)))
  return (
    <BriefTable
      caption="Credentials by kind"
      numbers
      columns={[{ header: 'What' }, ...kinds.map(({ kind }) => ({ header: kindWords[kind].many }))]}
      rows={[
        { id: rowId('all'), cells: ['All', ...kinds.map((kind) => number(kind, 'All', kind.total, kind.capped, ''))] },
        ...names.map((name) => ({
          id: rowId(name),
          cells: [countWords[name], ...kinds.map((kind) => {
            const found = kind.counts.find((count) => count.name === name)
            // Where a kind has no such thing, there is no number.
            return found === undefined ? '–' : number(kind, countWords[name], found.count, found.capped, found.filter)
          })],
        })),
      ]}
    />
  )
}
