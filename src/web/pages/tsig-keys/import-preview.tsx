import { FileQuestion, KeyRound, Pencil, Undo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { TsigImportEntry, TsigImportPreview } from '#contract/tsig-import.ts'
import { tsigNameFault } from '#contract/tsig-names.ts'
import { several } from '#contract/several.ts'
import type { Column } from '../../table/column.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Pager } from '../../table/pager.tsx'
import { Choice } from '../../ui/choice.tsx'
import { late } from '../../ui/late.tsx'
import type { MenuItems } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/page.tsx'
import { entryColumns, type EntryRow, notUnderstoodColumns, placed, stateWord } from './import-columns.tsx'
import type { Renamed, RenameProps } from './import-rename.tsx'

const Rename = late<RenameProps>(async () => (await import('./import-rename.tsx')).Rename)

type Shown = 'all' | 'weak' | TsigImportEntry['state']
const states = Object.keys(stateWord) as TsigImportEntry['state'][]

/** `12 new, 2 already here, 1 clash`: what is not there is not said. */
function countsWords({ counts, entries, notUnderstood }: TsigImportPreview): string {
  const parts = states
    .map((state) => (counts[state] === 0 ? undefined : `${counts[state].toLocaleString('en')} ${stateWord[state].toLowerCase()}`))
    .filter((part) => part !== undefined)
  const weak =
    counts.weak === 0
      ? ''
      : ` ${counts.weak.toLocaleString('en')} of them ${counts.weak === 1 ? 'is' : 'are'} weak: a legacy algorithm, or a secret shorter than its digest.`
  const lines =
    notUnderstood.length === 0 ? '' : ` ${several(notUnderstood.length, { one: 'line was', many: 'lines were' })} not understood.`
  const each = parts.length === 0 ? '' : `: ${parts.join(', ')}`
  return `${several(entries.length, 'key')} found${each}.${weak}${lines}`
}

/** Why another name would not help. */
function settled({ state, name }: EntryRow): string | undefined {
  if (state === 'exists') return 'The very same key is here already.'
  return state === 'invalid' && tsigNameFault(name) === undefined ? 'It cannot be taken under any name.' : undefined
}

type PreviewProps = {
  preview: TsigImportPreview
  renamed: readonly Renamed[]
  onName: RenameProps['onName']
  /** Takes the name of the text again. */
  onUndo: (entry: EntryRow) => void
}

/** What an import would do. A page at a time: there may be ten thousand. */
export function Preview({ preview, renamed, onName, onUndo }: PreviewProps) {
  const [chosen, setShown] = useState<Shown>('all')
  const [naming, setNaming] = useState<EntryRow>()
  const { counts } = preview
  // Made once: a row is drawn anew when it is another.
  const [entries, notUnderstood] = useMemo(() => {
    const was = new Map(renamed.map((one) => [one.entry, one.was]))
    return [
      placed(preview.entries).map((entry): EntryRow => (was.has(entry.at) ? { ...entry, was: was.get(entry.at)! } : entry)),
      placed(preview.notUnderstood),
    ] as const
  }, [preview, renamed])
  const options = [
    { value: 'all' as Shown, label: `All ${entries.length.toLocaleString('en')}` },
    ...states
      .filter((state) => counts[state] > 0)
      .map((state) => ({ value: state as Shown, label: `${stateWord[state]}, ${counts[state].toLocaleString('en')}` })),
    ...(counts.weak > 0 ? [{ value: 'weak' as Shown, label: `Weak, ${counts.weak.toLocaleString('en')}` }] : []),
  ]
  // With its last row a state goes from the choice.
  const shown = options.some(({ value }) => value === chosen) ? chosen : 'all'
  const rows = shown === 'all' ? entries : entries.filter((entry) => (shown === 'weak' ? entry.weak : entry.state === shown))
  const rowActions = (entry: EntryRow): MenuItems => [
    { label: 'Keep under another name', icon: Pencil, run: () => setNaming(entry), disabled: settled(entry) },
    ...(entry.was === undefined ? [] : [{ label: 'Take the name in the text', icon: Undo2, run: () => onUndo(entry) }]),
  ]
  const trouble = counts.clash + counts.invalid + notUnderstood.length > 0

  return (
    <>
      <Notice tone={trouble ? 'warn' : 'fact'} announce>
        {countsWords(preview)} Nothing is stored before Import; only what is new will be.
      </Notice>
      <Section title="Keys" aside={options.length > 2 ? <Choice label="Show" options={options} value={shown} onChange={setShown} /> : undefined}>
        <Paged
          key={shown}
          caption="Keys in the text"
          columns={entryColumns}
          rows={rows}
          id={(entry) => String(entry.at)}
          name={(entry) => `${entry.name}, line ${entry.line.toLocaleString('en')}`}
          actions={rowActions}
          things="keys"
          empty={{
            icon: KeyRound,
            title: 'No keys in this text',
            sentence: 'Understood are named.conf and tsig-keygen, Knot, NSD, PowerDNS, and lines of algorithm:name:secret.',
          }}
        />
      </Section>
      {notUnderstood.length > 0 && (
        <Section title="Not understood">
          <Paged
            caption="Lines that were not understood"
            columns={notUnderstoodColumns}
            rows={notUnderstood}
            id={(one) => String(one.at)}
            name={(one) => `line ${one.line}`}
            things="lines"
            empty={{ icon: FileQuestion, title: 'None', sentence: 'Everything was understood.' }}
          />
        </Section>
      )}
      {naming && (
        <Rename
          entry={naming}
          others={new Set(entries.flatMap(({ at, name, state }) => (at === naming.at || state === 'invalid' ? [] : [name])))}
          onName={onName}
          onClose={() => setNaming(undefined)}
        />
      )}
    </>
  )
}

type PagedProps<Row> = {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  id: (row: Row) => string
  name: (row: Row) => string
  actions?: (row: Row) => MenuItems
  things: string
  empty: Parameters<typeof DataTable<Row>>[0]['empty']
}

function Paged<Row>({ caption, columns, rows, id, name, actions, things, empty }: PagedProps<Row>) {
  const [asked, setPage] = useState(1)
  const [size, setSize] = useState(25)
  // There may be fewer rows after a second look.
  const page = Math.min(asked, Math.max(1, Math.ceil(rows.length / size)))
  return (
    <div>
      <DataTable
        caption={caption}
        columns={columns}
        rows={rows.slice((page - 1) * size, page * size)}
        rowId={id}
        rowName={name}
        rowActions={actions}
        onRetry={() => undefined}
        things={things}
        empty={empty}
      />
      {rows.length > size || page > 1 || size > 25 ? (
        <Pager
          page={page}
          size={size}
          total={rows.length}
          capped={false}
          onPage={setPage}
          onSize={(next) => {
            setSize(next)
            setPage(1)
          }}
        />
      ) : null}
    </div>
  )
}
