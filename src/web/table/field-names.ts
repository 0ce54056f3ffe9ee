import type { Filter, FilterColumns } from '#contract/filter.ts'
import { utcDay } from '../ui/dates.ts'
import type { Column } from './column.ts'

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** How fields and their choices read. */
export interface FieldNames {
  /** What is offered to filter by, in the order of the columns. */
  readonly offered: readonly string[]
  name(field: string): string
  choice(field: string, choice: string): string
}

export function fieldNames<Row>(columns: readonly Column<Row>[], fields: FilterColumns, more: Readonly<Record<string, string>> = {}): FieldNames {
  const column = (field: string) => columns.find((one) => one.id === field)
  return {
    offered: [...columns.map(({ id }) => id).filter((id) => Object.hasOwn(fields, id)), ...Object.keys(more)],
    name: (field) => column(field)?.header ?? more[field] ?? field,
    choice: (field, choice) => column(field)?.words?.[choice] ?? capital(choice),
  }
}

/** A date as one reads it; an instant stays as exact as it is. */
const dateWords = (value: string) => (/^\d{4}-\d\d-\d\d$/.test(value) ? utcDay(value) : value)

/** `Owner equals Maya Okafor and Status is Expired`. */
export function filterWords(filter: Filter, fields: FilterColumns, names: FieldNames): string {
  return filter.terms.map(({ column, operator, values }) => {
    const type = fields[column]?.type
    const read = values.map((value) => (type === 'choice' ? names.choice(column, value) : type === 'date' ? dateWords(value) : value === '' ? '""' : value))
    return [names.name(column), operator, read.join(' or ')].filter((part) => part !== '').join(' ')
  }).join(` ${filter.join} `)
}
