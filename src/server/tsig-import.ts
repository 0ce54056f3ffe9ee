import { importTsigKeys, type TsigImportEntry, type TsigImportPreview } from '#contract/tsig-keys.ts'
import { octetsOf } from '#contract/tsig-secrets.ts'
import { uuidv7 } from './bytes.ts'
import type { Tx } from './db/store.ts'
import type { Host } from './host.ts'
import { fail } from './problem.ts'
import { change, type Route } from './route.ts'
import type { Fingerprints } from './tsig-fingerprints.ts'
import { previewOf, readImport, type CheckedEntry, type ImportedKey } from './tsig-import-check.ts'
import { secretPlace, toTsigKey, tsigKeyFacts, tsigKeyRows, type OpenTsigKeyRow, type TsigKeyRow } from './tsig-key-rows.ts'
import { tsigFact } from './tsig-keys.ts'
import type { Vault } from './vault.ts'

export interface TsigImportParts {
  host: Host
  vault: Vault
  fingerprints: Fingerprints
}

/** Names asked for, and rows written, by one statement. */
const atOnce = 200
/** A text this long is slow work: one at a time. */
const longText = 64 * 1024

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += atOnce) yield items.slice(at, at + atOnce)
}

/** What is here under these names. */
async function known(tx: Tx, keys: readonly { name: string }[]): Promise<Map<string, OpenTsigKeyRow>> {
  const rows = new Map<string, OpenTsigKeyRow>()
  for (const some of chunks(keys)) for (const row of await tsigKeyRows(tx).where('t.name', 'in', some.map(({ name }) => name)).execute()) rows.set(row.name, row)
  return rows
}

function stateBeside(here: OpenTsigKeyRow, key: ImportedKey): Pick<TsigImportEntry, 'state' | 'problem'> {
  const differs = [...(here.algorithm === key.algorithm ? [] : ['algorithm']), ...(here.fingerprint === key.fingerprint ? [] : ['secret'])]
  return differs.length === 0 ? { state: 'exists', problem: null } : { state: 'clash', problem: `A key of this name is here with another ${differs.join(' and ')}. It stays as it is.` }
}

export function tsigImport({ host, vault, fingerprints }: TsigImportParts): Route[] {
  let isReading = false

  const rowOf = (key: ImportedKey, now: number): TsigKeyRow => {
    const place = { id: uuidv7(now, host.random), secret_version: 1 }
    return {
      ...place, name: key.name, algorithm: key.algorithm, secret: vault.seal(secretPlace(place), key.secret), secret_bits: octetsOf(key.secret) * 8, fingerprint: key.fingerprint, note: null, tags: null, used_by: null,
      created_at: now, updated_at: now, check_verdict: null, checked_at: null, version: 1,
    }
  }

  /** Stores these keys, sorted so that two imports wait for each other in one order, and answers those that are now here. */
  async function insert(tx: Tx, keys: readonly ImportedKey[], now: number): Promise<TsigKeyRow[]> {
    const made: TsigKeyRow[] = []
    for (const some of chunks(keys.toSorted((a, b) => (a.name < b.name ? -1 : 1)))) {
      const rows = some.map((key) => rowOf(key, now))
      const result = await tx.insertInto('tsig_keys').values(rows).onConflict((conflict) => conflict.column('name').doNothing()).executeTakeFirst()
      // Somebody on another server was quicker with some of these names.
      const others = Number(result.numInsertedOrUpdatedRows) === rows.length ? undefined : await known(tx, rows)
      made.push(...rows.filter(({ id, name }) => others === undefined || others.get(name)?.id === id))
    }
    return made
  }

  async function exclusively<T>(text: string, work: () => Promise<T>): Promise<T> {
    if (text.length < longText) return work()
    if (isReading) fail('busy', 'Another long import is being read. Try again in a moment.', [], { 'Retry-After': '5' })
    isReading = true
    try {
      return await work()
    } finally {
      isReading = false
    }
  }

  return [
    change(importTsigKeys, async ({ body, now }, tx, { checked, notUnderstood }: { checked: CheckedEntry[]; notUnderstood: TsigImportPreview['notUnderstood'] }) => {
      const candidates = checked.flatMap(({ key }) => (key ? [key] : []))
      const wanted = await known(tx, candidates)
      const made = body.dryRun ? [] : await insert(tx, candidates.filter(({ name }) => !wanted.has(name)), now)
      const here = body.dryRun || made.length + wanted.size === candidates.length ? wanted : await known(tx, candidates)
      const ids = new Set(made.map(({ id }) => id))
      const preview = previewOf(checked.map(({ entry, key }) => {
        const row = key && here.get(key.name)
        return row && !ids.has(row.id) ? { ...entry, ...stateBeside(row, key) } : entry
      }), notUnderstood)
      if (body.dryRun) return { status: 200, body: preview, audit: [] }
      return { body: { made: made.map(toTsigKey), preview }, audit: made.map((row) => tsigFact(row, { after: tsigKeyFacts(row), bulk: made.length })) }
    }, ({ body, request }) => exclusively(body.text, () => readImport(body.text, fingerprints, request.signal))),
  ]
}
