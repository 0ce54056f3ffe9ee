import type { RolloverRow } from '#contract/rollovers.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, nameColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { stateWord } from './words.ts'

/** **DNS › Configurations › ROLLOVERS**. */
export const rolloverTableColumns: readonly Column<RolloverRow>[] = [
  { ...nameColumn<RolloverRow>({ name: (row) => row.oldKey.name, href: (row) => paths.rollover(row.id), width: 220 }), id: 'oldKey.name', header: 'TSIG key' },
  textColumn({ id: 'newKey.name', header: 'New key', of: (row) => row.newKey.name, width: 220 }),
  textColumn({ id: 'newKey.algorithm', header: 'Algorithm', of: (row) => row.newKey.algorithm, width: 128 }),
  { ...statusColumn<RolloverRow>({ of: (row) => stateWord[row.state], words: stateWord }), id: 'state', header: 'State' },
  textColumn({ id: 'step', header: 'Step', of: (row) => `${row.step} of 5`, width: 80 }),
  agoColumn({ id: 'startedAt', header: 'Started', of: (row) => row.startedAt }),
  textColumn({ id: 'startedBy', header: 'Started by', of: (row) => row.startedBy, width: 140 }),
  dateColumn({ id: 'finishedAt', header: 'Ended', of: (row) => row.finishedAt }),
  { ...dateColumn<RolloverRow>({ id: 'updatedAt', header: 'Updated', of: (row) => row.updatedAt }), hidden: true },
]
