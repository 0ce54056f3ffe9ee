import { rolloverSteps } from '#contract/rollovers.ts'
import type { TsigPurpose } from '#contract/nameservers.ts'
import type { TsigVerdict } from '#contract/tsig-keys.ts'
import { uuidv7 } from '../../bytes.ts'
import type { Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import {
  answers, awaitedIn, noMarks, placeOf, proofOf, runs, type Asked, type Awaited, type Marks, type Plan, type PlannedUse, type Proofs, type ServerNow,
} from './plan.ts'
import { planOf, proofsOf, serversOf, tell, type RolloverRow } from './rows.ts'

/** A signed question: for transfers an AXFR or, where the server only asks itself, an SOA; for updates one that changes nothing. */
export interface Question {
  readonly tsigId: string
  readonly nameserverId: string
  /** Empty: any zone will do. */
  readonly zone: string
  readonly purpose: TsigPurpose
}
export type AskServer = (question: Question, signal: AbortSignal) => Promise<{ verdict: TsigVerdict | null; records: number | null; says: string | null }>

export interface StepParts {
  host: Host
  store: Store
  ask: AskServer
  /** The files of these nameservers and of those with these keys are to be worked out anew. */
  refresh: (tx: Tx, now: number, changed: { nameservers?: readonly string[]; keys?: readonly string[] }) => Promise<void>
}

/** Asked at once; a rollover over hundreds of servers is no flood. */
const atOnce = 8

export interface Steps {
  /** Asks the servers that the step under way has to hear from and has not; `delivered`: only those that say they run the file. */
  hear(row: RolloverRow, delivered: boolean, signal: AbortSignal): Promise<Readonly<Record<string, Asked>>>
  /** In the transaction, the row being locked: writes down what was heard, and goes on to the next step where all is proved. */
  settle(tx: Tx, row: RolloverRow, heard: Readonly<Record<string, Asked>>, now: number, who: string | null): Promise<RolloverRow>
  /** Goes on to a step: changes the uses, and notes which file each server should run from then on. */
  enter(tx: Tx, row: RolloverRow, step: number, now: number): Promise<RolloverRow>
  /** Servers that have not yet taken back the step that was undone before: as long as there are any, no further one may be. */
  behind(tx: Tx, row: RolloverRow): Promise<string[]>
  undo(tx: Tx, row: RolloverRow, now: number): Promise<RolloverRow>
}

export function createSteps({ host, store, ask, refresh }: StepParts): Steps {
  const save = async (tx: Tx, row: RolloverRow, set: Partial<RolloverRow>, now: number): Promise<RolloverRow> => {
    const after = { ...row, ...set, updated_at: now, version: row.version + 1 }
    const { id: _, ...columns } = after
    await tx.updateTable('rollovers').set(columns).where('id', '=', row.id).execute()
    return after
  }

  const add = async (tx: Tx, keyId: string, uses: readonly PlannedUse[], now: number, same: 'as it was' | 'anew') => {
    for (const { id, nameserverId, zone, purpose, createdAt } of uses)
      await tx.insertInto('tsig_uses').values({
        id: same === 'anew' ? uuidv7(now, host.random) : id, tsig_key_id: keyId, nameserver_id: nameserverId, zone, purpose,
        created_at: same === 'anew' ? now : createdAt,
      }).onConflict((already) => already.doNothing()).execute()
  }
  const take = async (tx: Tx, keyId: string, purposes?: readonly TsigPurpose[]) => {
    await tx.deleteFrom('tsig_uses').where('tsig_key_id', '=', keyId).$if(purposes !== undefined, (query) => query.where('purpose', 'in', purposes!)).execute()
  }

  /** Brings the files up to date, and gives the number that each of the plan's servers should run. */
  async function files(tx: Tx, row: RolloverRow, plan: Plan, now: number): Promise<Record<string, number>> {
    const ids = [...new Set(plan.uses.map(({ nameserverId }) => nameserverId))]
    await refresh(tx, now, { nameservers: ids, keys: [row.old_key_id, row.new_key_id].flatMap((id) => id ?? []) })
    return Object.fromEntries([...(await serversOf(tx, plan)).values()].map(({ id, wanted }) => [id, wanted]))
  }

  const marksOf = (row: RolloverRow, step = row.step): Marks => proofsOf(row)[step] ?? noMarks
  const written = (row: RolloverRow, step: number, marks: Marks): string => JSON.stringify({ ...proofsOf(row), [step]: marks } satisfies Proofs)

  async function enter(tx: Tx, row: RolloverRow, step: number, now: number): Promise<RolloverRow> {
    const plan = planOf(row)
    const of = (...purposes: TsigPurpose[]) => plan.uses.filter(({ purpose }) => purposes.includes(purpose))
    const [oldKey, newKey] = [row.old_key_id!, row.new_key_id!]
    if (step === 2) await add(tx, newKey, plan.uses.filter(({ purpose }) => answers(purpose)), now, 'anew')
    if (step === 3) await add(tx, newKey, of('asks-for-transfers'), now, 'anew')
    if (step === 4) await take(tx, oldKey)
    const marks: Marks = { ...noMarks, files: await files(tx, row, plan, now) }
    return save(tx, row, { step, proofs: written(row, step, marks), fault: null }, now)
  }

  /** Those who ask have switched and take notify by either key: now those who sign it may. */
  async function notify(tx: Tx, row: RolloverRow, now: number): Promise<RolloverRow> {
    const plan = planOf(row)
    await add(tx, row.new_key_id!, plan.uses.filter(({ purpose }) => purpose === 'signs-notify'), now, 'anew')
    const marks: Marks = { ...marksOf(row), notified: true, files: await files(tx, row, plan, now) }
    return save(tx, row, { proofs: written(row, row.step, marks) }, now)
  }

  const isProved = (row: RolloverRow, awaited: Awaited, marks: Marks, server: ServerNow | undefined) =>
    server === undefined || proofOf(row.step, awaited, marks, server, String).state === 'proved'

  return {
    enter,

    async hear(row, delivered, signal) {
      const plan = planOf(row)
      const marks = marksOf(row)
      const servers = await serversOf(store.db, plan)
      const open = awaitedIn(row.step, plan, marks).filter((awaited) => {
        const server = servers.get(awaited.use.nameserverId)
        if (!server || isProved(row, awaited, marks, server)) return false
        if (awaited.by === 'file')
          return row.step === 4 && server.way === 'by-hand' && plan.uses.some((use) => use.nameserverId === server.id && answers(use.purpose))
        return !delivered || server.way === 'by-hand' || runs(server, marks.files[server.id])
      })
      const heard: Record<string, Asked> = {}
      for (let i = 0; i < open.length; i += atOnce)
        await Promise.all(open.slice(i, i + atOnce).map(async ({ use }) => {
          // By hand the file is proved by any of its uses that is answered.
          const asked = row.step === 4 ? (plan.uses.find((other) => other.nameserverId === use.nameserverId && answers(other.purpose)) ?? use) : use
          const question = { nameserverId: use.nameserverId, zone: asked.zone, purpose: asked.purpose }
          const old = row.old_key_id === null ? null : await ask({ ...question, tsigId: row.old_key_id }, signal)
          const fresh = row.new_key_id === null ? null : await ask({ ...question, tsigId: row.new_key_id }, signal)
          const said = [fresh, old].find((one) => one?.says)
          heard[placeOf(use)] = {
            newVerdict: fresh?.verdict ?? null, oldVerdict: old?.verdict ?? null, records: fresh?.records ?? null, fault: said?.says ?? null, at: host.now(),
          }
        }))
      return heard
    },

    async settle(tx, row, heard, now, who) {
      const plan = planOf(row)
      let after = row
      if (Object.keys(heard).length > 0) {
        const marks = marksOf(after)
        after = await save(tx, after, { proofs: written(after, after.step, { ...marks, asked: { ...marks.asked, ...heard } }) }, now)
      }
      // Some steps wait for nothing, and then the next one is looked at.
      for (;;) {
        const marks = marksOf(after)
        const servers = await serversOf(tx, plan)
        const all = awaitedIn(after.step, plan, marks).every((awaited) => isProved(after, awaited, marks, servers.get(awaited.use.nameserverId)))
        if (!all) return after
        if (after.step === 3 && !marks.notified && plan.uses.some(({ purpose }) => purpose === 'signs-notify')) {
          after = await notify(tx, after, now)
          await tell(tx, after, now, null, 'notify-switched')
          continue
        }
        const done = written(after, after.step, { ...marks, doneAt: now })
        await tell(tx, after, now, who, 'step-done', { step: after.step })
        if (after.step === rolloverSteps) return save(tx, after, { proofs: done, state: 'finished', automatic: 0, finished_at: now, fault: null }, now)
        after = await enter(tx, { ...after, proofs: done }, after.step + 1, now)
        // Its first questions are asked by whoever looks next: nothing that was asked before counts.
      }
    },

    async behind(tx, row) {
      const marks = marksOf(row)
      if (!marks.back) return []
      return [...(await serversOf(tx, planOf(row))).values()].filter((server) => !runs(server, marks.files[server.id])).map(({ name }) => name)
    },

    async undo(tx, row, now) {
      const plan = planOf(row)
      if (row.step === 3 && marksOf(row).notified) {
        // Those who take notify keep both keys until those who sign it are back at the old one.
        await take(tx, row.new_key_id!, ['signs-notify'])
        const marks: Marks = { files: await files(tx, row, plan, now), asked: {}, back: true }
        return save(tx, row, { automatic: 0, state: 'paused', fault: null, proofs: written(row, 3, marks) }, now)
      }
      const proofs = proofsOf(row)
      const [oldKey, newKey] = [row.old_key_id!, row.new_key_id!]
      const back = row.step - 1
      if (row.step === 2) await take(tx, newKey)
      if (row.step === 3) await take(tx, newKey, ['asks-for-transfers', 'signs-notify'])
      // With the ids that they had: they are older than those of the new key, which goes on being asked with.
      if (row.step === 4) await add(tx, oldKey, plan.uses, now, 'as it was')
      const wantedNow = await files(tx, row, plan, now)
      if (row.step === 2) {
        await tx.deleteFrom('tsig_keys').where('id', '=', newKey).execute()
        return save(tx, row, { new_key_id: null, state: 'undone', step: 1, automatic: 0, finished_at: now, fault: null, proofs: '{}' }, now)
      }
      const { [row.step]: _, [back]: before = noMarks, ...earlier } = proofs
      const marks: Marks = { files: wantedNow, asked: {}, back: true, ...(before.notified ? { notified: true } : {}) }
      return save(tx, row, { step: back, automatic: 0, state: 'paused', fault: null, proofs: JSON.stringify({ ...earlier, [back]: marks }) }, now)
    },
  }
}

