import { CannotStart } from '../problem.ts'

/* How one setting is read: each throws `CannotStart` with its name. */

/** Says a value back, shortened; never that of a setting which may hold a password. */
export const said = (text: string) => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)

export function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < min || value > max) throw new CannotStart(`${name} must be a whole number from ${min} to ${max}, not ${said(text)}.`)
  return value
}

export function oneOf<const T extends string>(name: string, text: string, words: readonly T[]): T {
  if (!(words as readonly string[]).includes(text)) throw new CannotStart(`${name} must be one of ${words.join(', ')}, not ${said(text)}.`)
  return text as T
}
