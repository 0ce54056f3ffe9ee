import type { Value } from '#contract/matches.ts'

/** Filters know words: yes and no are `true` and `false`. Left as they are, a filter for `false` found nothing in the tab and all of it on the server. */
const word = (value: Value | boolean): Value => (typeof value === 'boolean' ? String(value) : value)

/** A way to a field of a reply by the contract's name of it: `owner.email`. */
export function fieldReader(field: string): (row: unknown) => Value {
  const [first = '', second] = field.split('.')
  if (second === undefined) return (row) => word((row as Record<string, Value>)[first])
  return (row) => word((row as Record<string, Record<string, Value> | null>)[first]?.[second])
}
