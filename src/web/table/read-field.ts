import type { Value } from '#contract/matches.ts'

/** A way to a field of a reply by the contract's name of it: `owner.email`. */
export function fieldReader(field: string): (row: unknown) => Value {
  const [first = '', second] = field.split('.')
  if (second === undefined) return (row) => (row as Record<string, Value>)[first]
  return (row) => (row as Record<string, Record<string, Value> | null>)[first]?.[second]
}
