import { sql, type RawBuilder } from 'kysely'
import type { AuditStatement } from '#contract/audit-statement.ts'
import { apiKeyColumns } from '#contract/api-keys.ts'
import { authKeyColumns } from '#contract/auth-keys.ts'
import { certcentralKeyColumns } from '#contract/certcentral-keys.ts'
import type { FilterColumns } from '#contract/filter.ts'
import { attentionCounts, namedMax, type InventoryCount, type InventoryKind, type KindInventory } from '#contract/inventory.ts'
import { oneTokenColumns } from '#contract/one-tokens.ts'
import { totalCap } from '#contract/page.ts'
import { failingChecks } from '#contract/lists-of-dns.ts'
import { tsigKeyColumns } from '#contract/tsig-keys.ts'
import { apiKeyExpressions } from '../api-keys/rows.ts'
import { authKeyExpressions } from '../auth-keys/rows.ts'
import { certcentralKeyExpressions } from '../certcentral-keys/rows.ts'
import type { Database } from '../../db/store.ts'
import { filterCondition, type Expressions } from '../../list/sql.ts'
import { filterOf } from '../../list/list.ts'
import { oneTokenExpressions } from '../one-tokens/rows.ts'
import { day, iso } from '../../time.ts'
import { tsigKeyExpressions } from '../tsig-keys/rows.ts'

type Filters = Partial<Record<InventoryCount, string>>
/** Where the UTC day begins that is so many days from now, as an instant: whoever follows a filter to its list may have other days. */
export type DayAt = (from: number) => string
export const dayAt = (now: number): DayAt => (from) => `${iso(now + from * day).slice(0, 10)}T00:00:00.000Z`

const [unused, young] = [-90, -30]
/** Both ends of life in one go: `usable` is what still works, in the words of the list. */
const expiring = (usable: string, field: string, at: DayAt): Filters =>
  Object.fromEntries([7, 30, 90].map((ahead) => [`expires-${ahead}`, `${usable};${field} is before ${at(ahead + 1)}`]))
const using = (usable: string, field: string, made: string, at: DayAt): Filters => ({
  'never-used': `${usable};${field} is empty`,
  'never-used-30': `${usable};${field} is empty;${made} is before ${at(young)}`,
  'unused-90': `${usable};${field} is before ${at(unused)}`,
})

/** The filters that lead from a number to its list. Each is a filter of that list, and no number is made otherwise. */
export const inventoryFilters: Readonly<Record<InventoryKind, (at: DayAt) => Filters>> = {
  'api-key': (at) => ({
    expired: 'status is expired', ...expiring('status is not expired', 'expiresAt', at), 'old-value-works': 'status is rotating',
    ...using('status is not expired', 'lastUsedAt', 'createdAt', at),
    'owner-disabled': 'status is not expired;owner.status is disabled',
  }),
  'certcentral-key': (at) => ({
    ...using('status is active', 'lastUsedAt', 'createdAt', at),
    unrestricted: 'status is active;restrictedToRoleId is 0',
    'owner-disabled': 'status is active;user.status is disabled',
  }),
  'auth-key': (at) => ({
    expired: 'status is expired', ...expiring('status is active', 'expiresAt', at), 'no-expiry': 'status is active;expiresAt is empty',
  }),
  'one-token': (at) => ({
    expired: 'state is expired', ...expiring('state is not expired', 'expires_at', at), 'no-expiry': 'state is valid;expires_at is empty',
    ...using('state is valid', 'last_used_at', 'created_at', at),
    'owner-disabled': 'state is valid;owner.status is disabled',
  }),
  'tsig-key': () => ({
    'legacy-algorithm': 'algorithm is HMAC-SHA224',
    'check-failed': failingChecks,
  }),
  connector: () => ({ 'check-failed': 'lastCheck.ready is false' }),
}

/** A list, as far as counting it goes: its columns in SQL, and no table that none of the filters reads. */
interface Counted {
  readonly columns: FilterColumns
  readonly expressions: (now: number) => Expressions<FilterColumns>
  readonly from: (owner: string | undefined) => RawBuilder<unknown>
  /** The table of its ids and names, where some of it calls for a look. */
  readonly names?: 'c' | 't'
}
const credentials = (kind: string, owner: string | undefined, more = sql``) =>
  sql`credentials as c ${more} where c.kind = ${sql.lit(kind)} ${owner === undefined ? sql`` : sql`and c.owner_id = ${owner}`}`

const counted: Readonly<Record<Exclude<InventoryKind, 'connector'>, Counted>> = {
  'api-key': { columns: apiKeyColumns, expressions: apiKeyExpressions, from: (owner) => credentials('api-key', owner), names: 'c' },
  'certcentral-key': {
    columns: certcentralKeyColumns, expressions: () => certcentralKeyExpressions,
    from: (owner) => credentials('certcentral-key', owner, sql`inner join certcentral_keys as k on k.credential_id = c.id`), names: 'c',
  },
  // AuthKeys and TSIG keys are the account's: everybody sees all of them, without their secrets.
  'auth-key': { columns: authKeyColumns, expressions: authKeyExpressions, from: () => sql`auth_keys as a` },
  'one-token': { columns: oneTokenColumns, expressions: oneTokenExpressions, from: (owner) => credentials('one-token', owner), names: 'c' },
  'tsig-key': { columns: tsigKeyColumns, expressions: () => tsigKeyExpressions, from: () => sql`tsig_keys as t`, names: 't' },
}

const capped = (count: number) => ({ count: Math.min(count, totalCap), capped: count > totalCap })

const callsForALook = (name: InventoryCount, count: number) => count > 0 && count <= namedMax && (attentionCounts as readonly InventoryCount[]).includes(name)

/**
 * All numbers of a kind in one walk over it, by the conditions that its list makes of the same filters; and the names behind
 * those that call for a look and are few.
 */
export async function countKind(db: Database, kind: keyof typeof counted, owner: string | undefined, now: number): Promise<KindInventory> {
  const { columns, expressions, from, names } = counted[kind]
  const condition = (filter: string) => filterCondition(filterOf(filter, columns), columns, expressions(now))
  const filters = Object.entries(inventoryFilters[kind](dayAt(now))) as [InventoryCount, string][]
  const sums = filters.map(([name, filter]) => sql`sum(case when ${condition(filter)} then 1 else 0 end) as ${sql.ref(name)}`)
  const { rows } = await sql<
    Record<string, number | string | null>
  >`select ${sql.join([sql`count(*) as ${sql.ref('all')}`, ...sums])} from ${from(owner)}`.execute(db)
  const count = (name: string) => capped(Number(rows[0]?.[name] ?? 0))

  async function things(name: InventoryCount, filter: string): Promise<{ id: string; name: string }[]> {
    if (names === undefined || !callsForALook(name, count(name).count)) return []
    const each = sql`select ${sql.ref(`${names}.id`)} as id, ${sql.ref(`${names}.name`)} as name,
      case when ${condition(filter)} then 1 else 0 end as wanted from ${from(owner)}`
    const wanted = sql<{ id: string; name: string }>`select * from (${each}) as each_one where wanted = 1 order by name limit ${sql.lit(namedMax)}`
    const found = await wanted.execute(db)
    return found.rows.map(({ id, name: called }) => ({ id, name: called }))
  }

  const all = count('all')
  const counts: KindInventory['counts'] = []
  for (const [name, filter] of filters) counts.push({ name, ...count(name), filter, things: await things(name, filter) })
  return { kind, total: all.count, capped: all.capped, counts }
}

/** Everybody's keys of every kind, by numbers alone. */
export async function countKeysByKind(db: Database, now: number, signal: AbortSignal): Promise<KeyCounts[]> {
  const kinds: KeyCounts[] = []
  for (const kind of Object.keys(counted) as (keyof typeof counted)[]) {
    signal.throwIfAborted()
    const { total, capped: more, counts } = await countKind(db, kind, undefined, now)
    kinds.push({ kind, total, capped: more, counts: counts.map(({ name, count, capped: cut }) => ({ name, count, capped: cut })) })
  }
  return kinds
}
type KeyCounts = AuditStatement['keys'][number]

/** Connectors are few and judged by what their check wrote down: `failing` of `all` that their own list answers. */
export const countConnectors = (all: number, failing: { total: number; data: readonly { id: string; name: string }[] }): KindInventory => ({
  kind: 'connector', total: all, capped: false,
  counts: [{
    name: 'check-failed', count: failing.total, capped: false, filter: inventoryFilters.connector(String)['check-failed']!,
    things: callsForALook('check-failed', failing.total) ? failing.data.map(({ id, name }) => ({ id, name })) : [],
  }],
})
