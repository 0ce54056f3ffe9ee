import { cancelChecks, checkAll, getTsigChecks, scheduleChecks, type TsigCheckResult, type TsigCheckRun, type TsigChecks } from '#contract/tsig-checks.ts'
import { tallyOfChecks } from '#contract/lists-of-dns.ts'
import { tsigCheckSchedules, unfinishedWords } from '#contract/tsig-check-words.ts'
import type { AuditFact } from '../../audit/entry.ts'
import { uuidv7 } from '../../bytes.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import type { TsigCheckRunTable } from '../../db/tables-of-dns.ts'
import type { Host } from '../../host.ts'
import { fail, ProblemError } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { day, iso } from '../../time.ts'
import type { Asked, TsigChecker } from './asking.ts'

/* Checks of all keys wherever they are used: how far one is stands in the database, so that any server tells, and any one cancels. */

type Every = (typeof tsigCheckSchedules)[number]
const every: Readonly<Record<Every, number>> = { off: Infinity, daily: day, hourly: day / 24 }
const scheduleKey = 'tsig-checks-every'

/** Asked at once. */
const atOnce = 4
/** How often it is written down how far it is, and after how long without that its server is taken for dead. */
const tellEvery = 500
const deadAfter = 180_000
/** How often it is looked at whether one that runs still does. */
const lookEvery = 30_000
const keptRuns = 50

export interface CheckRunParts {
  host: Host
  store: Store
  checker: TsigChecker
  /** Appends a row of the trail for what this server did by itself. */
  record: (tx: Tx, now: number, action: 'tsig-check.run', fact: AuditFact) => Promise<void>
}

export interface CheckRuns {
  /** Something has changed: a run may have begun, or the schedule be another. */
  note(): void
  /** Begins one, or gives the one under way. It runs from the next `tick` on. */
  begin(tx: Tx, by: string | null): Promise<TsigCheckRunTable>
  cancel(tx: Tx): Promise<boolean>
  /**
   * Runs what was begun here and, where this server `keepsHouse`, begins what the schedule says and ends what a dead server left.
   * Never waits for a nameserver.
   */
  tick(keepsHouse?: boolean): Promise<void>
  /** Waits until nothing runs here. */
  settled(): Promise<void>
  close(): Promise<void>
}

const latest = (db: Database | Tx) => db.selectFrom('tsig_check_runs').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
const scheduled = async (db: Database | Tx): Promise<Every> => {
  const row = await db.selectFrom('meta').select('value').where('key', '=', scheduleKey).executeTakeFirst()
  return tsigCheckSchedules.find((one) => one === row?.value) ?? 'off'
}
const shown = (row: TsigCheckRunTable): TsigCheckRun => ({
  id: row.id, state: row.state, startedAt: iso(row.started_at), startedBy: row.started_by, finishedAt: row.finished_at === null ? null : iso(row.finished_at),
  total: row.total, done: row.done, results: JSON.parse(row.verdicts) as TsigCheckResult[],
})

interface Place extends Pick<TsigCheckResult, 'tsigId' | 'tsigName' | 'nameserverId' | 'nameserverName'> {
  asked: Asked
}

/** Every key at every nameserver and zone that it is used for, and what it is to be asked there: what it is for. */
async function placesOf(db: Database | Tx): Promise<Place[]> {
  const uses = await db.selectFrom('tsig_uses as s').innerJoin('tsig_keys as t', 't.id', 's.tsig_key_id')
    .innerJoin('nameservers as n', 'n.id', 's.nameserver_id')
    .select(['t.id as tsigId', 't.name as tsigName', 'n.id as nameserverId', 'n.name as nameserverName', 's.zone', 's.purpose'])
    .orderBy('t.name').orderBy('n.name').orderBy('s.zone').execute()
  return [...Map.groupBy(uses, ({ tsigId, nameserverId, zone }) => `${tsigId} ${nameserverId} ${zone}`).values()].map((same) => {
    const { tsigId, tsigName, nameserverId, nameserverName, zone } = same[0]!
    const transfer = same.some(({ purpose }) => purpose === 'answers-transfers')
    const update = same.some(({ purpose }) => purpose === 'takes-updates')
    const asked = { tsigId, nameserverId, zone, transport: 'both' as const, transfer, update, enforce: transfer || update }
    return { tsigId, tsigName, nameserverId, nameserverName, asked }
  })
}

export function createCheckRuns({ host, store, checker, record }: CheckRunParts): CheckRuns {
  const waiting: string[] = []
  const stop = new AbortController()
  let under: { id: string; stop: AbortController; done: Promise<void> } | undefined
  /** What the last look found: when to look again where nothing changes. */
  let isDue = true
  let nextAt = -Infinity

  async function one({ asked, ...place }: Place, signal: AbortSignal): Promise<TsigCheckResult> {
    try {
      const { heard, worse } = await checker.askItself(asked, signal)
      const { verdict, enforced, steps, unfinished } = heard.check
      const clockDifference = steps.find((step) => step.clockDifference !== null)?.clockDifference ?? null
      return { ...place, zone: heard.zone, verdict, enforced, worse, clockDifference, fault: unfinished ? unfinishedWords[unfinished] : null }
    } catch (error) {
      if (signal.aborted) throw error
      const late = (error as Error).name === 'TimeoutError'
      if (!(error instanceof ProblemError) && !late) host.log('error', 'a nameserver could not be asked', { error: String(error) })
      const fault = late ? 'It took too long.' : error instanceof ProblemError ? error.message : 'Countersign could not ask it: its log says why.'
      return { ...place, zone: asked.zone, verdict: null, enforced: null, worse: false, clockDifference: null, fault }
    }
  }

  async function run(id: string, ended: AbortController): Promise<void> {
    const signal = AbortSignal.any([stop.signal, ended.signal])
    const places = await placesOf(store.db)
    const results: TsigCheckResult[] = []
    /** Whether it is still to go on. */
    const tell = (state: 'running' | 'finished') => store.write(async (tx) => {
      const now = host.now()
      const set = { total: places.length, done: results.length, alive_at: now, verdicts: JSON.stringify(results) }
      const { numUpdatedRows } = await tx.updateTable('tsig_check_runs').set({ ...set, state, finished_at: state === 'finished' ? now : null })
        .where('id', '=', id).where('state', '=', 'running').executeTakeFirst()
      const row = await tx.selectFrom('tsig_check_runs').selectAll().where('id', '=', id).executeTakeFirst()
      if (state === 'finished' && Number(numUpdatedRows) > 0 && row?.started_by === null) {
        const { checked, failing, notAsked } = tallyOfChecks(results)
        const detail = { checked, failing, ...(notAsked === 0 ? {} : { notAsked }) }
        await record(tx, now, 'tsig-check.run', { object: { kind: 'tsig-checks', id, name: '' }, detail })
      }
      return Number(numUpdatedRows) > 0
    })
    /** It goes on no more, here or at all: what was found until then is told. */
    const tellEnded = () => store.write(async (tx) => {
      const found = { total: places.length, done: results.length, verdicts: JSON.stringify(results) }
      await tx.updateTable('tsig_check_runs').set(found).where('id', '=', id).where('state', '!=', 'finished').execute()
      await tx.updateTable('tsig_check_runs').set({ state: 'cancelled', finished_at: host.now() }).where('id', '=', id).where('state', '=', 'running').execute()
    })
    if (!(await tell('running'))) return
    let told = performance.now()
    const left = places.values()
    const worker = async () => {
      for (const place of left) {
        signal.throwIfAborted()
        results.push(await one(place, signal))
        if (performance.now() - told < tellEvery) continue
        told = performance.now()
        if (!(await tell('running'))) ended.abort()
      }
    }
    try {
      const workers = await Promise.allSettled(Array.from({ length: atOnce }, () => worker().catch((error: unknown) => {
        ended.abort()
        throw error
      })))
      for (const one of workers) if (one.status === 'rejected') throw one.reason
      await tell('finished')
    } catch (error) {
      await tellEnded()
      if ((error as Error).name !== 'AbortError') throw error
    }
  }

  return {
    async begin(tx, by) {
      const { length: total } = await placesOf(tx)
      // One at a time over all servers: what another began a moment ago is there.
      await store.lockChain(tx)
      const last = await latest(tx)
      if (last?.state === 'running') return last
      // Ids order them, also within a millisecond.
      const now = Math.max(host.now(), (last?.started_at ?? 0) + 1)
      const row: TsigCheckRunTable = {
        id: uuidv7(now, host.random), state: 'running', started_at: now, started_by: by, finished_at: null, alive_at: now, total, done: 0, verdicts: '[]',
      }
      await tx.insertInto('tsig_check_runs').values(row).execute()
      const old = await tx.selectFrom('tsig_check_runs').select('id').orderBy('id', 'desc').offset(keptRuns).limit(1).executeTakeFirst()
      if (old) await tx.deleteFrom('tsig_check_runs').where('id', '<=', old.id).execute()
      waiting.push(row.id)
      return row
    },
    note() {
      isDue = true
    },
    async cancel(tx) {
      const { numUpdatedRows } = await tx.updateTable('tsig_check_runs').set({ state: 'cancelled', finished_at: host.now() }).where('state', '=', 'running')
        .executeTakeFirst()
      under?.stop.abort()
      return Number(numUpdatedRows) > 0
    },
    async tick(keepsHouse = true) {
      if (stop.signal.aborted) return
      if (keepsHouse && !under && (isDue || host.now() >= nextAt)) {
        isDue = false
        const [last, often] = [await latest(store.db), await scheduled(store.db)]
        nextAt = last?.state === 'running' ? host.now() + lookEvery : Math.max(host.now() + lookEvery, (last?.started_at ?? 0) + every[often])
        if (last?.state === 'running' && host.now() - last.alive_at > deadAfter)
          await store.write((tx) => tx.updateTable('tsig_check_runs').set({ state: 'cancelled', finished_at: host.now() }).where('id', '=', last.id).execute())
        else if (last?.state !== 'running' && host.now() - (last?.started_at ?? 0) >= every[often]) await store.write((tx) => this.begin(tx, null))
      }
      const id = under ? undefined : waiting.shift()
      if (id === undefined) return
      const ended = new AbortController()
      const failed = (error: unknown) => host.log('error', 'the check of all keys could not go on', { error: String(error) })
      const done = run(id, ended).catch(failed).finally(() => {
        under = undefined
      })
      under = { id, stop: ended, done }
    },
    async settled() {
      await under?.done
    },
    async close() {
      stop.abort()
      await under?.done
    },
  }
}

export function tsigCheckRuns({ host, store, runs }: { host: Host; store: Store; runs: CheckRuns }): Route[] {
  const now = async (db: Database | Tx): Promise<TsigChecks> => {
    const [last, often] = [await latest(db), await scheduled(db)]
    const nextAt = often === 'off' ? null : iso(Math.max(host.now(), (last?.started_at ?? 0) + every[often]))
    return { run: last ? shown(last) : null, schedule: { every: often, nextAt } }
  }
  return [
    change(checkAll, async ({ actor }, tx) => {
      if (!host.nameserver) fail('not-ready', 'No nameserver can be asked from here.')
      const row = await runs.begin(tx, actor.user.name)
      return { status: 202, body: shown(row), audit: [{ object: { kind: 'tsig-checks', id: row.id, name: '' } }] }
    }),
    read(getTsigChecks, async () => ({ body: await now(store.db) })),
    change(cancelChecks, async (_, tx) => ({ audit: (await runs.cancel(tx)) ? [{ object: { kind: 'tsig-checks', id: '', name: '' } }] : [] })),
    change(scheduleChecks, async ({ body }, tx) => {
      const before = await scheduled(tx)
      await tx.insertInto('meta').values({ key: scheduleKey, value: body.every })
        .onConflict((there) => there.column('key').doUpdateSet({ value: body.every })).execute()
      const facts = before === body.every ? [] : [{ object: { kind: 'tsig-checks', id: '', name: '' }, detail: { before: { every: before }, after: body } }]
      return { body: await now(tx), audit: facts }
    }),
  ]
}
