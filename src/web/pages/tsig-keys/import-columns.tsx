import type { TsigImportEntry, TsigImportPreview } from '#contract/tsig-import.ts'
import type { Column } from '../../table/column.ts'
import { monoColumn, nameColumn, textColumn } from '../../table/columns.tsx'
import { Clipped } from '../../ui/cells.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status, type StatusWord } from '../../ui/status.tsx'
import { firstWord } from './words.ts'

/** With its place in the reply: two of one line, or of one name, are two rows. */
export type Placed<Row> = Row & { at: number }
export type EntryRow = Placed<TsigImportEntry> & { /** Its name in the text, where it is to be kept under another. */ was?: string }
export const placed = <Row,>(rows: readonly Row[]): Placed<Row>[] => rows.map((row, at) => ({ ...row, at }))

export const stateWord: Record<TsigImportEntry['state'], StatusWord> = {
  new: 'New',
  exists: 'Already here',
  clash: 'Clash',
  duplicate: 'Duplicate',
  invalid: 'Invalid',
}

const clashes = 'Another key has this name here, with another secret or algorithm. Keep this one under another name, or edit the one that is here.'
const remark = (entry: EntryRow) =>
  entry.problem ??
  (entry.state === 'clash'
    ? clashes
    : entry.state === 'exists'
      ? 'The very same key.'
      : entry.state === 'duplicate'
        ? 'Given twice: the first one is taken.'
        : null)
const why = (entry: EntryRow) =>
  [entry.was === undefined ? null : `In the text it is called ${entry.was}.`, remark(entry)].filter((part) => part !== null).join(' ') || null

/** What an import would make. */
export const entryColumns: readonly Column<EntryRow>[] = [
  nameColumn({ name: (entry) => entry.name, width: 200 }),
  {
    id: 'state', header: 'State', width: 172, kind: 'status',
    cell: (entry) => <Stack row gap={12}><Status word={stateWord[entry.state]} />{entry.weak && <Status word="Weak" />}</Stack>,
  },
  // Before what is cut off on a narrow screen: it says why a key is not taken.
  { id: 'problem', header: 'Remark', width: 260, title: (entry) => why(entry) ?? undefined, cell: (entry) => <Clipped none="None">{why(entry)}</Clipped> },
  textColumn({ id: 'algorithm', header: 'Algorithm', of: (entry) => entry.algorithm, width: 124 }),
  textColumn({ id: 'secretBits', header: 'Secret length', of: (entry) => (entry.secretBits === null ? null : `${entry.secretBits} bits`), width: 112 }),
  {
    id: 'fingerprint', header: 'Fingerprint', width: 136, value: (entry) => entry.fingerprint,
    // Of many keys it is made once, by the import.
    cell: ({ fingerprint, state }) => (
      <Clipped none={state === 'new' ? 'After the import' : 'None'}>{fingerprint === null ? null : <Mono>{fingerprint}</Mono>}</Clipped>
    ),
  },
  {
    ...textColumn<EntryRow>({ id: 'usedBy', header: 'Used by', of: (entry) => entry.usedBy.join(', ') || null, width: 140 }),
    cell: (entry) => <Clipped none="None">{firstWord(entry.usedBy)}</Clipped>,
  },
  { id: 'line', header: 'Line', width: 64, cell: (entry) => entry.line.toLocaleString('en') },
]

type NotUnderstood = Placed<TsigImportPreview['notUnderstood'][number]>

export const notUnderstoodColumns: readonly Column<NotUnderstood>[] = [
  { id: 'line', header: 'Line', width: 64, kind: 'name', cell: (one) => `Line ${one.line.toLocaleString('en')}` },
  monoColumn({ id: 'text', header: 'Text', of: (one) => one.text, width: 320, never: 'Empty' }),
  textColumn({ id: 'problem', header: 'Remark', of: (one) => one.problem, width: 320 }),
]
