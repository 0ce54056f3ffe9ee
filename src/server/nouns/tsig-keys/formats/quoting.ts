/*
 * A quoting function for each place that text goes to. Names are canonical when they come here (contract: tsig-names), so
 * all of this is the second fence: a name such as `a"; }; key "evil` stays a name, whoever let it in.
 */

const encoder = new TextEncoder()

/** A name with everything but letters, digits, `-`, `_` and dots as `\DDD` (RFC 1035 §5.1), which every nameserver reads back. */
export const escapedName = (name: string): string =>
  name.replace(/[^A-Za-z0-9._-]/gu, (character) => Array.from(encoder.encode(character), (octet) => `\\${String(octet).padStart(3, '0')}`).join(''))

/** BIND, Knot and NSD: a string in quotes, whose backslashes all three leave to the name, Knot too although its file looks like YAML. */
export const inQuotes = (name: string): string => `"${escapedName(name)}"`

/** JSON, and YAML as Kubernetes reads it: a string in quotes where a backslash is doubled. */
export const inJson = (name: string): string => JSON.stringify(escapedName(name))

/** A word of the shell. */
export const inShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Thirty-two bits that tell two texts apart (FNV-1a). */
const mark = (text: string) => encoder.encode(text).reduce((hash, octet) => Math.imul(hash ^ octet, 0x01000193) >>> 0, 0x811c9dc5).toString(16).padStart(8, '0')

/** A key's name as a part of a file name: another one for another key, and short enough for what stands round it (255 octets are what file systems take). */
export function fileStem(name: string): string {
  const stem = name.replace(/[^A-Za-z0-9._-]/gu, '_').slice(0, 200)
  return stem === name ? stem : `${stem}-${mark(name)}`
}

/** A file name for a key, of the folder one is in. */
export const fileName = (name: string, suffix: string): string => `./${fileStem(name)}${suffix}`
