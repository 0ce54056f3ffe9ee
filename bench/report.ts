import { median } from './measure.ts'

export interface Result {
  what: string
  against: string
  /** Ours as a share of theirs; for weights the figure itself. */
  ratio: number
  /** The most it may be; none: for information. */
  bar: number | undefined
  /** The bar is the least instead. */
  atLeast?: boolean
  ours: number
  /** Not a number where there is nobody beside us. */
  theirs: number
}

/** Paired by round, then the median: a round in which the machine was slow was so for both. */
export const ratioOf = (ours: readonly number[], theirs: readonly number[]): number => median(ours.map((figure, round) => figure / theirs[round]!))

const shown = (figure: number) => (figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(2))

const holds = ({ ratio, bar = Number.NaN, atLeast }: Result) => (atLeast ? ratio >= bar : ratio <= bar)

/** The table of a run, and how many of its bars hold. `units` says what the figures are. */
export function print(results: readonly Result[], units: string): void {
  const lines = results.map((result) => {
    const { what, against, ratio, bar, atLeast, ours, theirs } = result
    const judged = bar === undefined ? ['', ''] : [`${atLeast ? '≥' : '≤'} ${bar.toLocaleString('en')}`, holds(result) ? 'holds' : 'falls short']
    return [what, against, shown(ratio), ...judged, shown(ours), Number.isNaN(theirs) ? '' : shown(theirs)]
  })
  const table = [['what', 'against', 'ratio', 'bar', '', 'ours', 'theirs'], ...lines]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)))
  process.stdout.write(
    `\n${table
      .map((line) =>
        line
          .map((cell, column) => (column === 0 || column === 1 || column === 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
          .join('  ')
          .trimEnd(),
      )
      .join('\n')}\n`,
  )
  const judged = results.filter(({ bar }) => bar !== undefined)
  process.stdout.write(`\n${judged.filter(holds).length} of ${judged.length} bars hold. ${units}\n`)
}
