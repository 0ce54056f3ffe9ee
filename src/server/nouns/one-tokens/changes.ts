import type { z } from 'zod'
import type { NewOneToken, OneTokenChanges } from '#contract/one-tokens.ts'
import type { AuditFact } from '../../audit/entry.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { uuidv7 } from '../../bytes.ts'
import type { Engine } from '../../credentials/engine.ts'
import { claimName, refuseTakenName } from '../../credentials/naming.ts'
import type { Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { endDateOf, expiryOf, hasExpired, oneTokenRows, type OneTokenRow } from './rows.ts'
import { visibleOwner } from '../../pipeline/policy.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { orTaken } from '../../db/taken.ts'

export interface OneTokenParts {
  host: Host
  store: Store
  engine: Engine
}

interface Changed {
  row: OneTokenRow
  audit: AuditFact[]
}

/** What both doors do with tokens. Whoever calls has been identified; whose tokens they reach is decided here. */
export interface OneTokenChanging {
  /** For the caller themselves: nobody makes a token that carries another's rights. */
  create(tx: Tx, actor: Actor, body: z.output<typeof NewOneToken>, now: number): Promise<Changed & { value: string }>
  /** Refuses every change of a token that has expired: it can be neither used nor enabled again. */
  update(tx: Tx, actor: Actor, id: string, body: z.output<typeof OneTokenChanges>, now: number, ifMatch?: number): Promise<Changed>
  remove(tx: Tx, actor: Actor, id: string, ifMatch?: number): Promise<AuditFact[]>
}

/** A token as the audit trail names it. */
const fact = (row: OneTokenRow, detail: Record<string, unknown>): AuditFact => ({
  object: { kind: 'one-token', id: row.id, name: row.name },
  detail: { owner: { id: row.owner_id, name: row.owner_name }, ...detail },
})
const shown = (row: OneTokenRow) => ({ name: row.name, endDate: endDateOf(row.expires_at), status: row.enabled === 1 ? 'enabled' : 'disabled' })
const hintOf = (row: OneTokenRow) => ({ start: row.hint_start, last4: row.hint_last4 })

export function oneTokenChanging({ host, store, engine }: OneTokenParts): OneTokenChanging {
  /** The token of this id, if this actor may see it; else 404, the same for absent and foreign. Locked until the end of `tx`. */
  async function ownRow(tx: Tx, actor: Actor, id: string, ifMatch: number | undefined): Promise<OneTokenRow> {
    await store.lock(tx, 'credentials', id)
    const row = await oneTokenRows(tx, visibleOwner(actor)).where('c.id', '=', id).executeTakeFirst()
    if (!row) return notFound()
    unchanged(ifMatch, row, 'token')
    return row
  }

  const again = (tx: Tx, id: string) => oneTokenRows(tx, undefined).where('c.id', '=', id).executeTakeFirstOrThrow()

  return {
    async create(tx, actor, body, now) {
      const ownerId = actor.user.id
      const expiresAt = expiryOf(body.end_date ?? null, now)
      const naming = await claimName(tx, 'one-token', ownerId, body.name)
      const id = uuidv7(now, host.random)
      await orTaken(() => tx.insertInto('credentials').values({
        id, kind: 'one-token', owner_id: ownerId, slot: null, ...naming, note: null, created_at: now, updated_at: now, rotated_at: null, expires_at: expiresAt,
        enabled: body.status === 'disabled' ? 0 : 1, hint_start: '', hint_last4: '', old_ends_at: null, last_used_at: null, last_used_from: null,
        last_used_agent: null, version: 1,
      }).execute(), () => refuseTakenName(body.name, 'token'))
      const { value, hint } = await engine.mintValue(tx, 'one-token', id)
      await tx.updateTable('credentials').set({ hint_start: hint.start, hint_last4: hint.last4 }).where('id', '=', id).execute()
      const row = await again(tx, id)
      return { row, value, audit: [fact(row, { after: { ...shown(row), hint } })] }
    },

    async update(tx, actor, id, body, now, ifMatch) {
      const row = await ownRow(tx, actor, id, ifMatch)
      if (hasExpired(row, now)) {
        const field = body.status === 'enabled' ? 'status' : body.end_date === undefined ? Object.keys(body)[0] ?? '' : 'end_date'
        fail('invalid-value', 'The token has expired. It can be neither changed nor enabled again: make a new one.', [
          { field, message: 'The token has expired. Make a new one.' },
        ])
      }
      const set: { name?: string; name_key?: string; name_skeleton?: string; expires_at?: number | null; enabled?: number } = {}
      if (body.name !== undefined && body.name !== row.name) Object.assign(set, await claimName(tx, 'one-token', row.owner_id, body.name, row.id))
      if (body.end_date !== undefined && body.end_date !== endDateOf(row.expires_at)) set.expires_at = expiryOf(body.end_date, now)
      const enabled = body.status === undefined ? row.enabled : body.status === 'enabled' ? 1 : 0
      if (enabled !== row.enabled) set.enabled = enabled
      if (Object.keys(set).length === 0) return { row, audit: [] }
      await orTaken(
        () => tx.updateTable('credentials').set({ ...set, updated_at: now, version: row.version + 1 }).where('id', '=', row.id).execute(),
        () => refuseTakenName(body.name ?? '', 'token'),
      )
      const after = await again(tx, row.id)
      const detail = { before: shown(row), after: shown(after) }
      // Only switched: the trail then says so by name.
      const action = Object.keys(set).join() === 'enabled' ? (enabled === 1 ? 'one-token.enable' : 'one-token.disable') : undefined
      return { row: after, audit: [{ ...fact(after, detail), ...(action === undefined ? {} : { action }) }] }
    },

    async remove(tx, actor, id, ifMatch) {
      const row = await ownRow(tx, actor, id, ifMatch)
      await tx.deleteFrom('credentials').where('id', '=', row.id).execute()
      return [fact(row, { before: { ...shown(row), hint: hintOf(row) } })]
    },
  }
}
