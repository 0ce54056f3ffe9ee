import { sql } from 'kysely'
import {
  advanceRollover, getRollover, listRollovers, pauseRollover, planRollover, rolloverColumns, undoRollover, type Rollover,
} from '#contract/rollovers.ts'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { uuidv7 } from '../../bytes.ts'
import type { Store, Tx } from '../../db/store.ts'
import { orTaken } from '../../db/taken.ts'
import type { Host } from '../../host.ts'
import { listPage } from '../../list/list.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { nextName, type Plan } from './plan.ts'
import { rolloverExpressions, rolloverFact, rolloverRows, shownRollover, tell, toRolloverRow, type RolloverRow } from './rows.ts'
import type { Steps } from './steps.ts'

/** Of the noun of TSIG keys: a secret made before the transaction, and the key in it. */
export interface KeyMaking<Made> {
  secret(algorithm: TsigAlgorithm): Promise<Made>
  insert(tx: Tx, now: number, key: { name: string; algorithm: TsigAlgorithm; note: string | null }, made: Made, taken: () => never): Promise<{ id: string }>
}

export interface RolloverParts<Made> {
  host: Host
  store: Store
  steps: Steps
  keys: KeyMaking<Made>
  sign: (text: string) => string
}

const nameTaken = (): never =>
  fail('name-taken', 'There is already a TSIG key of the new name. Plan the rollover anew with another.', [
    { field: 'name', message: 'Another TSIG key has this name.' },
  ])
const over = (message: string): never => fail('rollover-over', message)
/** How long one press of the button may ask around. Milliseconds. */
const askingMost = 25_000

export function rollovers<Made>({ host, store, steps, keys, sign }: RolloverParts<Made>): Route[] {
  async function locked(tx: Tx, id: string): Promise<RolloverRow> {
    await store.lock(tx, 'rollovers', id)
    return (await tx.selectFrom('rollovers').selectAll().where('id', '=', id).executeTakeFirst()) ?? notFound()
  }
  const shown = async (tx: Tx, id: string): Promise<{ body: Rollover; version: number }> => (await shownRollover(tx, id)) ?? notFound()
  const isOpen = ({ state }: RolloverRow) => state === 'running' || state === 'paused'

  return [
    change(planRollover, async ({ params, body, actor, now }, tx) => {
      await store.lock(tx, 'tsig_keys', params.tsigId)
      const key = (await tx.selectFrom('tsig_keys').selectAll().where('id', '=', params.tsigId).executeTakeFirst()) ?? notFound()
      const open = await tx.selectFrom('rollovers').selectAll().where('state', 'in', ['planned', 'running', 'paused'])
        .where((is) => is.or([is('old_key_id', '=', key.id), is('new_key_id', '=', key.id)])).executeTakeFirst()
      if (open && open.state !== 'planned') fail('rollover-open', `${key.name} is being rolled over already.`)
      const uses = await tx.selectFrom('tsig_uses').selectAll().where('tsig_key_id', '=', key.id).orderBy('id').execute()
      if (uses.length === 0) fail('no-uses', `Nobody is known to use ${key.name}: say first which nameservers use it, and for what. Or edit the key itself.`)
      const plan: Plan = {
        uses: uses.map(({ id, nameserver_id: nameserverId, zone, purpose, created_at: createdAt }) => ({ id, nameserverId, zone, purpose, createdAt })),
      }
      const isTaken = async (name: string) => (await tx.selectFrom('tsig_keys').select('id').where('name', '=', name).executeTakeFirst()) !== undefined
      if (body.name !== undefined && (await isTaken(body.name))) nameTaken()
      const row: RolloverRow = {
        id: uuidv7(now, host.random), old_key_id: key.id, new_key_id: null, old_name: key.name,
        new_name: body.name ?? (await nextName(key.name, isTaken)),
        old_algorithm: key.algorithm, algorithm: body.algorithm ?? key.algorithm, state: 'planned', step: 1, automatic: 0, plan: JSON.stringify(plan),
        proofs: '{}', fault: null, started_by: actor.user.name, started_at: now, updated_at: now, finished_at: null, version: 1,
      }
      // Of two who plan the same at once either may start it; another plan that was never started stands in nobody's way.
      if (open && open.plan === row.plan && open.new_name === row.new_name && open.algorithm === row.algorithm) return { ...(await shown(tx, open.id)), audit: [] }
      if (open) await tx.deleteFrom('rollovers').where('id', '=', open.id).execute()
      await orTaken(() => tx.insertInto('rollovers').values(row).execute(), () => fail('rollover-open', `${key.name} is being rolled over already.`))
      return {
        ...(await shown(tx, row.id)),
        audit: [rolloverFact(row, { oldKey: key.name, newKey: row.new_name, algorithm: row.algorithm })],
      }
    }),

    read(listRollovers, async ({ actor, query, request }) => {
      const { rows, ...page } = await listPage({
        store, select: rolloverRows(store.db), columns: rolloverColumns, expressions: rolloverExpressions, id: sql.ref('r.id'), query, request,
        sort: '-startedAt', scope: `rollovers|${actor.user.id}`, sign,
      })
      return { body: { data: rows.map(toRolloverRow), ...page } }
    }),

    read(getRollover, async ({ params }) => (await shownRollover(store.db, params.rolloverId)) ?? notFound()),

    // Asking around takes seconds: no writer waits for it.
    change(advanceRollover, async ({ params, body, actor, now, ifMatch }, tx, { made, heard, step }: Prepared<Made>) => {
      const row = await locked(tx, params.rolloverId)
      unchanged(ifMatch, row, 'rollover')
      if (row.state === 'undone') over('This rollover is undone.')
      // Somebody else was faster: how things are is the answer, and nothing is done twice.
      if (row.state === 'finished' || body.step !== row.step || step !== row.step) return { ...(await shown(tx, row.id)), audit: [] }
      const automatic = body.automatic === undefined ? row.automatic : body.automatic ? 1 : 0
      const who = actor.user.name
      let after: RolloverRow = { ...row, automatic, fault: null }
      if (row.state === 'planned') {
        await store.lock(tx, 'tsig_keys', row.old_key_id ?? '')
        const key = await tx.selectFrom('tsig_keys').selectAll().where('id', '=', row.old_key_id ?? '').executeTakeFirst()
        const uses = key && (await tx.selectFrom('tsig_uses').select('id').where('tsig_key_id', '=', key.id).orderBy('id').execute())
        const planned = JSON.parse(row.plan) as Plan
        if (!key || uses?.map(({ id }) => id).join() !== planned.uses.map(({ id }) => id).join())
          fail('changed-meanwhile', 'What the key is used for has changed since this was planned. Plan it anew.')
        const note = `Follows ${row.old_name}.`
        const fresh = await keys.insert(tx, now, { name: row.new_name, algorithm: row.algorithm, note }, made!, nameTaken)
        after = {
          ...after,
          new_key_id: fresh.id,
          state: 'running',
          started_at: now,
          started_by: who,
          proofs: JSON.stringify({ 1: { files: {}, asked: {}, doneAt: now } }),
        }
        await tell(tx, row, now, who, 'started', { key: row.new_name, algorithm: row.algorithm })
        after = await steps.enter(tx, after, 2, now)
      } else if (row.state === 'paused') after = { ...after, state: 'running' }
      if (automatic !== row.automatic) await tell(tx, row, now, who, automatic ? 'by-itself' : 'by-hand')
      after = await steps.settle(tx, after, row.state === 'planned' ? {} : heard, now, who)
      const { id: _, ...columns } = after
      await tx.updateTable('rollovers').set(columns).where('id', '=', row.id).execute()
      return {
        ...(await shown(tx, row.id)),
        audit: [rolloverFact(row, { step: row.step, now: after.step, state: after.state, automatic: after.automatic === 1 })],
      }
    }, async ({ params }): Promise<Prepared<Made>> => {
      const row = await store.db.selectFrom('rollovers').selectAll().where('id', '=', params.rolloverId).executeTakeFirst()
      if (row?.state === 'planned') return { made: await keys.secret(row.algorithm), heard: {}, step: row.step }
      const heard = row && isOpen(row) ? await steps.hear(row, false, AbortSignal.timeout(askingMost)) : {}
      return { made: undefined, heard, step: row?.step ?? 0 }
    }),

    change(pauseRollover, async ({ params, actor, now, ifMatch }, tx) => {
      const row = await locked(tx, params.rolloverId)
      unchanged(ifMatch, row, 'rollover')
      if (row.state === 'finished' || row.state === 'undone') over(`This rollover is ${row.state}.`)
      if (row.automatic === 1) {
        await tx.updateTable('rollovers').set({ automatic: 0, updated_at: now, version: row.version + 1 }).where('id', '=', row.id).execute()
        await tell(tx, row, now, actor.user.name, 'by-hand')
      }
      return { ...(await shown(tx, row.id)), audit: row.automatic === 1 ? [rolloverFact(row, { automatic: false })] : [] }
    }),

    change(undoRollover, async ({ params, body, actor, now, ifMatch }, tx) => {
      const row = await locked(tx, params.rolloverId)
      unchanged(ifMatch, row, 'rollover')
      if (row.state === 'planned') {
        await tx
          .updateTable('rollovers')
          .set({ state: 'undone', finished_at: now, updated_at: now, version: row.version + 1 })
          .where('id', '=', row.id)
          .execute()
        return { ...(await shown(tx, row.id)), audit: [rolloverFact(row, { state: 'undone' })] }
      }
      if (!isOpen(row)) over(`This rollover is ${row.state}.`)
      if (body.step !== row.step) return { ...(await shown(tx, row.id)), audit: [] }
      if (row.step === 5) over('The old key is gone from every server: this last step cannot be taken back.')
      const behind = await steps.behind(tx, row)
      if (behind.length > 0)
        fail(
          'undo-not-loaded',
          `Step ${row.step} was gone back to, and ${behind.join(', ')} ${behind.length === 1 ? 'does' : 'do'} not run its file yet. Wait for that.`,
        )
      await tell(tx, row, now, actor.user.name, 'undone', { step: row.step - 1 })
      const after = await steps.undo(tx, row, now)
      return { ...(await shown(tx, row.id)), audit: [rolloverFact(row, { undone: row.step - 1, state: after.state })] }
    }),
  ]
}

interface Prepared<Made> {
  made: Made | undefined
  heard: Awaited<ReturnType<Steps['hear']>>
  step: number
}
