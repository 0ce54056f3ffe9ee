import { naturalKey } from '#contract/natural.ts'
import { covers, type Restriction } from '#contract/restrictions.ts'
import type { AuditFact } from '../../audit/entry.ts'
import type { Facts } from '../account-facts/store.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { uuidv7 } from '../../bytes.ts'
import { certcentralKeyRows, type CertcentralKeyRow } from './rows.ts'
import { nameSkeleton } from '../../credentials/confusables.ts'
import type { Engine } from '../../credentials/engine.ts'
import type { Store, Tx } from '../../db/store.ts'
import { withinDivisions } from '../../pipeline/divisions.ts'
import type { Host } from '../../host.ts'
import { can, visibleOwner } from '../../pipeline/policy.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { newUser } from '../../credentials/people.ts'

/** What is done to CertCentral keys, whichever door it comes through. */
export interface CertcentralChanges {
  /** The key, if this actor may see it; else 404. Locked until the end of `tx`. */
  own(tx: Tx, actor: Actor, by: { id: string } | { number: number }, ifMatch?: number): Promise<CertcentralKeyRow>
  /** Makes one key a name, in this order. */
  create(
    tx: Tx,
    actor: Actor,
    of: { ownerId: string; names: readonly string[]; restriction: Restriction; now: number },
  ): Promise<{ made: MadeKey[]; audit: AuditFact[] }>
  /** `divisions`: what it is restricted to; without, to what its maker is. `field`: what is at fault when one of them is. */
  createServiceUser(
    tx: Tx,
    actor: Actor,
    of: { email: string; firstName?: string; lastName?: string; divisions?: readonly number[]; field: string; now: number },
  ): Promise<{ id: string; audit: AuditFact }>
  update(
    tx: Tx,
    actor: Actor,
    row: CertcentralKeyRow,
    to: { name?: string; restriction?: Restriction; now: number },
  ): Promise<{ row: CertcentralKeyRow; audit: AuditFact[] }>
  /** Revokes, or makes active again: that only administrators may, and no key may for a stronger one. */
  setStatus(
    tx: Tx,
    actor: Actor,
    row: CertcentralKeyRow,
    to: { enabled: 0 | 1; reason?: string; now: number },
  ): Promise<{ row: CertcentralKeyRow; audit: AuditFact[] }>
}

export interface MadeKey {
  row: CertcentralKeyRow
  value: string
}

const fact = (row: CertcentralKeyRow, detail: Record<string, unknown>): AuditFact => ({
  object: { kind: 'certcentral-key', id: row.id, name: row.name },
  detail: { owner: { id: row.owner_id, name: row.user_name }, number: row.number, ...detail },
})
const shown = (row: CertcentralKeyRow) => ({ name: row.name, restrictedToRoleId: row.restricted_to_role_id })
const again = (tx: Tx, id: string) => certcentralKeyRows(tx, undefined).where('c.id', '=', id).executeTakeFirstOrThrow()

/** No key makes a key stronger than itself, nor itself stronger. A session has no restriction. */
function refuseStronger(actor: Actor, restriction: Restriction): void {
  if (actor.restriction !== undefined && !covers(actor.restriction, restriction)) {
    fail('not-allowed', `A key restricted to ${actor.restriction} cannot give another more: a restriction of ${restriction} is wider.`)
  }
}

/** What a new service user is restricted to: what was asked for, and never more than its maker; `undefined` for all. */
async function divisionsFor(facts: Facts, actor: Actor, asked: readonly number[] | undefined, field: string): Promise<readonly number[] | undefined> {
  const wanted = asked === undefined || asked.length === 0 ? actor.divisions : [...new Set(asked)]
  if (wanted === undefined) return undefined
  const { container } = await facts.account()
  const known = new Set([container.id, ...(await facts.divisions()).map(({ id }) => id)])
  const wrong = wanted.find((id) => (asked !== undefined && !known.has(id)) || (actor.divisions && !actor.divisions.includes(id)))
  if (wrong !== undefined) fail('invalid-value', `There is no division ${wrong}.`, [{ field, message: `There is no division ${wrong}.` }])
  // The top one is the account, but not for a maker who is held to it: which one is the top is a fact that is loaded, and may be another tomorrow.
  return wanted.includes(container.id) && !actor.divisions ? undefined : wanted
}

export function createCertcentralChanges({ host, store, engine, facts }: { host: Host; store: Store; engine: Engine; facts: Facts }): CertcentralChanges {
  async function createOne(tx: Tx, ownerId: string, name: string, restriction: Restriction, now: number): Promise<MadeKey> {
    const id = uuidv7(now, host.random)
    // Two keys may have one description, as with the vendor: the unique column holds the id instead.
    await tx.insertInto('credentials').values({
      id, kind: 'certcentral-key', owner_id: ownerId, slot: null, name, name_key: id,
      name_skeleton: nameSkeleton(name), name_order: naturalKey(name), note: null, created_at: now, updated_at: now, rotated_at: null,
      expires_at: null, hint_start: '', hint_last4: '', old_ends_at: null, last_used_at: null, last_used_from: null, last_used_agent: null, version: 1,
    }).execute()
    await tx.insertInto('certcentral_keys').values({ credential_id: id, restricted_to_role_id: restriction, status_reason: null }).execute()
    const { value, hint } = await engine.mintValue(tx, 'certcentral-key', id)
    await tx.updateTable('credentials').set({ hint_start: hint.start, hint_last4: hint.last4 }).where('id', '=', id).execute()
    return { row: await again(tx, id), value }
  }

  return {
    async own(tx, actor, by, ifMatch) {
      const find = () => {
        const rows = certcentralKeyRows(tx, visibleOwner(actor)).where(withinDivisions(actor))
        return ('id' in by ? rows.where('c.id', '=', by.id) : rows.where('k.number', '=', by.number)).executeTakeFirst()
      }
      await store.lock(tx, 'credentials', ((await find()) ?? notFound()).id)
      const row = (await find()) ?? notFound()
      unchanged(ifMatch, row, 'key')
      return row
    },

    async create(tx, actor, { ownerId, names, restriction, now }) {
      refuseStronger(actor, restriction)
      const made: MadeKey[] = []
      for (const name of names) made.push(await createOne(tx, ownerId, name, restriction, now))
      return {
        made,
        audit: made.map(({ row }) => ({
          ...fact(row, { after: { ...shown(row), hint: { start: row.hint_start, last4: row.hint_last4 } } }),
          action: 'certcentral-key.create',
        })),
      }
    },

    async createServiceUser(tx, actor, { email, firstName = 'Service', lastName, divisions: asked, field, now }) {
      const divisions = await divisionsFor(facts, actor, asked, field)
      const { count } = await tx
        .selectFrom('users')
        .select((select) => select.fn.countAll<number | string>().as('count'))
        .where('service', '=', 1)
        .executeTakeFirstOrThrow()
      const id = uuidv7(now, host.random)
      const name = `${firstName} ${lastName ?? (Number(count) === 0 ? 'User' : `User-${Number(count) + 1}`)}`
      // Their address may be somebody's own: it is for mail only, so what must be unique, and signs in, is something else.
      await tx
        .insertInto('users')
        .values({ ...newUser(id, now, email), email_key: `service:${id}`, name, role: 'administrator', password: null, service: 1 })
        .execute()
      for (const division of divisions ?? []) await tx.insertInto('user_divisions').values({ user_id: id, division }).execute()
      return {
        id,
        audit: {
          object: { kind: 'user', id, name },
          action: 'certcentral-user.create',
          detail: { after: { name, email, service: true, ...(divisions ? { divisions } : {}) } },
        },
      }
    },

    async update(tx, actor, row, { name = row.name, restriction = row.restricted_to_role_id, now }) {
      if (restriction !== row.restricted_to_role_id) refuseStronger(actor, restriction)
      if (name === row.name && restriction === row.restricted_to_role_id) return { row, audit: [] }
      await tx
        .updateTable('credentials')
        .set({ name, name_skeleton: nameSkeleton(name), name_order: naturalKey(name), updated_at: now, version: row.version + 1 })
        .where('id', '=', row.id)
        .execute()
      await tx.updateTable('certcentral_keys').set({ restricted_to_role_id: restriction }).where('credential_id', '=', row.id).execute()
      const after = await again(tx, row.id)
      return { row: after, audit: [fact(after, { before: shown(row), after: shown(after) })] }
    },

    async setStatus(tx, actor, row, { enabled, reason, now }) {
      if (enabled === 1) {
        if (!can(actor, 'certcentral-key.reactivate')) fail('not-allowed', 'Only administrators make a revoked key active again.')
        refuseStronger(actor, row.restricted_to_role_id)
      }
      if (enabled === row.enabled) return { row, audit: [] }
      await tx.updateTable('credentials').set({ enabled, updated_at: now, version: row.version + 1 }).where('id', '=', row.id).execute()
      await tx.updateTable('certcentral_keys').set({ status_reason: reason || null }).where('credential_id', '=', row.id).execute()
      const after = await again(tx, row.id)
      const status = (value: number) => (value === 1 ? 'active' : 'revoked')
      return {
        row: after,
        audit: [
          {
            ...fact(after, { before: { status: status(row.enabled) }, after: { status: status(enabled) }, reason: reason || 'not given' }),
            action: enabled === 1 ? 'certcentral-key.reactivate' : 'certcentral-key.revoke',
          },
        ],
      }
    },
  }
}
