/** A text as its users write it, and what is to come of it. */
export interface FieldCase {
  format: string
  tried: string
  text: string
  /** `name algorithm secret`, the secret as `A` or `B`; as the import takes them. */
  keys: string[]
  /** Of the keys' uses, `name: words`. */
  uses?: string[]
  /** What is said of what could not be taken, each with its line. */
  says?: RegExp[]
}

export const A = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U='
export const B = 'dGhlIG90aGVyIHNlY3JldCBvZiAzMiBvY3RldHMhISE='

/** Lines, each further in by so many blanks. */
export const inside = (indent: number, text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
    .join('\n') + '\n'
/** An item of a list of YAML. */
export const itemOf = (text: string): string => `- ${inside(2, text).slice(2)}`
