import { sql } from 'kysely'
import {
  addUse, addUses, createNameserver, deleteNameserver, getNameserver, listNameservers, listUses, listUsesOfKey, nameserverColumns, nameserversMax, removeUse,
  updateNameserver, usesMax, type AddedUse, type TsigPurpose,
} from '#contract/nameservers.ts'
import { uuidv7 } from '../../bytes.ts'
import { nameKey } from '../../credentials/confusables.ts'
import { credentialPattern } from '../../credentials/format.ts'
import type { Store, Tx } from '../../db/store.ts'
import { orTaken } from '../../db/taken.ts'
import type { Host } from '../../host.ts'
import { listPage } from '../../list/list.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { between, nameserverExpressions, nameserverFact, nameserverFacts, nameserverRows, shownNameserver, shownUses, toNameserver } from './rows.ts'
import { openRollover, purposeWords, rollingKeys } from './uses.ts'
import type { NameserverRow, Wanted } from './wanted.ts'

export interface NameserverParts {
  host: Host
  store: Store
  wanted: Wanted
  /** `wanted.refresh` where uses of keys have changed, and with it what the checks of these come to. */
  usesChanged: Wanted['refresh']
  /** Of the noun of checks: removes a nameserver together with what checks there said of keys. */
  withoutChecks: (tx: Tx, nameserver: { id: string }, remove: () => Promise<unknown>) => Promise<void>
  /** Why an address is never asked, as a sentence; `undefined` where it may be. */
  refused: (address: string) => string | undefined
  sign: (text: string) => string
}

const tooMany = `At most ${usesMax} uses of a nameserver, and of a key.`
const nameTaken = (): never =>
  fail('name-taken', 'There is already a nameserver of this name.', [{ field: 'name', message: 'Another nameserver has this name.' }])

async function claim(tx: Tx, name: string, except = ''): Promise<void> {
  if (await tx.selectFrom('nameservers').select('id').where('name_key', '=', nameKey(name)).where('id', '!=', except).executeTakeFirst()) nameTaken()
}

/** A credential of ours in a place that is shown would be shown. */
function refuseValueInName(name: string | undefined): void {
  if (name !== undefined && credentialPattern.test(name))
    fail('invalid-value', 'The name holds a key.', [{ field: 'name', message: 'A name cannot hold a key: it is shown.' }])
}

/** The list of nameservers, and what each uses which key for. */
export function nameservers({ host, store, wanted, usesChanged, refused, sign, withoutChecks }: NameserverParts): Route[] {
  function requireAskable(addresses: readonly string[] = []): void {
    const faults = addresses.flatMap((address, index) => {
      const message = refused(address)
      return message === undefined ? [] : [{ field: `addresses.${index}`, pointer: `/addresses/${index}`, message }]
    })
    if (faults.length > 0) fail('address-not-allowed', faults[0]!.message, faults)
  }

  async function rowToChange(tx: Tx, id: string, ifMatch: number | undefined): Promise<NameserverRow> {
    await store.lock(tx, 'nameservers', id)
    const row = await tx.selectFrom('nameservers').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) return notFound()
    unchanged(ifMatch, row, 'nameserver')
    return row
  }
  /** The keys and then the nameserver locked, in the order of whoever works out the files; and what adds a use. */
  async function adding(tx: Tx, nameserverId: string, tsigIds: readonly string[], now: number) {
    const ids = [...new Set(tsigIds)].toSorted()
    for (const id of ids) await store.lock(tx, 'tsig_keys', id)
    const row = await rowToChange(tx, nameserverId, undefined)
    const keys = new Map<string, { id: string; name: string; rolling: string | undefined }>()
    const rolling = await rollingKeys(tx)
    for (const key of await tx.selectFrom('tsig_keys').select(['id', 'name']).where('id', 'in', ids).execute())
      keys.set(key.id, { ...key, rolling: rolling.has(key.id) ? `${key.name} is being rolled over. Finish or undo that first.` : undefined })
    const there = new Set((await tx.selectFrom('tsig_uses').select(['tsig_key_id', 'zone', 'purpose']).where('nameserver_id', '=', row.id).execute())
      .map((use) => `${use.tsig_key_id} ${use.zone} ${use.purpose}`))
    const counts = await tx.selectFrom('tsig_uses').select(({ fn }) => ['tsig_key_id', fn.countAll<number | string>().as('count')])
      .where('tsig_key_id', 'in', ids).groupBy('tsig_key_id').execute()
    const ofKey = new Map(counts.map(({ tsig_key_id: id, count }) => [id, Number(count)]))
    async function add({ tsigId, zone, purpose }: { tsigId: string; zone?: string | null | undefined; purpose: TsigPurpose }) {
      const same = `${tsigId} ${zone ?? ''} ${purpose}`
      if (there.has(same)) return 'exists'
      if (there.size >= usesMax || (ofKey.get(tsigId) ?? 0) >= usesMax) return 'full'
      const use = { id: uuidv7(now, host.random), tsig_key_id: tsigId, nameserver_id: row.id, zone: zone ?? '', purpose, created_at: now }
      await tx.insertInto('tsig_uses').values(use).execute()
      there.add(same)
      ofKey.set(tsigId, (ofKey.get(tsigId) ?? 0) + 1)
      return use
    }
    return { row, keys, add }
  }
  const exists = async (id: string) => (await store.db.selectFrom('nameservers').select('id').where('id', '=', id).executeTakeFirst()) ?? notFound()

  return [
    read(listNameservers, async ({ actor, query, request, now }) => {
      const { rows, ...page } = await listPage({
        store, select: nameserverRows(store.db), columns: nameserverColumns, expressions: nameserverExpressions(now), id: sql.ref('n.id'), query, request,
        sort: 'name', scope: `nameservers|${actor.user.id}`, sign,
      })
      return { body: { data: rows.map((row) => toNameserver(row, now)), ...page } }
    }),

    change(createNameserver, async ({ body, now }, tx) => {
      refuseValueInName(body.name)
      requireAskable(body.addresses)
      await claim(tx, body.name)
      const { count } = await tx.selectFrom('nameservers').select(({ fn }) => fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()
      if (Number(count) >= nameserversMax) fail('limit-reached', `At most ${nameserversMax} nameservers. Delete one first.`)
      const row: NameserverRow = {
        id: uuidv7(now, host.random), name: body.name, name_key: nameKey(body.name), kind: body.kind, addresses: body.addresses.join(between), port: body.port,
        note: body.note ?? null, created_at: now, updated_at: now, version: 1, way: 'by-hand', api_url: null, api_key: null, api_key_version: 0,
        credential_hash: null, credential_start: null, credential_last4: null, credential_at: null, wanted: 0, wanted_digest: '', wanted_at: now, running: null,
        running_at: null, outcome: null, outcome_of: null, outcome_at: null, outcome_detail: null, seen_at: null, seen_from: null, check_verdict: null,
        check_enforced: null, check_clock: null, check_accepted: null, check_of: null, checked_at: null, check_worse: 0,
        pushed: null,
      }
      await orTaken(() => tx.insertInto('nameservers').values(row).execute(), nameTaken)
      await wanted.refresh(tx, now, { nameservers: [row.id] })
      return { body: await shownNameserver(tx, row, now), version: 1, audit: [nameserverFact(row, { after: nameserverFacts(row) })] }
    }),

    read(getNameserver, async ({ params, now }) => {
      const row = (await nameserverRows(store.db).where('n.id', '=', params.nameserverId).executeTakeFirst()) ?? notFound()
      return { body: toNameserver(row, now), version: row.version }
    }),

    change(updateNameserver, async ({ params, body, now, ifMatch }, tx) => {
      const row = await rowToChange(tx, params.nameserverId, ifMatch)
      refuseValueInName(body.name)
      requireAskable(body.addresses)
      if (body.name !== undefined) await claim(tx, body.name, row.id)
      if (body.kind !== undefined && body.kind !== row.kind && row.way !== 'by-hand' && (row.way === 'powerdns-api' || body.kind === 'other'))
        fail('invalid-value', 'Its keys get there in a way that the other program has not. Let them go by hand first.', [
          { field: 'kind', message: 'Change the delivery to By hand first.' },
        ])
      const after: NameserverRow = {
        ...row, name: body.name ?? row.name, kind: body.kind ?? row.kind, addresses: body.addresses?.join(between) ?? row.addresses,
        port: body.port ?? row.port, note: body.note === undefined ? row.note : body.note, updated_at: now, version: row.version + 1,
      }
      const [before, changed] = [nameserverFacts(row), nameserverFacts(after)]
      if (JSON.stringify(before) === JSON.stringify(changed)) return { body: await shownNameserver(tx, row, now), version: row.version, audit: [] }
      const { name, kind, addresses, port, note, updated_at, version } = after
      await orTaken(
        () =>
          tx
            .updateTable('nameservers')
            .set({ name, name_key: nameKey(name), kind, addresses, port, note, updated_at, version })
            .where('id', '=', row.id)
            .execute(),
        nameTaken,
      )
      await wanted.refresh(tx, now, { nameservers: [row.id] })
      return { body: await shownNameserver(tx, row, now), version, audit: [nameserverFact(after, { before, after: changed })] }
    }),

    change(deleteNameserver, async ({ params, now, ifMatch }, tx) => {
      const row = await rowToChange(tx, params.nameserverId, ifMatch)
      const uses = await shownUses(tx, { nameserverId: row.id })
      const waiting = await openRollover(tx, { nameserverId: row.id })
      if (waiting) fail('nameserver-in-use', `The rollover of ${waiting.old_name} waits for ${row.name}. Finish or undo it first.`)
      const keys = [...new Set(uses.map(({ tsigId }) => tsigId))]
      await withoutChecks(tx, row, () => tx.deleteFrom('nameservers').where('id', '=', row.id).execute())
      await wanted.refresh(tx, now, { keys })
      const gone = uses.map(({ tsigName, zone, purpose }) => `${tsigName}: ${purposeWords(purpose)} ${zone ?? 'all zones'}`)
      return { audit: [nameserverFact(row, { before: { ...nameserverFacts(row), uses: gone } })] }
    }),

    read(listUses, async ({ params }) => {
      await exists(params.nameserverId)
      return { body: { data: await shownUses(store.db, { nameserverId: params.nameserverId }) } }
    }),

    read(listUsesOfKey, async ({ params }) => {
      const key = await store.db.selectFrom('tsig_keys').select('id').where('id', '=', params.tsigId).executeTakeFirst()
      return key ? { body: { data: await shownUses(store.db, { tsigId: params.tsigId }) } } : notFound()
    }),

    change(addUse, async ({ params, body, now }, tx) => {
      const { row, keys, add } = await adding(tx, params.nameserverId, [body.tsigId], now)
      const key = keys.get(body.tsigId)
      if (!key) return fail('invalid-value', 'There is no such TSIG key.', [{ field: 'tsigId', message: 'There is no such TSIG key (any more).' }])
      if (key.rolling !== undefined) fail('tsig-key-in-use', key.rolling)
      const use = await add(body)
      if (use === 'full') return fail('limit-reached', tooMany)
      if (use === 'exists') return fail('use-exists', `${row.name} uses ${key.name} for this already.`)
      await usesChanged(tx, now, { nameservers: [row.id], keys: [key.id] })
      return {
        body: (await shownUses(tx, { useId: use.id }))[0]!,
        audit: [nameserverFact(row, { added: { key: key.name, zone: body.zone ?? null, purpose: body.purpose } })],
      }
    }),

    change(addUses, async ({ params, body, now }, tx) => {
      const { row, keys, add } = await adding(tx, params.nameserverId, body.uses.map(({ tsigId }) => tsigId), now)
      const uses: AddedUse[] = []
      for (const { tsigId, zone = null, purpose } of body.uses) {
        const key = keys.get(tsigId)
        const made = key && key.rolling === undefined ? await add({ tsigId, zone, purpose }) : undefined
        const problem = made === undefined ? (key?.rolling ?? 'There is no such TSIG key (any more).') : made === 'full' ? tooMany : null
        uses.push({ tsigId, tsigName: key?.name ?? '', zone, purpose, problem, state: problem !== null ? 'refused' : made === 'exists' ? 'exists' : 'added' })
      }
      const added = uses.filter(({ state }) => state === 'added')
      if (added.length > 0) await usesChanged(tx, now, { nameservers: [row.id], keys: [...new Set(added.map(({ tsigId }) => tsigId))] })
      return {
        body: { uses },
        audit: added.map(({ tsigName, zone, purpose }) => nameserverFact(row, { added: { key: tsigName, zone, purpose }, bulk: added.length })),
      }
    }),

    change(removeUse, async ({ params, now }, tx) => {
      const found = await tx
        .selectFrom('tsig_uses')
        .selectAll()
        .where('id', '=', params.useId)
        .where('nameserver_id', '=', params.nameserverId)
        .executeTakeFirst()
      if (!found) return notFound()
      await store.lock(tx, 'tsig_keys', found.tsig_key_id)
      const row = await rowToChange(tx, params.nameserverId, undefined)
      const use = (await shownUses(tx, { useId: found.id }))[0] ?? notFound()
      const rollover = await openRollover(tx, { tsigId: use.tsigId })
      if (rollover) fail('tsig-key-in-use', `${use.tsigName} is being rolled over, and that moves its uses itself. Finish or undo it first.`)
      await tx.deleteFrom('tsig_uses').where('id', '=', use.id).execute()
      await usesChanged(tx, now, { nameservers: [row.id], keys: [use.tsigId] })
      return { audit: [nameserverFact(row, { removed: { key: use.tsigName, zone: use.zone, purpose: use.purpose } })] }
    }),
  ]
}
