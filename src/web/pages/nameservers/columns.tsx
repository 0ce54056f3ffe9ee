import { nameserverKindNames, runningStateNames, wayOfDeliveryNames } from '#contract/lists-of-dns.ts'
import type { Nameserver } from '#contract/nameservers.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, monoColumn, nameColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { type Least, statusMarks } from '../../table/least.ts'
import { Status } from '../../ui/status.tsx'
import { checkWord, sayingWord } from '../credential/verdict-word.ts'
import { checkDetail } from './words.ts'

const number = (id: 'keys' | 'zones', header: string): Column<Nameserver> => ({
  id, header, width: 60, grow: 0, value: (row) => row[id], cell: (row) => String(row[id]),
})

/** Verdict and detail stand on one line. */
const lastCheckLeast: Least<Nameserver> = [
  { ofRows: (rows) => rows.map(({ lastCheck: last }) => (last === null ? 'Not checked' : checkWord(last))), style: 'status', beside: statusMarks + 4 },
  { ofRows: (rows) => rows.flatMap(({ lastCheck: last }) => (last === null ? [] : [checkDetail(last)])), style: 'body' },
]

/** **DNS › Configurations › NAMESERVERS**. *Running* is what the server says, *Last check* what was proved from outside. */
export const nameserverTableColumns: readonly Column<Nameserver>[] = [
  nameColumn({ name: (row) => row.name, note: (row) => row.note, href: (row) => paths.nameserver(row.id), width: 168 }),
  { ...textColumn<Nameserver>({ id: 'kind', header: 'Kind', of: (row) => nameserverKindNames[row.kind], width: 96 }), words: nameserverKindNames },
  monoColumn({ id: 'addresses', header: 'Addresses', of: (row) => row.addresses.join(', '), width: 124 }),
  number('keys', 'Keys'),
  number('zones', 'Zones'),
  {
    ...textColumn<Nameserver>({ id: 'delivery.way', header: 'Delivery', of: ({ delivery }) => wayOfDeliveryNames[delivery.way], width: 104 }),
    words: wayOfDeliveryNames,
  },
  statusColumn({ id: 'running.state', header: 'Running', of: ({ running }) => runningStateNames[running.state], words: runningStateNames, width: 116 }),
  {
    id: 'lastCheck.says', header: 'Last check', width: 150, words: sayingWord, least: lastCheckLeast,
    csv: ({ lastCheck: last }) => (last === null ? null : checkWord(last)),
    cell: ({ lastCheck: last }) => last === null ? <Status word="Not checked" /> : <><Status word={checkWord(last)} /> {checkDetail(last)}</>,
  },
  { ...agoColumn<Nameserver>({ id: 'lastCheck.at', header: 'Checked', of: ({ lastCheck }) => lastCheck?.at ?? null }), hidden: true },
  { ...textColumn<Nameserver>({ id: 'port', header: 'Port', of: (row) => String(row.port), width: 72 }), hidden: true },
  { ...textColumn<Nameserver>({ id: 'note', header: 'Note', of: (row) => row.note, width: 240 }), hidden: true },
  { ...dateColumn<Nameserver>({ id: 'createdAt', header: 'Added', of: (row) => row.createdAt }), hidden: true },
  { ...dateColumn<Nameserver>({ id: 'updatedAt', header: 'Updated', of: (row) => row.updatedAt }), hidden: true },
]
