import { median } from './measure.ts'

export interface Result {
  what: string
  against: string
  /** Ours as a share of theirs; for weights the figure itself. */
  ratio: number
  /** The most it may be; none: for information. */
  bar: number | undefined
  ours: number
  theirs: number
}

/** Paired by round, then the median: a round in which the machine was slow was so for both. */
export const ratioOf = (ours: readonly number[], theirs: readonly number[]): number => median(ours.map((figure, round) => figure / theirs[round]!))

const shown = (figure: number) => (figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(2))

export function print(results: readonly Result[]): void {
  const lines = results.map(({ what, against, ratio, bar, ours, theirs }) => [
    what, against, shown(ratio), bar === undefined ? '' : `≤ ${bar.toLocaleString('en')}`, bar === undefined ? '' : ratio <= bar ? 'holds' : 'falls short', shown(ours), shown(theirs),
  ])
  const table = [['what', 'against', 'ratio', 'bar', '', 'ours', 'theirs'], ...lines]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)))
  process.stdout.write(`\n${table.map((line) => line.map((cell, column) => (column === 0 || column === 1 || column === 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n')}\n`)
  const judged = results.filter(({ bar }) => bar !== undefined)
  process.stdout.write(`\n${judged.filter(({ ratio, bar }) => ratio <= bar!).length} of ${judged.length} bars hold. Milliseconds of the main thread's CPU where nothing else is said; machine-readable: .cache/bench/tables.json\n`)
}
