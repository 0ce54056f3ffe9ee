import {
  importTsigKeys,
  previewFingerprintsMax,
  stopTsigImport,
  tsigImportProgress,
  type TsigImportEntry,
  type TsigImportPreview,
} from '#contract/tsig-import.ts'
import { naturalKey } from '#contract/natural.ts'
import { utf8 } from '../../bytes.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { TaskTooLarge, type Host } from '../../host.ts'
import { fail } from '../../problem.ts'
import { act, change, read, type Route } from '../../pipeline/route.ts'
import { readTsigText, type ParsedTsigText } from './formats/parse.ts'
import type { Fingerprints } from '../../secrets/fingerprints.ts'
import { fingerprintsOf, parseInTurns, previewOf, readImport, type CheckedEntry, type ImportedKey, type Renamed } from './import-check.ts'
import { newTsigKey } from './make.ts'
import { secretPlace, toTsigKey, tsigKeyFacts, tsigKeyRows, type ShownTsigKeyRow, type TsigKeyRow } from './rows.ts'
import { tsigFact } from './routes.ts'
import { mapInTurns, pass } from '../../turn.ts'
import { unlessUnreadable, type Vault } from '../../secrets/vault.ts'

export interface TsigImportParts {
  host: Host
  store: Store
  vault: Vault
  fingerprints: Fingerprints
}

/** Names asked for, and rows written, by one statement. */
const atOnce = 200
/** A text this long, or so many fingerprints, are slow work: one at a time. So many rows are a large change. */
const longText = 64 * 1024
const manyKeys = 1000

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += atOnce) yield items.slice(at, at + atOnce)
}

/** What is here under these names, with its sealed secret. */
async function known(db: Database | Tx, keys: readonly { name: string }[]): Promise<Map<string, TsigKeyRow & ShownTsigKeyRow>> {
  const rows = new Map<string, TsigKeyRow & ShownTsigKeyRow>()
  for (const some of chunks(keys))
    for (const row of await tsigKeyRows(db)
      .select('t.secret')
      .where(
        't.name',
        'in',
        some.map(({ name }) => name),
      )
      .execute())
      rows.set(row.name, row)
  return rows
}

/** What prepares an import: the text read, and what was found out of its keys that is slow. */
interface Prepared {
  checked: CheckedEntry[]
  said: Pick<TsigImportPreview, 'notUnderstood' | 'otherUses'>
  /** By secret. */
  made: Map<string, string>
  /** How many keys there are to store. */
  rows: number
  sameSecret(row: TsigKeyRow, key: ImportedKey, db: Database | Tx): Promise<boolean>
}

/** One piece of slow work at a time; small ones beside it. */
function oneAtATime(refusal: string) {
  let running = false
  return async <T>(isLong: boolean, work: () => Promise<T>): Promise<T> => {
    if (!isLong) return work()
    if (running) fail('busy', refusal, [], { 'Retry-After': '5' })
    running = true
    try {
      return await work()
    } finally {
      running = false
    }
  }
}

export function tsigImport({ host, store, vault, fingerprints }: TsigImportParts): Route[] {
  const reading = oneAtATime('Another long import is being read. Try again in a moment.')
  const making = oneAtATime('Another long import is being made. Try again in a moment.')
  /** A long text in a thread of its own: whatever format it is in, nobody waits for it. */
  async function parsed(text: string, caller: AbortSignal): Promise<ParsedTsigText> {
    if (!host.runTask || text.length < longText) return parseInTurns(text, caller)
    return host.runTask(readTsigText, text, caller).catch((error: unknown) => {
      if (!(error instanceof TaskTooLarge)) throw error
      host.log('warn', 'a text was not read', { error: error.message })
      return fail('too-large', 'Reading this text takes more than the server gives one text. Nothing was stored. Give it in parts.', [
        { field: 'text', pointer: '/text', code: 'too-large', message: 'Give this text in parts.' },
      ])
    })
  }

  /** Of each user's import, the latest. */
  const progress = new Map<string, { done: number; of: number; stop: AbortController }>()

  /**
   * Whether a row holds a key's secret: by the secret itself, since a fingerprint is slow to make. Each is opened once, before
   * the transaction; in it only what was changed in between.
   */
  function comparison(): Prepared['sameSecret'] {
    const opened = new Map<string, string | undefined>()
    return async (row, key, db) => {
      const place = `${row.id} ${row.secret_version}`
      if (!opened.has(place)) {
        // What does not open is some other secret, and stays as it is.
        opened.set(place, await vault.open(secretPlace(row), row.secret, db).catch(unlessUnreadable))
      }
      const here = opened.get(place)
      return here !== undefined && host.crypto.equal(utf8(here), utf8(key.secret))
    }
  }

  async function beside(entry: TsigImportEntry, here: TsigKeyRow, key: ImportedKey, { sameSecret, made }: Prepared, tx: Tx): Promise<TsigImportEntry> {
    const same = await sameSecret(here, key, tx)
    const differs = [...(here.algorithm === key.algorithm ? [] : ['algorithm']), ...(same ? [] : ['secret'])]
    const fingerprint = same ? here.fingerprint : (made.get(key.secret) ?? null)
    const tsigId = here.id
    return differs.length === 0
      ? { ...entry, tsigId, fingerprint, state: 'exists', problem: null }
      : { ...entry, tsigId, fingerprint, state: 'clash', problem: `A key of this name is here with another ${differs.join(' and ')}. It stays as it is.` }
  }

  /** Stores these keys, sorted so that two imports wait for each other in one order, and answers those that are now here. */
  async function insert(tx: Tx, keys: readonly ImportedKey[], made: Prepared['made'], now: number): Promise<TsigKeyRow[]> {
    const stored: TsigKeyRow[] = []
    for (const some of chunks(keys.toSorted((a, b) => (a.name < b.name ? -1 : 1)))) {
      const rows = some.map((key) =>
        newTsigKey({ host, vault }, now, key, {
          secret: key.secret,
          fingerprint: made.get(key.secret) ?? fail('busy', 'A key of this text was deleted a moment ago. Import it again.', [], { 'Retry-After': '1' }),
        }),
      )
      const result = await tx.insertInto('tsig_keys').values(rows.map((row) => ({ ...row, name_order: naturalKey(row.name) })))
        .onConflict((conflict) => conflict.column('name').doNothing()).executeTakeFirst()
      // Somebody on another server was quicker with some of these names.
      const others = Number(result.numInsertedOrUpdatedRows) === rows.length ? undefined : await known(tx, rows)
      stored.push(...rows.filter(({ id, name }) => others === undefined || others.get(name)?.id === id))
    }
    return stored
  }

  /** Fingerprints are slow: made of what an import stores, and for a look only where there are few keys. */
  async function prepare(
    { text, dryRun = false, rename = [] }: { text: string; dryRun?: boolean | undefined; rename?: Renamed | undefined },
    user: string,
    caller: AbortSignal,
  ): Promise<Prepared> {
    const { checked, notUnderstood, otherUses: others } = await reading(text.length >= longText, async () => {
      const read = await parsed(text, caller)
      return { ...(await readImport(read, caller, rename)), otherUses: read.otherUses }
    })
    const spokenOf = await known(store.db, others)
    const otherUses = others.flatMap(({ name, uses }) => {
      const row = spokenOf.get(name)
      return row ? [{ tsigId: row.id, name, uses }] : []
    })
    const keys = checked.flatMap(({ key }) => (key ? [key] : []))
    const sameSecret = comparison()
    const here = await known(store.db, keys)
    const fresh: string[] = []
    for (const key of keys) {
      const row = here.get(key.name)
      if (!row) fresh.push(key.secret)
      // Opened here, and not while the one writer waits.
      else await sameSecret(row, key, store.db)
      await pass()
    }
    const isShort = checked.length <= previewFingerprintsMax
    const wanted = isShort ? checked.flatMap(({ secret }) => secret ?? []) : dryRun ? [] : fresh
    const secrets = [...new Set(wanted)]
    return making(secrets.length > manyKeys, async () => {
      const mine = { done: 0, of: secrets.length, stop: new AbortController() }
      if (!dryRun) progress.set(user, mine)
      try {
        return {
          checked,
          said: { notUnderstood, otherUses },
          made: await fingerprintsOf(secrets, fingerprints, AbortSignal.any([caller, mine.stop.signal]), (done) => {
            mine.done = done
          }),
          rows: dryRun ? 0 : fresh.length,
          sameSecret,
        }
      } finally {
        if (progress.get(user) === mine) progress.delete(user)
      }
    })
  }

  return [
    read(tsigImportProgress, async ({ actor }) => {
      const { done, of } = progress.get(actor.user.id) ?? { done: 0, of: 0 }
      return { body: { done, of } }
    }),
    act(stopTsigImport, async ({ actor }) => {
      progress.get(actor.user.id)?.stop.abort()
      return {}
    }),
    change(importTsigKeys, async ({ body, now }, tx, prepared: Prepared) => {
      const { checked, said, made } = prepared
      const candidates = checked.flatMap(({ key }) => (key ? [key] : []))
      const wanted = await known(tx, candidates)
      const stored = body.dryRun ? [] : await insert(tx, candidates.filter(({ name }) => !wanted.has(name)), made, now)
      const here = body.dryRun || stored.length + wanted.size === candidates.length ? wanted : await known(tx, candidates)
      const ids = new Map(stored.map(({ id, name }) => [name, id]))
      const entries: TsigImportEntry[] = []
      for (const { entry, key, secret } of checked) {
        await pass()
        const row = key && here.get(key.name)
        if (row && ids.get(row.name) !== row.id) entries.push(await beside(entry, row, key, prepared, tx))
        else entries.push(secret === undefined ? entry : { ...entry, tsigId: (key && ids.get(key.name)) ?? null, fingerprint: made.get(secret) ?? null })
      }
      const preview = previewOf(entries, said)
      if (body.dryRun) return { status: 200, body: preview, audit: [] }
      return {
        body: { made: await mapInTurns([...(await known(tx, stored)).values()], toTsigKey), preview },
        audit: await mapInTurns(stored, (row) => tsigFact(row, { after: tsigKeyFacts(row), bulk: stored.length })),
      }
    }, ({ body, actor, request }) => prepare(body, actor.user.id, request.signal), ({ rows }) => (rows > manyKeys ? 'large' : undefined)),
  ]
}
