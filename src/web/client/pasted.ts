import { bodyLength, valuePattern } from '#contract/credential-kinds.ts'

/** What every value of ours begins with, and one character more. */
const beginning = new RegExp(valuePattern(1))
const whole = new RegExp(valuePattern(bodyLength))

/** What may stand round a secret: in a line of a configuration, in a list of values. */
const between = /[\s"'`,;(){}<>]+/
const many = (text: string, of: RegExp) => text.match(of)?.length ?? 0

/**
 * Does a word look like the secret of a TSIG key or like an AuthKey: base64 with its padding, or long and of all sorts of
 * characters? Neither begins with anything of its own, so this is as sure as one can be; names have dots and dashes.
 */
function looksSecret(word: string): boolean {
  if (word.length < 20 || !/^[A-Za-z0-9+/]+={0,2}$/.test(word)) return false
  if (word.endsWith('=')) return word.length % 4 === 0
  return word.length >= 24 && many(word, /[A-Z]/g) >= 3 && many(word, /[a-z]/g) >= 3 && many(word, /[0-9]/g) >= 2 && new Set(word).size >= 14
}
const secretIn = (text: string) => text.split(between).map((word) => word.replace(/^(?:[\w.-]+[:=])+(?=[A-Za-z0-9+/]{20})/, '')).find(looksSecret)

/** Is some of a credential in this text? Then it goes neither into the URL nor into a search (rules: Search box). */
export const holdsCredential = (text: string): boolean => beginning.test(text) || secretIn(text) !== undefined

/** The credential that was pasted, whatever stands round it, once it is long enough to be one. */
export const pastedCredential = (text: string): string | undefined => whole.exec(text)?.[0] ?? (beginning.test(text) ? undefined : secretIn(text))
