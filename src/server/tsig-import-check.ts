import { tsigAlgorithmNames, tsigAlgorithmOf, tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { importEntriesMax, type TsigImportEntry, type TsigImportPreview } from '#contract/tsig-keys.ts'
import { canonicalTsigName, tsigNameFault } from '#contract/tsig-names.ts'
import { Base64Secret, looksLikeHex, octetsOf, withoutBlanks } from '#contract/tsig-secrets.ts'
import { fail } from './problem.ts'
import { shown, type FoundKey } from './tsig-formats/findings.ts'
import { parseTsigText } from './tsig-formats/parse.ts'
import type { Fingerprints } from './tsig-fingerprints.ts'

/** A key of the text that can be taken: canonical name, canonical base64. */
export interface ImportedKey {
  name: string
  algorithm: TsigAlgorithm
  secret: string
}

/** One key of the text: what is answered of it, and the key itself where it can be taken. Two with one name: the first. */
export interface CheckedEntry {
  entry: TsigImportEntry
  key?: ImportedKey
  /** Also of a duplicate, which is no key to take. */
  secret?: string
}

/** Keys looked at in one go; between them others get their turn. */
const slice = 200
const othersTurn = () => new Promise((resolve) => setTimeout(resolve, 0))

function check(found: FoundKey): CheckedEntry {
  const name = canonicalTsigName(found.name)
  const algorithm = tsigAlgorithmOf(found.algorithm.trim()) ?? null
  const secret = Base64Secret.safeParse(found.secret)
  const octets = secret.success ? octetsOf(secret.data) : null
  const nameFault = tsigNameFault(name)
  // Never what stands there: where the parts of a line are mixed up, a secret stands in the place of another.
  const problem = nameFault?.message ?? (algorithm === null ? `The algorithm is none of ${tsigAlgorithmNames.join(', ')}.` : undefined) ?? secret.error?.issues[0]?.message
  const hex = looksLikeHex(found.secret)
  const entry: TsigImportEntry = {
    line: found.line, name: nameFault ? shown(found.name) : name, algorithm, secretBits: octets === null ? null : octets * 8, fingerprint: null, state: 'invalid', weak: false, problem: problem === undefined ? null : hex && secret.error ? `${problem} It looks like hex: nameservers want base64.` : problem,
  }
  if (problem !== undefined || algorithm === null || octets === null) return { entry }
  return {
    // Nameservers take it as it stands, so that an import may too; but whoever wrote it may have meant something else.
    entry: { ...entry, state: 'new', problem: hex ? `The secret looks like hex, of ${withoutBlanks(found.secret).length / 2} octets. It is taken as base64, as nameservers take it. If it is hex, leave this key out and add it by hand.` : null, weak: tsigAlgorithms[algorithm].legacy || octets < tsigAlgorithms[algorithm].digestOctets },
    key: { name, algorithm, secret: secret.data! },
    secret: secret.data!,
  }
}

/** Says of keys whose name an earlier line has that they are duplicates: the first is taken. */
function markDuplicates(checked: readonly CheckedEntry[]): CheckedEntry[] {
  const first = new Map<string, CheckedEntry & { key: ImportedKey }>()
  return checked.map(({ entry, key, secret }) => {
    if (!key) return { entry }
    const earlier = first.get(key.name)
    if (!earlier) {
      first.set(key.name, { entry, key })
      return { entry, key, ...(secret === undefined ? {} : { secret }) }
    }
    const same = earlier.key.algorithm === key.algorithm && earlier.key.secret === key.secret
    const problem = same ? `Line ${earlier.entry.line} has this key already.` : `Line ${earlier.entry.line} has another key of this name; that one counts.`
    return { entry: { ...entry, state: 'duplicate', problem }, secret: key.secret }
  })
}

function notGone(caller: AbortSignal): void {
  if (caller.aborted) fail('busy', 'Whoever asked for this has gone, or stopped it.')
}

/** Reads the text of an import: each key checked, without its fingerprint. Refuses with `too-large` beyond `importEntriesMax`, and stops when `caller` is gone. */
export async function readImport(text: string, caller: AbortSignal): Promise<{ checked: CheckedEntry[]; notUnderstood: TsigImportPreview['notUnderstood'] }> {
  const { keys, notUnderstood } = parseTsigText(text)
  if (keys.length > importEntriesMax) fail('too-large', `An import has at most ${importEntriesMax} keys. Split the text.`, [{ field: 'text', message: `There are more than ${importEntriesMax} keys in this text.` }])
  const checked: CheckedEntry[] = []
  for (let at = 0; at < keys.length; at += slice) {
    notGone(caller)
    checked.push(...keys.slice(at, at + slice).map((key) => check(key)))
    await othersTurn()
  }
  return { checked: markDuplicates(checked), notUnderstood }
}

/** Fingerprints by secret, some at a time, so that `said` may tell how far it is and others get their turn. Stops when `caller` is gone. */
export async function fingerprintsOf(secrets: readonly string[], fingerprints: Fingerprints, caller: AbortSignal, said: (done: number) => void = () => undefined): Promise<Map<string, string>> {
  const made = new Map<string, string>()
  const some = 20
  for (let at = 0; at < secrets.length; at += some) {
    notGone(caller)
    await Promise.all(secrets.slice(at, at + some).map(async (secret) => made.set(secret, await fingerprints.of(secret))))
    said(Math.min(secrets.length, at + some))
    // What is known needs no thread, and so has not waited yet.
    await othersTurn()
  }
  return made
}

export function previewOf(entries: readonly TsigImportEntry[], notUnderstood: TsigImportPreview['notUnderstood']): TsigImportPreview {
  const counts = { new: 0, exists: 0, clash: 0, duplicate: 0, invalid: 0, weak: 0 }
  for (const { state, weak } of entries) {
    counts[state]++
    if (weak) counts.weak++
  }
  return { entries: [...entries], notUnderstood, counts }
}
