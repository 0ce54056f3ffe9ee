import { mask } from '../../../secrets/shown.ts'

const shownMax = 60
const secretFrom = 12
/** A piece of base64 of this length may be a secret, whatever it looks like. */
const surelyFrom = 20

// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** A word of configuration: `policy`, `IPv4`, `sha256`, `tsigKeyName`. Of a random secret, twelve letters are of this form once in thousands. */
const ordinary = /^(?:|\d{1,5}|[a-z]{1,19}\d{0,4}|[A-Z]{1,19}\d{0,4}|[A-Z]?[a-z]{2,14}(?:[A-Z][a-z]{2,14}|[A-Z]{2,5}(?![a-z]))*\d{0,4})$/

/** Can this run of letters, digits and `+/=_-` be a secret, or a part of one? */
const maybeSecret = (run: string) => run.split(/[-_/=]/).some((part) => part.length >= surelyFrom || !ordinary.test(part))

/** `algorithm:name:secret`, but for addresses, which have colons too. */
const triple = /(^|[\s"'=])([^\s:"'=]+:[^\s:"']+:)(\S.*)/
const address = /^[\d.:a-f]*(?:[@#/]\d+)?$/i

/**
 * A line as it may be shown: 60 characters of it, without what can be a secret: what stands where a secret stands, base64
 * or not, and what is no ordinary word. What cannot be seen goes first: between the letters of a secret (UTF-16) it would hide it.
 */
export const shown = (text: string): string =>
  text
    .slice(0, 4 * shownMax)
    .replaceAll('\t', ' ')
    .replace(invisible, '')
    .trimStart()
    // Some more than are shown: a secret that the cut leaves only the beginning of is still known as one.
    .slice(0, shownMax + surelyFrom)
    .replace(/(secret(?:[-_]?key)?["']?[\s:=]+|(?:\b|_)(?:key|password|token)["']?\s*[:=]\s*)(?![\s{[|>]).+/i, `$1${mask}`)
    .replace(triple, (all, before: string, head: string, rest: string) =>
      address.test((head + rest).split(/[\s;,"']/, 1)[0]!) ? all : `${before}${head}${mask}`,
    )
    .replace(/[A-Za-z0-9+/=_-]{12,}/g, (run) => (maybeSecret(run) ? mask : run))
    .slice(0, shownMax)

/** How many letters of a run may be seen at most, for the tests of this. */
export const seenMax = Math.max(secretFrom, surelyFrom) - 1
