import { sql } from 'kysely'
import {
  certcentralKeyColumns, certcentralKeyUses, certcentralUserColumns, createCertcentralKeys, getCertcentralKey, listCertcentralKeys, listCertcentralUsers,
  listDivisions, previewRestriction, revokeCertcentralKey, updateCertcentralKey, type CertcentralKey,
} from '#contract/certcentral-keys.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { permits, type Restriction } from '#contract/restrictions.ts'
import type { Facts } from '../account-facts/store.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { callCountDays, callName } from './call-counts.ts'
import type { CertcentralChanges } from './changes.ts'
import { certcentralKeyExpressions, certcentralKeyRows, toCertcentralKey, userKindSql, type CertcentralKeyRow } from './rows.ts'
import { readRecentUses, readUses } from '../../credentials/daily-uses.ts'
import type { Store, Tx } from '../../db/store.ts'
import { credentialNarrowing } from '../../list/narrow.ts'
import { listPage } from '../../list/list.ts'
import { can, visibleOwner } from '../../pipeline/policy.ts'
import { fail, notFound } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { day, dayOf } from '../../time.ts'

export interface CertcentralKeyParts {
  store: Store
  facts: Facts
  changes: CertcentralChanges
  sign: (text: string) => string
  /** Every endpoint of the server, by name: what a call of the past was, the preview reads from the contract of today. */
  endpoints: () => readonly Endpoint[]
}

/** CertCentral API keys at the console's door. */
export function certcentralKeys({ store, facts, changes, sign, endpoints }: CertcentralKeyParts): Route[] {
  async function ownerOf(tx: Tx, actor: Actor, userId: string | undefined): Promise<string> {
    if (userId === undefined || userId === 'me' || userId === actor.user.id) return actor.user.id
    if (!can(actor, 'certcentral-key.create-for-other'))
      fail('not-allowed', 'Only administrators make keys for other users.', [{ field: 'userId', message: 'Leave this out.' }])
    const user = await tx.selectFrom('users').select('id').where('id', '=', userId).executeTakeFirst()
    return user?.id ?? fail('invalid-value', 'There is no such user.', [{ field: 'userId', message: 'There is no such user.' }])
  }

  /** The names of divisions are asked for where somebody is restricted to some: hardly ever. */
  async function shown(rows: readonly CertcentralKeyRow[]): Promise<CertcentralKey[]> {
    const known = rows.some((row) => row.user_divisions !== null) ? (await facts.containers()).all : []
    return rows.map((row) => toCertcentralKey(row, known))
  }
  const one = async (row: CertcentralKeyRow) => (await shown([row]))[0]!

  return [
    read(listCertcentralKeys, async ({ actor, query, request, now }) => {
      const owner = visibleOwner(actor)
      const { rows, ...page } = await listPage({
        store, select: certcentralKeyRows(store.db, owner), columns: certcentralKeyColumns, expressions: certcentralKeyExpressions, id: sql.ref('c.id'),
        query, request, sort: '-createdAt', sortBy: { name: sql.ref('c.name_order') }, scope: `certcentral-keys|${owner ?? 'all'}|${actor.user.id}`, sign,
        narrowing: credentialNarrowing(store, owner),
      })
      const data = await shown(rows)
      if (query.with === undefined) return { body: { data, ...page } }
      const uses = await readRecentUses(store.aside, rows.map(({ id }) => id), now)
      return { body: { data: data.map((key) => ({ ...key, recentUses: uses(key.id) })), ...page } }
    }),

    change(createCertcentralKeys, async ({ actor, body, now }, tx) => {
      const names = body.names ?? [body.name!]
      const { serviceUser } = body
      if (serviceUser && !can(actor, 'certcentral-user.create'))
        fail('not-allowed', 'Only administrators make service users.', [{ field: 'serviceUser', message: 'Leave this out.' }])
      const service = serviceUser && (await changes.createServiceUser(tx, actor, { ...serviceUser, field: 'serviceUser.divisions', now }))
      const ownerId = service?.id ?? (await ownerOf(tx, actor, body.userId))
      const { made, audit } = await changes.create(tx, actor, { ownerId, names, restriction: body.restrictedToRoleId ?? 0, now })
      const keys = made.map(({ row, value }) => ({ id: row.id, number: row.number, name: row.name, api_key: value }))
      return {
        body: body.names ? { keys } : keys[0]!,
        audit: [...(service ? [service.audit] : []), ...audit],
      }
    }),

    read(getCertcentralKey, async ({ actor, params }) => {
      const row = await certcentralKeyRows(store.db, visibleOwner(actor)).where('c.id', '=', params.keyId).executeTakeFirst()
      return row ? { body: await one(row), version: row.version } : notFound()
    }),

    read(certcentralKeyUses, async ({ actor, params, now }) => {
      const row = await certcentralKeyRows(store.db, visibleOwner(actor)).where('c.id', '=', params.keyId).executeTakeFirst()
      return row ? { body: await readUses(store.db, row.id, now) } : notFound()
    }),

    change(updateCertcentralKey, async ({ actor, params, body, now, ifMatch }, tx) => {
      const before = await changes.own(tx, actor, { id: params.keyId }, ifMatch)
      const { row, audit } = await changes.update(tx, actor, before, { name: body.name, restriction: body.restrictedToRoleId, now })
      return { body: await one(row), version: row.version, audit }
    }),

    change(revokeCertcentralKey, async ({ actor, params, body, now, ifMatch }, tx) => {
      const before = await changes.own(tx, actor, { id: params.keyId }, ifMatch)
      const { row, audit } = await changes.setStatus(tx, actor, before, { enabled: 0, reason: body.reason, now })
      return { body: await one(row), version: row.version, audit }
    }),

    read(previewRestriction, async ({ actor, params, query, now }) => {
      const key = await certcentralKeyRows(store.db, visibleOwner(actor)).where('c.id', '=', params.keyId).executeTakeFirst()
      if (!key) return notFound()
      const restriction = Number(query.restrictedToRoleId) as Restriction
      const known = new Map(endpoints().map((endpoint) => [callName(endpoint), endpoint]))
      const rows = await store.db.selectFrom('certcentral_calls').where('credential_id', '=', key.id).where('day', '>', dayOf(now) - callCountDays)
        .groupBy('call').select(({ fn }) => ['call', fn.sum<number | string>('count').as('count'), fn.max('day').as('last')]).execute()
      const calls = rows.flatMap(({ call, count, last }) => {
        // A call that a newer version no longer offers cannot break.
        const endpoint = known.get(call)
        if (!endpoint || permits(restriction, endpoint)) return []
        return [{ method: endpoint.method, path: endpoint.path, count: Number(count), lastDay: new Date(last * day).toISOString().slice(0, 10) }]
      }).sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1))
      return { body: { restrictedToRoleId: restriction, days: callCountDays, count: calls.reduce((sum, { count }) => sum + count, 0), calls } }
    }),

    read(listDivisions, async () => ({ body: { data: [...(await facts.divisions())] } })),

    read(listCertcentralUsers, async ({ actor, query, request }) => {
      const owner = visibleOwner(actor)
      const { rows, ...page } = await listPage({
        store,
        select: store.db
          .selectFrom('users as u')
          .select(['u.id', 'u.number', 'u.name', 'u.email', 'u.service'])
          .where('u.enabled', '=', 1)
          .$if(owner !== undefined, (select) => select.where('u.id', '=', owner!)),
        columns: certcentralUserColumns, expressions: { name: sql.ref('u.name'), email: sql.ref('u.email'), kind: userKindSql }, id: sql.ref('u.id'),
        query, request, sort: 'name', scope: `certcentral-users|${owner ?? 'all'}|${actor.user.id}`, sign,
      })
      return { body: { data: rows.map(({ service, ...user }) => ({ ...user, kind: service === 1 ? ('service' as const) : ('standard' as const) })), ...page } }
    }),
  ]
}
