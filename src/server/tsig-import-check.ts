import { tsigAlgorithmNames, tsigAlgorithmOf, tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { importEntriesMax, type TsigImportEntry, type TsigImportPreview } from '#contract/tsig-keys.ts'
import { canonicalTsigName, tsigNameFault } from '#contract/tsig-names.ts'
import { octetsOf, TsigSecret } from '#contract/tsig-secrets.ts'
import { fail } from './problem.ts'
import { shown, type FoundKey } from './tsig-formats/findings.ts'
import { parseTsigText } from './tsig-formats/parse.ts'
import type { Fingerprints } from './tsig-fingerprints.ts'

/** A key of the text that can be taken: canonical name, canonical base64. */
export interface ImportedKey {
  name: string
  algorithm: TsigAlgorithm
  secret: string
  fingerprint: string
}

/** One key of the text: what is answered of it, and the key itself where it can be taken. Two with one name: the first. */
export interface CheckedEntry {
  entry: TsigImportEntry
  key?: ImportedKey
}

/** Keys looked at in one go; between them others get their turn. */
const slice = 20

async function check(found: FoundKey, fingerprints: Fingerprints): Promise<CheckedEntry> {
  const name = canonicalTsigName(found.name)
  const algorithm = tsigAlgorithmOf(found.algorithm.trim()) ?? null
  const secret = TsigSecret.safeParse(found.secret)
  const octets = secret.success ? octetsOf(secret.data) : null
  const nameFault = tsigNameFault(name)
  // Never what stands there: where the parts of a line are mixed up, a secret stands in the place of another.
  const problem = nameFault?.message ?? (algorithm === null ? `The algorithm is none of ${tsigAlgorithmNames.join(', ')}.` : undefined) ?? secret.error?.issues[0]?.message
  const entry: TsigImportEntry = {
    line: found.line, name: nameFault ? shown(found.name) : name, algorithm, secretBits: octets === null ? null : octets * 8, fingerprint: null, state: 'invalid', weak: false, problem: problem ?? null,
  }
  if (problem !== undefined || algorithm === null || octets === null) return { entry }
  const fingerprint = await fingerprints.of(secret.data!)
  return {
    entry: { ...entry, fingerprint, state: 'new', weak: tsigAlgorithms[algorithm].legacy || octets < tsigAlgorithms[algorithm].digestOctets },
    key: { name, algorithm, secret: secret.data!, fingerprint },
  }
}

/** Says of keys whose name an earlier line has that they are duplicates: the first is taken. */
function markDuplicates(checked: readonly CheckedEntry[]): CheckedEntry[] {
  const first = new Map<string, CheckedEntry & { key: ImportedKey }>()
  return checked.map(({ entry, key }) => {
    if (!key) return { entry }
    const earlier = first.get(key.name)
    if (!earlier) {
      first.set(key.name, { entry, key })
      return { entry, key }
    }
    const same = earlier.key.algorithm === key.algorithm && earlier.key.secret === key.secret
    const problem = same ? `Line ${earlier.entry.line} has this key already.` : `Line ${earlier.entry.line} has another key of this name; that one counts.`
    return { entry: { ...entry, state: 'duplicate', problem } }
  })
}

/** Reads the text of an import: each key checked, with its fingerprint. Refuses with `too-large` beyond `importEntriesMax`, and stops when `caller` is gone. */
export async function readImport(text: string, fingerprints: Fingerprints, caller: AbortSignal): Promise<{ checked: CheckedEntry[]; notUnderstood: TsigImportPreview['notUnderstood'] }> {
  const { keys, notUnderstood } = parseTsigText(text)
  if (keys.length > importEntriesMax) fail('too-large', `An import has at most ${importEntriesMax} keys. Split the text.`, [{ field: 'text', message: `There are more than ${importEntriesMax} keys in this text.` }])
  const checked: CheckedEntry[] = []
  for (let at = 0; at < keys.length; at += slice) {
    if (caller.aborted) fail('busy', 'The caller has gone.')
    checked.push(...(await Promise.all(keys.slice(at, at + slice).map((key) => check(key, fingerprints)))))
    // Where nothing had to be hashed, nothing has waited yet.
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return { checked: markDuplicates(checked), notUnderstood }
}

export function previewOf(entries: readonly TsigImportEntry[], notUnderstood: TsigImportPreview['notUnderstood']): TsigImportPreview {
  const counts = { new: 0, exists: 0, clash: 0, duplicate: 0, invalid: 0, weak: 0 }
  for (const { state, weak } of entries) {
    counts[state]++
    if (weak) counts.weak++
  }
  return { entries: [...entries], notUnderstood, counts }
}
