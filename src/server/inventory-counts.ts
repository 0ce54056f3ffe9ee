import { sql, type RawBuilder } from 'kysely'
import { apiKeyColumns } from '#contract/api-keys.ts'
import { authKeyColumns } from '#contract/auth-keys.ts'
import { certcentralKeyColumns } from '#contract/certcentral-keys.ts'
import type { FilterColumns } from '#contract/filter.ts'
import type { InventoryCount, InventoryKind, KindInventory } from '#contract/inventory.ts'
import { oneTokenColumns } from '#contract/one-tokens.ts'
import { totalCap } from '#contract/page.ts'
import { tsigKeyColumns, tsigVerdicts } from '#contract/tsig-keys.ts'
import { apiKeyExpressions } from './api-key-rows.ts'
import { authKeyExpressions } from './auth-key-rows.ts'
import { certcentralKeyExpressions } from './certcentral-key-rows.ts'
import type { Database } from './db/store.ts'
import { filterCondition, type Expressions } from './list-sql.ts'
import { filterOf } from './list.ts'
import { oneTokenExpressions } from './one-token-rows.ts'
import { day, iso } from './time.ts'
import { tsigKeyExpressions } from './tsig-key-rows.ts'

type Filters = Partial<Record<InventoryCount, string>>
/** The UTC day so many days from now, as filters have it. */
export type DayAt = (from: number) => string
export const dayAt = (now: number): DayAt => (from) => iso(now + from * day).slice(0, 10)

const unused = -90
/** Both ends of life in one go: `usable` is what still works, in the words of the list. */
const expiring = (usable: string, field: string, at: DayAt): Filters => Object.fromEntries([7, 30, 90].map((ahead) => [`expires-${ahead}`, `${usable};${field} is on or before ${at(ahead)}`]))
const using = (usable: string, field: string, at: DayAt): Filters => ({ 'never-used': `${usable};${field} is empty`, 'unused-90': `${usable};${field} is before ${at(unused)}` })

/** The filters that lead from a number to its list. Each is a filter of that list, and no number is made otherwise. */
export const inventoryFilters: Readonly<Record<InventoryKind, (at: DayAt) => Filters>> = {
  'api-key': (at) => ({
    expired: 'status is expired', ...expiring('status is not expired', 'expiresAt', at), ...using('status is not expired', 'lastUsedAt', at), 'owner-disabled': 'status is not expired;owner.status is disabled',
  }),
  'certcentral-key': (at) => ({ ...using('status is active', 'lastUsedAt', at), unrestricted: 'status is active;restrictedToRoleId is 0', 'owner-disabled': 'status is active;user.status is disabled' }),
  'auth-key': (at) => ({ expired: 'status is expired', ...expiring('status is active', 'expiresAt', at) }),
  'one-token': (at) => ({
    expired: 'state is expired', ...expiring('state is not expired', 'expires_at', at), ...using('state is valid', 'last_used_at', at), 'owner-disabled': 'state is valid;owner.status is disabled',
  }),
  'tsig-key': () => ({ 'legacy-algorithm': 'algorithm is HMAC-SHA224', 'check-failed': `lastCheck.verdict is any of (${tsigVerdicts.filter((verdict) => verdict !== 'accepted').join(', ')})` }),
  connector: () => ({ 'check-failed': 'lastCheck.ready is false' }),
}

/** A list, as far as counting it goes: its columns in SQL, and no table that none of the filters reads. */
interface Counted {
  readonly columns: FilterColumns
  readonly expressions: (now: number) => Expressions<FilterColumns>
  readonly from: (owner: string | undefined) => RawBuilder<unknown>
}
const credentials = (kind: string, owner: string | undefined, more = sql``) =>
  sql`credentials as c ${more} where c.kind = ${sql.lit(kind)} ${owner === undefined ? sql`` : sql`and c.owner_id = ${owner}`}`

const counted: Readonly<Record<Exclude<InventoryKind, 'connector'>, Counted>> = {
  'api-key': { columns: apiKeyColumns, expressions: apiKeyExpressions, from: (owner) => credentials('api-key', owner) },
  'certcentral-key': {
    columns: certcentralKeyColumns, expressions: () => certcentralKeyExpressions, from: (owner) => credentials('certcentral-key', owner, sql`inner join certcentral_keys as k on k.credential_id = c.id`),
  },
  // AuthKeys and TSIG keys are the account's: everybody sees all of them, without their secrets.
  'auth-key': { columns: authKeyColumns, expressions: authKeyExpressions, from: () => sql`auth_keys as a` },
  'one-token': { columns: oneTokenColumns, expressions: oneTokenExpressions, from: (owner) => credentials('one-token', owner) },
  'tsig-key': { columns: tsigKeyColumns, expressions: () => tsigKeyExpressions, from: () => sql`tsig_keys as t` },
}

const capped = (count: number) => ({ count: Math.min(count, totalCap), capped: count > totalCap })

/** All numbers of a kind in one walk over it, by the conditions that its list makes of the same filters. */
export async function countKind(db: Database, kind: keyof typeof counted, owner: string | undefined, now: number): Promise<KindInventory> {
  const { columns, expressions, from } = counted[kind]
  const filters = Object.entries(inventoryFilters[kind](dayAt(now))) as [InventoryCount, string][]
  const sums = filters.map(([name, filter]) => sql`sum(case when ${filterCondition(filterOf(filter, columns), columns, expressions(now))} then 1 else 0 end) as ${sql.ref(name)}`)
  const { rows } = await sql<Record<string, number | string | null>>`select ${sql.join([sql`count(*) as ${sql.ref('all')}`, ...sums])} from ${from(owner)}`.execute(db)
  const count = (name: string) => capped(Number(rows[0]?.[name] ?? 0))
  const all = count('all')
  return { kind, total: all.count, capped: all.capped, counts: filters.map(([name, filter]) => ({ name, ...count(name), filter })) }
}

/** Connectors are few and judged by what their check wrote down: `failing` of `all` that their own list answers. */
export const countConnectors = (all: number, failing: number): KindInventory =>
  ({ kind: 'connector', total: all, capped: false, counts: [{ name: 'check-failed', count: failing, capped: false, filter: inventoryFilters.connector(String)['check-failed']! }] })

