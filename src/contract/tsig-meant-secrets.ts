import { z } from './zod.ts'
import { secretFault, secretOctetsMax, secretOctetsMin, withoutBlanks, type SecretFault } from './tsig-secrets.ts'

/** More than any secret of 512 octets needs, however it was broken into lines: beyond this nobody looks for what is wrong. */
const typedMax = 4096
/** Not worked out inside of the shape: the bundler would then keep all of zod for it. */
const typedMin = 4 * Math.ceil(secretOctetsMin / 3)
const far: SecretFault = { code: 'secret-too-long', message: `A secret has at most ${secretOctetsMax} octets.` }

/** What a secret that could be two things is. */
export const secretKinds = ['base64', 'hex'] as const
export type SecretKind = (typeof secretKinds)[number]

/**
 * Hexadecimal digits alone, of 16 octets or more. Groups of four of them are base64 as well, of other octets and half as many
 * again, so that such a secret works nowhere; of base64 that is meant as such, one in 10¹⁷ looks so. It is asked about, not guessed.
 */
export const looksLikeHex = (typed: string): boolean => typed.length <= typedMax && /^(?:[0-9a-f]{2}){16,}$/i.test(withoutBlanks(typed))

/** The octets of hexadecimal digits, in canonical base64. */
export const base64OfHex = (digits: string): string => btoa(withoutBlanks(digits).replace(/../g, (octet) => String.fromCharCode(Number.parseInt(octet, 16))))

/** Why a secret cannot be taken, once it is known (or not) what it is meant to be; `undefined` when it can. */
export function meantFault(typed: string, meant: SecretKind | undefined): SecretFault | undefined {
  if (typed.length > typedMax) return far
  if (meant === 'hex') {
    if (!looksLikeHex(typed))
      return {
        code: 'invalid-value',
        message: `This is said to be hex, and is not: two digits (0-9, a-f) for each of ${secretOctetsMin} to ${secretOctetsMax} octets.`,
      }
    return withoutBlanks(typed).length / 2 > secretOctetsMax ? far : undefined
  }
  if (meant === undefined && looksLikeHex(typed)) {
    return {
      code: 'secret-looks-like-hex',
      message: `This looks like hex, of ${withoutBlanks(typed).length / 2} octets; a secret is base64. Say what it is: "secretIs": "hex" converts it, ` +
        `"secretIs": "base64" takes it as it stands.`,
    }
  }
  return secretFault(typed)
}

const ofText = (faultOf: (typed: string) => SecretFault | undefined) => z.string().superRefine((typed, ctx) => {
  const fault = typed.length > typedMax ? far : faultOf(typed)
  if (fault) ctx.addIssue({ code: 'custom', message: fault.message, params: { code: fault.code } })
}).overwrite(withoutBlanks)

/** A secret of a configuration file: blanks removed, canonical base64 of 16…512 octets. No fault copies the text into the answer. */
export const Base64Secret = ofText(secretFault)

/** A secret as it is given to us: as in a file, or in hex. What it is meant to be stands beside it: `withMeantSecret` says what is wrong with it. */
export const TsigSecret = z.string().overwrite(withoutBlanks).meta({
  minLength: typedMin,
  maxLength: typedMax,
  pattern: '^(?:[A-Za-z0-9+/]\\s*)+(?:=\\s*){0,2}$',
})

export const SecretIs = z.enum(secretKinds)

/** A body with `secret` and `secretIs`: what could be two things is asked about, and hex becomes base64. */
export const withMeantSecret = <S extends z.ZodType<{ secret?: string | undefined; secretIs?: SecretKind | undefined }>>(shape: S): S =>
  shape.superRefine(({ secret, secretIs }, ctx) => {
    const fault = secret === undefined ? undefined : meantFault(secret, secretIs)
    if (fault) ctx.addIssue({ code: 'custom', message: fault.message, path: ['secret'], params: { code: fault.code } })
  }).overwrite((body) => (body.secretIs === 'hex' && body.secret !== undefined ? { ...body, secret: base64OfHex(body.secret) } : body))
