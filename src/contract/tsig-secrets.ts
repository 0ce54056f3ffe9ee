/** Octets of a secret: fewer than 16 can be guessed, more than 512 are more than nameservers take (BIND fails at 4,096). */
export const secretOctetsMin = 16
export const secretOctetsMax = 512

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export type SecretFault = {
  code: 'required' | 'invalid-value' | 'secret-not-base64' | 'secret-looks-like-hex' | 'secret-too-short' | 'secret-too-long'
  message: string
  /** Of the first bad character, from 1, in the text as typed. */ position?: number
}

/** A secret without the blanks and line breaks that copying puts in. */
export const withoutBlanks = (text: string): string => text.replace(/[ \t\r\n]/g, '')

/** Octets of a canonical base64 text. */
export const octetsOf = (canonical: string): number => (canonical.length / 4) * 3 - (canonical.endsWith('==') ? 2 : canonical.endsWith('=') ? 1 : 0)

const notBase64 = (message: string, position?: number): SecretFault =>
  ({ code: 'secret-not-base64', message, ...(position === undefined ? {} : { position }) })

/** Words, spaces and punctuation: what a person types who takes the field for a password. */
const looksLikeText = (text: string) => /[ !?.,;:'"@#$%&*()]/.test(text.trim()) || /^[a-z]+(?:[-_][a-z]+)+$/i.test(text.trim())

/**
 * Why a typed secret cannot be taken, or `undefined`. Canonical, padded base64 only (RFC 4648 §3.5, §4): base64url, missing
 * padding and stray trailing bits pass in some nameservers and not in others.
 */
export function secretFault(typed: string): SecretFault | undefined {
  const text = withoutBlanks(typed)
  if (text === '') return { code: 'required', message: 'Enter a secret, or use Auto-Generate Key.' }
  const bad = [...typed].findIndex((character) => !/[ \t\r\n]/.test(character) && !alphabet.includes(character) && character !== '=')
  if (bad >= 0) {
    const character = [...typed][bad]!
    if (character === '-' || character === '_') {
      if (!looksLikeText(typed))
        return notBase64(`This looks like base64url. Nameservers want + and / instead of - and _. Character ${bad + 1} is the first.`, bad + 1)
    }
    if (looksLikeText(typed))
      return notBase64(`This looks like plain text, not base64. Use Auto-Generate Key, or encode it first. Character ${bad + 1} cannot be in base64.`, bad + 1)
    return notBase64(`Character ${bad + 1} cannot be in base64.`, bad + 1)
  }
  const body = text.replace(/=+$/, '')
  const inner = body.indexOf('=')
  if (inner >= 0) return notBase64(`The padding (=) stands before the end, at character ${placeOf(typed, inner)}.`, placeOf(typed, inner))
  if (text.length % 4 !== 0 || text.length - body.length > 2) {
    const wanted = (4 - (body.length % 4)) % 4
    if (wanted === 3) return notBase64('One character is missing or too many: base64 comes in groups of four.', typed.length)
    return notBase64(
      wanted === 0 ? 'There is padding (=) too many.' : `The padding is missing: it ends with ${'='.repeat(wanted)}.`,
      placeOf(typed, body.length - 1),
    )
  }
  const last = alphabet.indexOf(body.at(-1)!)
  const spare = { 0: 0, 2: 15, 3: 3 }[body.length % 4] ?? 0
  if ((last & spare) !== 0) {
    return notBase64('The last character before the padding holds bits that no octet uses: a letter was changed or cut.', placeOf(typed, body.length - 1))
  }
  const octets = octetsOf(text)
  if (octets < secretOctetsMin)
    return { code: 'secret-too-short', message: `A secret has at least ${secretOctetsMin} octets (128 bits); this one has ${octets}.` }
  if (octets > secretOctetsMax) return { code: 'secret-too-long', message: `A secret has at most ${secretOctetsMax} octets; this one has ${octets}.` }
  return undefined
}

/** Where the nth character that is no blank stands in the text as typed, counted from 1. */
function placeOf(typed: string, nth: number): number {
  let seen = -1
  for (const [index, character] of [...typed].entries()) {
    if (!/[ \t\r\n]/.test(character)) seen++
    if (seen === nth) return index + 1
  }
  return typed.length
}
