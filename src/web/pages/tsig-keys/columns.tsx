import { tsigAlgorithms } from '#contract/lists-of-dns.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { dateColumn, instantIn, monoColumn, nameColumn, textColumn } from '../../table/columns.tsx'
import { type Least, statusMarks } from '../../table/least.ts'
import { Clipped, NameCell } from '../../ui/cells.tsx'
import { Hint } from '../../ui/hint.tsx'
import { Status } from '../../ui/status.tsx'
import { Ago } from '../../ui/time.tsx'
import { SecretCell } from './secret-cell.tsx'
import { checkWord, firstWord, sayingWord, worse } from './words.ts'

/*
 * An administrator's columns, box and buttons take 1014 px at least: what a window of 1280 has for them.
 */
const name = nameColumn<TsigKey>({ name: (key) => key.name, note: (key) => key.note, href: (key) => paths.tsigKey(key.id), width: 172 })

const algorithm: Column<TsigKey> = {
  id: 'algorithm', header: 'Algorithm', width: 154, grow: 0,
  value: (key) => key.algorithm,
  cell: (key) => {
    const { legacy, use } = tsigAlgorithms[key.algorithm]
    return <NameCell after={legacy ? <Hint word="legacy" why={use} /> : undefined}>{key.algorithm}</NameCell>
  },
}

/** For administrators only; where it is not shown, **Reveal secret** has no place to show it. */
export const secretColumn = 'secret'
const secret: Column<TsigKey> = { id: secretColumn, header: 'Secret', width: 103, grow: 0, csv: () => 'masked', cell: (key) => <SecretCell tsigKey={key} /> }

const secretBits: Column<TsigKey> = {
  id: 'secretBits', header: 'Secret length', width: 112, hidden: true,
  value: (key) => key.secretBits,
  cell: (key) => `${key.secretBits} bits`,
}

/** Verdict and time together are 240 px at their widest, which hardly a table has. */
const lastCheckLeast: Least<TsigKey> = [
  {
    ofRows: (keys) => keys.map(({ lastCheck: last }) => (last === null ? 'Not checked' : checkWord(last))),
    style: 'status',
    beside: statusMarks + 4,
  },
  {
    ofRows: (keys) => [...new Set(keys.flatMap(({ lastCheck: last }) => (last === null ? [] : [last.worse ? 'worse ' : ''])))].flatMap((mark) =>
      [`${mark}59 minutes ago`, `${mark}999 days ago`]),
    style: 'body',
  },
]

const lastCheck: Column<TsigKey> = {
  id: 'lastCheck.says', header: 'Last check', width: 112, words: sayingWord,
  least: lastCheckLeast,
  csv: ({ lastCheck: last }, zone) => (last === null ? null : `${checkWord(last)} ${instantIn(last.at, zone)}`),
  zoned: true,
  cell: ({ lastCheck: last }, now) =>
    last === null ? (
      <Status word="Not checked" />
    ) : (
      <>
        <Status word={checkWord(last)} />{last.worse && <> <Hint word="worse" why={worse} /></>} <Ago at={last.at} now={now} />
      </>
    ),
}

const fingerprint: Column<TsigKey> = {
  ...monoColumn<TsigKey>({ id: 'fingerprint', header: 'Fingerprint', of: (key) => key.fingerprint, width: 126, never: 'None' }),
  grow: 0,
}

/** `ns1, ns2, ns3 …`: the first of the nameservers. */
const usedAt = ({ usedAt: names, uses }: TsigKey) => (names.length === 0 ? undefined : `${names.join(', ')}${uses > names.length ? ' …' : ''}`)

const rest: readonly Column<TsigKey>[] = [
  secretBits,
  { ...dateColumn<TsigKey>({ id: 'createdAt', header: 'Created', of: (key) => key.createdAt }), hidden: true },
  dateColumn({ id: 'updatedAt', header: 'Updated', of: (key) => key.updatedAt, width: 93 }),
  lastCheck,
  {
    ...textColumn<TsigKey>({ id: 'usedBy', header: 'Used by', of: (key) => key.usedBy.join(', ') || null, width: 108 }),
    // A key that a nameserver uses is not one that nobody uses, whatever the words say.
    cell: (key) => <Clipped none="None">{firstWord(key.usedBy.length > 0 ? key.usedBy : key.usedAt)}</Clipped>,
  },
  { id: 'uses', header: 'Uses', width: 64, hidden: true, value: (key) => key.uses, title: usedAt, cell: (key) => String(key.uses) },
  { ...dateColumn<TsigKey>({ id: 'rotateDueAt', header: 'Rotation due', of: (key) => key.rotateDueAt }), hidden: true },
  { ...textColumn<TsigKey>({ id: 'tags', header: 'Tags', of: (key) => key.tags.join(', ') || null, width: 140 }), hidden: true },
  { ...textColumn<TsigKey>({ id: 'note', header: 'Note', of: (key) => key.note, width: 240 }), hidden: true },
]

/** **TSIG KEYS** of an administrator (T4, T5): everything a row has. */
export const tsigKeyTableColumns: readonly Column<TsigKey>[] = [
  name,
  algorithm,
  // Before the secret, which stands over what is behind it while it is shown: one compares the two.
  fingerprint,
  secret,
  ...rest,
]

/** Of a standard user: no secrets, and nothing that leads to a form: what uses a key gets their room. */
export const readOnlyColumns: readonly Column<TsigKey>[] = [
  name,
  algorithm,
  fingerprint,
  ...rest.map((column) => (column.id === 'usedBy' ? { ...column, width: 220 } : column)),
]
