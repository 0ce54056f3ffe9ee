import { truncatedTsigAlgorithm, tsigAlgorithmNames, tsigAlgorithmOf, tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { importEntriesMax, type TsigImportEntry, type TsigImportPreview } from '#contract/tsig-import.ts'
import { canonicalTsigName, tsigNameFault } from '#contract/tsig-names.ts'
import { Base64Secret, looksLikeHex } from '#contract/tsig-meant-secrets.ts'
import { octetsOf, withoutBlanks } from '#contract/tsig-secrets.ts'
import { fail } from '../../problem.ts'
import { hidesSecret, type FoundKey } from './formats/findings.ts'
import { shown } from './formats/shown.ts'
import { tsigTextReader, type ParsedTsigText } from './formats/parse.ts'
import { fingerprintsAtOnce, type Fingerprints } from '../../secrets/fingerprints.ts'
import { pass, turn } from '../../turn.ts'

/** A key of the text that can be taken: canonical name, canonical base64. */
export interface ImportedKey {
  name: string
  algorithm: TsigAlgorithm
  secret: string
  usedBy: readonly string[]
}

/** One key of the text: what is answered of it, and the key itself where it can be taken. Two with one name: the first. */
export interface CheckedEntry {
  entry: TsigImportEntry
  key?: ImportedKey
  /** Also of a duplicate, which is no key to take. */
  secret?: string
}

/** Keys looked at in one go; between them others get their turn. */
const slice = 50

const hidden =
  'This output hides secrets: something else stands in the place of this one (named-checkconf -px writes a question mark for each letter). Take the file ' +
  'itself, or named-checkconf -p.'
const cut = (bits: number) =>
  `This key asks for message authentication codes cut to ${bits} bits. That is not kept here, and without it real servers answer BADTRUNC (RFC 8945 §5.2.2.1).`

function check(found: FoundKey): CheckedEntry {
  const name = canonicalTsigName(found.name)
  const written = found.algorithm.trim()
  const truncated = truncatedTsigAlgorithm(written)
  const algorithm = tsigAlgorithmOf(written) ?? truncated?.algorithm ?? null
  const macBits = found.macBits ?? truncated?.bits
  const secret = Base64Secret.safeParse(found.secret)
  const octets = secret.success ? octetsOf(secret.data) : null
  const nameFault = tsigNameFault(name)
  // Never what stands there: where the parts of a line are mixed up, a secret stands in the place of another.
  const problem = nameFault?.message
    ?? (algorithm === null ? `The algorithm is none of ${tsigAlgorithmNames.join(', ')}.` : undefined)
    ?? (hidesSecret(found.secret) ? hidden : undefined)
    ?? (algorithm !== null && macBits !== undefined && macBits < tsigAlgorithms[algorithm].digestOctets * 8 ? cut(macBits) : undefined)
    // What a form can be told to do is no advice for a text.
    ?? secret.error?.issues[0]?.message.replace(/(?<=not base64\. )Use Auto-Generate Key, or encode/, 'Encode').replace(/, or use Auto-Generate Key/, '')
  const hex = looksLikeHex(found.secret)
  const usedBy = [...(found.usedBy ?? [])]
  const entry: TsigImportEntry = {
    line: found.line, name: nameFault ? shown(found.name) : name, algorithm, secretBits: octets === null ? null : octets * 8, fingerprint: null,
    state: 'invalid', weak: false, usedBy, uses: [...(found.uses ?? [])], tsigId: null,
    problem: problem === undefined ? null : hex && secret.error ? `${problem} It looks like hex: nameservers want base64.` : problem,
  }
  if (problem !== undefined || algorithm === null || octets === null) return { entry }
  return {
    // Nameservers take it as it stands, so that an import may too; but whoever wrote it may have meant something else.
    entry: {
      ...entry,
      state: 'new',
      problem: hex
        ? `The secret looks like hex, of ${withoutBlanks(found.secret).length / 2} octets. It is taken as base64, as nameservers take it. If it is hex, ` +
          `leave this key out and add it by hand.`
        : null,
      weak: tsigAlgorithms[algorithm].legacy || octets < tsigAlgorithms[algorithm].digestOctets,
    },
    key: { name, algorithm, secret: secret.data!, usedBy },
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
    const { line } = earlier.entry
    const differs = [
      ...(earlier.key.algorithm === key.algorithm ? [] : [`for ${earlier.key.algorithm}`]),
      ...(earlier.key.secret === key.secret ? [] : ['with another secret']),
    ]
    const problem =
      differs.length === 0
        ? `Line ${line} has this key already.`
        : `Line ${line} has a key of this name ${differs.join(' and ')}; that one counts. To keep both, give one of them another name.`
    return { entry: { ...entry, state: 'duplicate', problem }, secret: key.secret }
  })
}

function notGone(caller: AbortSignal): void {
  if (caller.aborted) fail('busy', 'Whoever asked for this has gone, or stopped it.')
}

/** Other names for entries of a text, by their place in it. */
export type Renamed = readonly { entry: number; name: string }[]

function rename(keys: FoundKey[], renamed: Renamed): void {
  const seen = new Set<number>()
  for (const [index, { entry, name }] of renamed.entries()) {
    const fault = (message: string) => fail('invalid-value', message, [{ field: `rename[${index}].entry`, pointer: `/rename/${index}/entry`, message }])
    const key = keys[entry] ?? fault(`This text has ${keys.length} keys, so none of that number: they are counted from 0.`)
    if (seen.has(entry)) fault('This key is given a name twice.')
    seen.add(entry)
    keys[entry] = { ...key, name }
  }
}

/** Reads the text of an import on this thread, in turns with everybody else; stops when `caller` is gone. */
export async function parseInTurns(text: string, caller: AbortSignal): Promise<ParsedTsigText> {
  const reader = tsigTextReader(text)
  for (;;) {
    const step = reader.next()
    if (step.done) return step.value
    notGone(caller)
    await pass()
  }
}

/**
 * What stands in the text of an import: each key checked, without its fingerprint. Refuses with `too-large` beyond
 * `importEntriesMax`, and stops when `caller` is gone.
 */
export async function readImport(
  { keys, notUnderstood }: ParsedTsigText,
  caller: AbortSignal,
  renamed: Renamed = [],
): Promise<{ checked: CheckedEntry[]; notUnderstood: TsigImportPreview['notUnderstood'] }> {
  if (keys.length > importEntriesMax)
    fail('too-large', `An import has at most ${importEntriesMax} keys. Split the text.`, [
      { field: 'text', message: `There are more than ${importEntriesMax} keys in this text.` },
    ])
  rename(keys, renamed)
  const checked: CheckedEntry[] = []
  for (let at = 0; at < keys.length; at += slice) {
    notGone(caller)
    checked.push(...keys.slice(at, at + slice).map((key) => check(key)))
    await turn()
  }
  return { checked: markDuplicates(checked), notUnderstood }
}

/** Fingerprints by secret, some at a time, so that `said` may tell how far it is and others get their turn. Stops when `caller` is gone. */
export async function fingerprintsOf(
  secrets: readonly string[],
  fingerprints: Fingerprints,
  caller: AbortSignal,
  said: (done: number) => void = () => undefined,
): Promise<Map<string, string>> {
  const made = new Map<string, string>()
  // As many as run beside each other. A tab has one thread for them and for everybody: more of them would keep it as long as they take.
  const some = fingerprintsAtOnce
  for (let at = 0; at < secrets.length; at += some) {
    notGone(caller)
    await Promise.all(secrets.slice(at, at + some).map(async (secret) => made.set(secret, await fingerprints.of(secret))))
    said(Math.min(secrets.length, at + some))
    // What is known needs no thread, and so has not waited yet.
    await turn()
  }
  return made
}

export function previewOf(
  entries: readonly TsigImportEntry[],
  { notUnderstood, otherUses }: Pick<TsigImportPreview, 'notUnderstood' | 'otherUses'>,
): TsigImportPreview {
  const counts = { new: 0, exists: 0, clash: 0, duplicate: 0, invalid: 0, weak: 0 }
  for (const { state, weak } of entries) {
    counts[state]++
    if (weak) counts.weak++
  }
  return { entries: [...entries], notUnderstood, otherUses, counts }
}
