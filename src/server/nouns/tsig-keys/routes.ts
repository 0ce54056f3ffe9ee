import { sql } from 'kysely'
import { naturalKey } from '#contract/natural.ts'
import {
  createTsigKey, deleteTsigKey, getTsigKey, getTsigRotation, listTsigKeys, setTsigRotation, tsigKeyColumns, updateTsigKey,
} from '#contract/tsig-keys.ts'
import { octetsOf } from '#contract/tsig-secrets.ts'
import type { AuditFact } from '../../audit/entry.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { whenWritten } from '../../http/json-pieces.ts'
import { listPage } from '../../list/list.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { orTaken } from '../../db/taken.ts'
import type { Fingerprints } from '../../secrets/fingerprints.ts'
import type { MadeSecret, TsigKeyMaker } from './make.ts'
import {
  joined, joinedNames, rotateDaysKey, secretPlace, shownTo, toTsigKey, tsigKeyExpressions, tsigKeyFacts, tsigKeyRows, type OpenTsigKeyRow, type TsigKeyRow,
} from './rows.ts'
import type { Vault } from '../../secrets/vault.ts'

export interface TsigKeyParts {
  store: Store
  vault: Vault
  fingerprints: Fingerprints
  maker: TsigKeyMaker
  sign: (text: string) => string
  /** Of the noun of nameservers: where a key is used, as a sentence. */
  whereUsed: (tx: Tx, key: { id: string; name: string }) => Promise<string | undefined>
  /** Whether a rollover moves this key just now. */
  isRolling: (tx: Tx, key: { id: string }) => Promise<boolean>
  /** Its name, algorithm or secret is another: the files of those who use it are. */
  changed: (tx: Tx, now: number, tsigId: string) => Promise<void>
  /** Of the noun of checks: removes a key together with what its checks said at nameservers. */
  withoutChecks: (tx: Tx, key: { id: string }, remove: () => Promise<unknown>) => Promise<void>
}

/** A TSIG key as the audit trail names it. */
export const tsigFact = (row: Pick<TsigKeyRow, 'id' | 'name'>, detail: Record<string, unknown> = {}): AuditFact => ({
  object: { kind: 'tsig-key', id: row.id, name: row.name },
  detail,
})

const refuseTaken = (name: string): never =>
  fail('name-taken', `There is already a TSIG key named ${name}.`, [{ field: 'name', message: 'Another TSIG key has this name.' }])

async function claim(tx: Tx, name: string, except = ''): Promise<void> {
  const other = await tx.selectFrom('tsig_keys').select('id').where('name', '=', name).where('id', '!=', except).executeTakeFirst()
  if (other) refuseTaken(name)
}

/** The key of this id, locked until the end of `tx`; else 404. */
async function rowToChange(store: Store, tx: Tx, id: string, ifMatch: number | undefined): Promise<OpenTsigKeyRow> {
  await store.lock(tx, 'tsig_keys', id)
  const row = await tsigKeyRows(tx).where('t.id', '=', id).executeTakeFirst()
  if (!row) return notFound()
  unchanged(ifMatch, row, 'key')
  return row
}

/** A key that was changed in this transaction, as the API answers it. */
const shown = async (tx: Tx, id: string) => toTsigKey(await tsigKeyRows(tx).where('t.id', '=', id).executeTakeFirstOrThrow())

/** A secret in a note would stand in lists, trail and database in the clear. */
function refuseSecretInText(body: {
  secret?: string | undefined
  note?: string | null | undefined
  tags?: readonly string[] | undefined
  usedBy?: readonly string[] | undefined
}): void {
  for (const [field, texts] of [
    ['note', [body.note ?? '']],
    ['tags', body.tags ?? []],
    ['usedBy', body.usedBy ?? []],
  ] as const) {
    const message = 'This holds the secret. Leave it out: it would be shown to everybody.'
    if (body.secret !== undefined && texts.some((text) => text.includes(body.secret!))) fail('invalid-value', message, [{ field, message }])
  }
}

export function tsigKeys({ store, vault, fingerprints, maker, sign, whereUsed, isRolling, changed, withoutChecks }: TsigKeyParts): Route[] {
  return [
    read(listTsigKeys, async ({ actor, query, request }) => {
      const { rows, ...page } = await listPage({
        store, select: tsigKeyRows(store.db), columns: tsigKeyColumns, expressions: tsigKeyExpressions, id: sql.ref('t.id'), query, request, sort: 'name',
        sortBy: { name: sql.ref('t.name_order') }, scope: `tsig-keys|${actor.user.id}`, sign,
      })
      return { body: { data: rows.map((row) => whenWritten(() => shownTo(actor, toTsigKey(row)))), ...page } }
    }),

    change(createTsigKey, async ({ body, now }, tx, made: MadeSecret) => {
      await claim(tx, body.name)
      const row = await maker.insert(tx, now, body, made, () => refuseTaken(body.name))
      return { body: { ...(await shown(tx, row.id)), secret: made.secret }, version: 1, audit: [tsigFact(row, { after: tsigKeyFacts(row) })] }
    }, async ({ body }) => {
      refuseSecretInText(body)
      return maker.secret(body.algorithm, body.secret)
    }),

    read(getTsigKey, async ({ params, actor }) => {
      const row = await tsigKeyRows(store.db).where('t.id', '=', params.tsigId).executeTakeFirst()
      return row ? { body: shownTo(actor, toTsigKey(row)), version: row.version } : notFound()
    }),

    change(updateTsigKey, async ({ params, body, now, ifMatch }, tx, fingerprint: string | undefined) => {
      const row = await rowToChange(store, tx, params.tsigId, ifMatch)
      const other = <T>(given: T | undefined, is: T) => given !== undefined && given !== is
      const reaches = other(body.name, row.name) || other(body.algorithm, row.algorithm) || body.secret !== undefined
      if (reaches && (await isRolling(tx, row)))
        fail('tsig-key-in-use', `${row.name} is being rolled over: its name, algorithm and secret stay until that is finished or undone.`)
      const set: Partial<TsigKeyRow> = {}
      if (body.algorithm !== undefined && body.algorithm !== row.algorithm) {
        // A secret that was made for one algorithm is not carried over to another.
        const demand = (message: string) => fail('secret-required', message, [{ field: 'secret', message }])
        if (body.secret === undefined) demand('Another algorithm demands another secret.')
        if (fingerprint === row.fingerprint) demand('Another algorithm demands another secret; this is the one that the key has.')
        set.algorithm = body.algorithm
      }
      if (body.name !== undefined && body.name !== row.name) {
        await claim(tx, body.name, row.id)
        set.name = body.name
      }
      if (body.secret !== undefined) {
        const place = { id: row.id, secret_version: row.secret_version + 1 }
        Object.assign(set, {
          secret_version: place.secret_version,
          secret_at: now,
          secret: vault.seal(secretPlace(place), body.secret),
          secret_bits: octetsOf(body.secret) * 8,
          fingerprint,
        })
      }
      if (body.note !== undefined) set.note = body.note
      if (body.tags !== undefined) set.tags = joined(body.tags)
      if (body.usedBy !== undefined) set.used_by = joinedNames(body.usedBy)
      if (body.rotateDays !== undefined) set.rotate_days = body.rotateDays
      const { secret: _, ...open } = set
      const after: OpenTsigKeyRow = { ...row, ...open, updated_at: now, version: row.version + 1 }
      const differs = changes(tsigKeyFacts(row), tsigKeyFacts(after))
      if (body.secret === undefined && Object.keys(differs.after).length === 0) return { body: await shown(tx, row.id), version: row.version, audit: [] }
      await orTaken(
        () => tx.updateTable('tsig_keys').set({ ...set, name_order: naturalKey(after.name), updated_at: now, version: after.version })
          .where('id', '=', row.id).execute(),
        () => refuseTaken(body.name ?? ''),
      )
      if (reaches) await changed(tx, now, row.id)
      // The fingerprints stand there also when they are the same: somebody gave the secret again.
      const fingerprintsOf = body.secret === undefined ? [{}, {}] : [{ fingerprint: row.fingerprint }, { fingerprint: after.fingerprint }]
      return {
        body: await shown(tx, row.id),
        version: after.version,
        audit: [tsigFact(after, { before: { ...differs.before, ...fingerprintsOf[0] }, after: { ...differs.after, ...fingerprintsOf[1] } })],
      }
    }, async ({ body }) => {
      refuseSecretInText(body)
      return body.secret === undefined ? undefined : fingerprints.of(body.secret)
    }),

    read(getTsigRotation, async () => ({ body: { days: await rotateDays(store.db) } })),

    change(setTsigRotation, async ({ body }, tx) => {
      const before = await rotateDays(tx)
      const value = String(body.days)
      // Somebody else may say it at the same time: the later one holds.
      if (body.days === null) await tx.deleteFrom('meta').where('key', '=', rotateDaysKey).execute()
      else
        await tx.insertInto('meta').values({ key: rotateDaysKey, value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
      const object = { kind: 'tsig-rotation', id: '', name: '' }
      return { body, audit: before === body.days ? [] : [{ object, detail: { before: { days: before }, after: { days: body.days } } }] }
    }),

    change(deleteTsigKey, async ({ params, ifMatch }, tx) => {
      const row = await rowToChange(store, tx, params.tsigId, ifMatch)
      const used = await whereUsed(tx, row)
      if (used !== undefined) fail('tsig-key-in-use', used)
      await withoutChecks(tx, row, () => tx.deleteFrom('tsig_keys').where('id', '=', row.id).execute())
      return { audit: [tsigFact(row, { before: tsigKeyFacts(row) })] }
    }),
  ]
}

async function rotateDays(db: Database | Tx): Promise<number | null> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', rotateDaysKey).executeTakeFirst()
  return row ? Number(row.value) : null
}

/** The fields that differ, as they were and as they are. */
function changes<T extends Record<string, unknown>>(before: T, after: T): { before: Partial<T>; after: Partial<T> } {
  const names = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  const only = (facts: T) => Object.fromEntries(names.map((name) => [name, facts[name]])) as Partial<T>
  return { before: only(before), after: only(after) }
}
