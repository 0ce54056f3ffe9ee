import { operatorsOf, valueMax, valuesMax, type Filter, type FilterColumns, type Term } from '#contract/filter.ts'
import { isDate } from '#contract/matches.ts'
import { takesOf, type Operator } from '#contract/operators.ts'
import { holdsCredential } from '../client/pasted.ts'

/** A row of the Filters panel as it is being written: it takes part once it is complete. */
export interface FilterRow {
  readonly key: number
  readonly column: string
  readonly operator: Operator
  /** What is typed, for texts and dates. What takes many has them apart by commas. */
  readonly text: string
  /** What is chosen, for one of a set. */
  readonly choices: readonly string[]
}

let last = 0

export function newRow(column: string, fields: FilterColumns): FilterRow {
  return { key: ++last, column, operator: operatorsOf(fields[column]!)[0]!, text: '', choices: [] }
}

export const rowsOf = (filter: Filter, fields: FilterColumns): FilterRow[] =>
  filter.terms.map(({ column, operator, values }) => {
    const choice = fields[column]?.type === 'choice'
    return { key: ++last, column, operator, text: choice ? '' : values.join(', '), choices: choice ? values : [] }
  })

/** Another column: the operator stays if that has it, the value if it can be one of it. */
export function withColumn(row: FilterRow, column: string, fields: FilterColumns): FilterRow {
  const [before, after] = [fields[row.column], fields[column]!]
  const offered = operatorsOf(after)
  return {
    ...row,
    column,
    operator: offered.includes(row.operator) ? row.operator : offered[0]!,
    text: before?.type === after.type ? row.text : '',
    choices: row.choices.filter((choice) => after.choices?.includes(choice)),
  }
}

export function withOperator(row: FilterRow, operator: Operator): FilterRow {
  return { ...row, operator, choices: takesOf(operator) === 'many' ? row.choices : row.choices.slice(0, 1) }
}

const valuesOf = ({ operator, text, choices }: FilterRow, type: 'text' | 'date' | 'choice'): readonly string[] => {
  const takes = takesOf(operator)
  if (takes === 'none') return []
  if (type === 'choice') return choices
  if (takes === 'one') return text.trim() === '' ? [] : [text.trim()]
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '')
}

/** Why a row cannot be used, in words, once something is in it. */
export function rowFault(row: FilterRow, fields: FilterColumns): string | undefined {
  const field = fields[row.column]
  if (!field) return undefined
  const values = valuesOf(row, field.type)
  if (values.some(holdsCredential)) return 'This is a credential. Paste it into Search instead: no address then has it.'
  if (values.some((value) => [...value].length > valueMax)) return `A value has at most ${valueMax} characters.`
  if (values.length > valuesMax) return `At most ${valuesMax} values.`
  if (values.some((value) => !value.isWellFormed() || value.includes('\0'))) return 'This holds a character that cannot be looked for.'
  if (field.type === 'date' && !values.every(isDate)) return 'This is not a date.'
  return undefined
}

/** What a row asks for; `undefined` while it is not complete. */
export function termOf(row: FilterRow, fields: FilterColumns): Term | undefined {
  const field = fields[row.column]
  if (!field || rowFault(row, fields) !== undefined) return undefined
  const values = valuesOf(row, field.type)
  return takesOf(row.operator) !== 'none' && values.length === 0 ? undefined : { column: row.column, operator: row.operator, values }
}

/** The filter that the complete rows make. */
export const filterOf = (rows: readonly FilterRow[], join: Filter['join'], fields: FilterColumns): Filter => ({
  join,
  terms: rows.map((row) => termOf(row, fields)).filter((term) => term !== undefined),
})
