import type { AuditFact } from '../../audit/entry.ts'
import type { Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { awaitedIn, balks, noMarks, patience, placeOf, runs } from './plan.ts'
import { planOf, proofsOf, rolloverFact, serversOf, tell, type RolloverRow } from './rows.ts'
import type { Steps } from './steps.ts'

/** How often one that goes on by itself is looked at, and how long one look may ask around. Milliseconds. */
const lookEvery = 5_000
const askingMost = 60_000

export interface RolloverDriver {
  /** Something has changed: one may have begun. */
  note(): void
  /**
   * Looks at those that go on by themselves, as long as there are any; called every second. Never waits: what it begins goes on beside.
   */
  tick(): void
  /** Looks now, and says when it has. */
  look(): Promise<void>
  /** Ends what is under way. */
  close(): Promise<void>
}

/**
 * Takes rollovers on that go on by themselves, as long as nothing is amiss. Each look is a press of the button without a person: what is
 * proved stands in the database, so a server that is killed goes on where it was.
 */
export interface DriverParts {
  host: Host
  store: Store
  steps: Steps
  /** Appends a row of the trail for what this server did by itself. */
  record: (tx: Tx, now: number, action: 'rollover.advance', fact: AuditFact) => Promise<void>
}

const isNotified = (row: RolloverRow) => proofsOf(row)[row.step]?.notified === true

export function createRolloverDriver({ host, store, steps, record }: DriverParts): RolloverDriver {
  let lookedAt = -Infinity
  /** There may be one that goes on by itself; and whether the last look found any. */
  let isDue = true
  let isDriving = false
  let under: Promise<void> | undefined
  const stop = new AbortController()

  /** Why it should not go on by itself: a server refused its file, or took it and still does not answer as it must. */
  async function amiss(row: RolloverRow): Promise<string | undefined> {
    const plan = planOf(row)
    const marks = proofsOf(row)[row.step] ?? noMarks
    const servers = await serversOf(store.db, plan)
    for (const { use, by } of awaitedIn(row.step, plan, marks)) {
      const server = servers.get(use.nameserverId)
      if (!server) continue
      const file = marks.files[server.id]
      if (balks(server, file)) return `${server.name} does not take the file: ${server.detail?.split('\n')[0] ?? server.outcome ?? ''}`
      const asked = marks.asked[placeOf(use)]
      const since = server.outcomeAt ?? row.updated_at
      if (by === 'asking' && asked?.fault && runs(server, file) && asked.at - since > patience) return `${server.name}: ${asked.fault}`
    }
    return undefined
  }

  async function one(id: string): Promise<void> {
    const row = await store.db.selectFrom('rollovers').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row || row.state !== 'running' || row.automatic !== 1) return
    const heard = await steps.hear(row, true, AbortSignal.any([stop.signal, AbortSignal.timeout(askingMost)]))
    stop.signal.throwIfAborted()
    await store.write(async (tx) => {
      await store.lock(tx, 'rollovers', id)
      const now = await tx.selectFrom('rollovers').selectAll().where('id', '=', id).executeTakeFirst()
      // Somebody pressed a button meanwhile: their look counts.
      if (!now || now.version !== row.version) return
      const after = await steps.settle(tx, now, heard, host.now(), null)
      // Also where those who sign notify switch within a step: what changes a server's file is a row of the trail.
      if (after.step !== now.step || after.state !== now.state || isNotified(after) !== isNotified(now))
        await record(tx, host.now(), 'rollover.advance', rolloverFact(now, { step: now.step, now: after.step, state: after.state, automatic: true }))
    })
    const after = await store.db.selectFrom('rollovers').selectAll().where('id', '=', id).executeTakeFirst()
    const fault = after && after.state === 'running' && after.step === row.step ? await amiss(after) : undefined
    if (!after || fault === undefined) return
    await store.write(async (tx) => {
      await store.lock(tx, 'rollovers', id)
      const done = await tx.updateTable('rollovers').set({ state: 'paused', automatic: 0, fault, updated_at: host.now(), version: after.version + 1 })
        .where('id', '=', id).where('version', '=', after.version).executeTakeFirst()
      if (Number(done.numUpdatedRows) === 0) return
      await tell(tx, after, host.now(), null, 'paused', { fault })
      await record(tx, host.now(), 'rollover.advance', rolloverFact(after, { step: after.step, state: 'paused', fault }))
    })
  }

  async function look(): Promise<void> {
    isDue = false
    const rows = await store.db.selectFrom('rollovers').select('id').where('state', '=', 'running').where('automatic', '=', 1).orderBy('id').execute()
    isDriving = rows.length > 0
    for (const { id } of rows) {
      if (stop.signal.aborted) return
      // One that cannot be looked at keeps no other waiting.
      await one(id).catch((error: unknown) => {
        if (!stop.signal.aborted) host.log('warn', 'a rollover could not be looked at', { rollover: id, error: String(error) })
      })
    }
  }

  return {
    look,
    note() {
      isDue = true
    },
    tick() {
      if (under || stop.signal.aborted || !(isDriving ? host.now() - lookedAt >= lookEvery : isDue)) return
      lookedAt = host.now()
      const failed = (error: unknown) => {
        isDue = true
        host.log('warn', 'rollovers could not be looked at', { error: String(error) })
      }
      under = look().catch(failed).finally(() => {
        under = undefined
      })
    },
    async close() {
      stop.abort()
      await under
    },
  }
}
