import { z } from './zod.ts'

/**
 * The canonical form of a key's name: lower case, without the final dot (RFC 8945 §4.2: key names are domain names, compared
 * without regard to case).
 */
export function canonicalTsigName(name: string): string {
  // `trim` would take U+FEFF away, which is to be refused; `toLowerCase` makes a k of the Kelvin sign.
  const text = name.includes('\ufeff') ? name : name.trim()
  return text.replace(/\.$/, '').replace(/[A-Z]+/g, (run) => run.toLowerCase())
}

/**
 * Why a canonical name cannot be a key's name, or `undefined`: labels of 1…63 octets (RFC 1035 §2.3.4), letters, digits, `-`
 * and `_` only, since shells and configuration files do not agree on anything else; at most 253 characters, which is 255
 * octets on the wire.
 */
export function tsigNameFault(name: string): { code: 'required' | 'too-long' | 'invalid-value'; message: string } | undefined {
  if (name === '') return { code: 'required', message: 'Enter a name.' }
  if (name.length > 253) return { code: 'too-long', message: 'A key name has at most 253 characters.' }
  const position = name.search(/[^a-z0-9._-]/)
  if (position >= 0)
    return { code: 'invalid-value', message: `A key name is a domain name: letters, digits, -, _ and dots only. Character ${position + 1} is something else.` }
  for (const label of name.split('.')) {
    if (label === '') return { code: 'invalid-value', message: 'Two dots stand side by side, or one at the beginning: a label is missing there.' }
    if (label.length > 63) return { code: 'too-long', message: 'A label, the part between two dots, has at most 63 characters.' }
  }
  return undefined
}

/** The name of a TSIG key: taken in any case, with or without the final dot; kept and answered in canonical form. */
export const TsigName = z.string().overwrite(canonicalTsigName).superRefine((name, ctx) => {
  const fault = tsigNameFault(name)
  if (fault) ctx.addIssue({ code: 'custom', message: fault.message, params: { code: fault.code } })
}).meta({ minLength: 1, maxLength: 254, pattern: '^[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*\\.?$' })
