import { sql, type Selectable } from 'kysely'
import { tsigSaid } from '#contract/lists-of-dns.ts'
import type { TsigKey, TsigVerdict } from '#contract/tsig-keys.ts'
import type { Database, Tx } from '../../db/store.ts'
import type { TsigKeyTable } from '../../db/tables-of-dns.ts'
import { iso } from '../../time.ts'
import type { Place } from '../../secrets/vault.ts'

export type TsigKeyRow = Omit<Selectable<TsigKeyTable>, 'name_order'>

/** Where `meta` keeps after how many days keys are due that have no number of their own. */
export const rotateDaysKey = 'tsig-rotate-days'

const usesSql = sql<number | string>`(SELECT count(*) FROM tsig_uses u WHERE u.tsig_key_id = t.id)`
const nameserverSql = (place: number) =>
  sql<string | null>`(SELECT n.name FROM tsig_uses u INNER JOIN nameservers n ON n.id = u.nameserver_id WHERE u.tsig_key_id = t.id
    GROUP BY n.name ORDER BY n.name LIMIT 1 OFFSET ${sql.lit(place)})`
const daysSql = sql`coalesce(CAST(t.rotate_days AS bigint), (SELECT CAST(m.value AS bigint) FROM meta m WHERE m.key = ${sql.lit(rotateDaysKey)}), 0)`
const dueSql = sql<number | null>`(CASE WHEN ${daysSql} > 0 THEN t.secret_at + ${daysSql} * 86400000 END)`

/** TSIG keys without their secrets: what lists and GET read cannot give one away. */
export const tsigKeyRows = (db: Database | Tx) =>
  db.selectFrom('tsig_keys as t').select([
    't.id', 't.name', 't.algorithm', 't.secret_version', 't.secret_bits', 't.fingerprint', 't.note', 't.tags', 't.used_by', 't.created_at', 't.updated_at',
    't.check_verdict', 't.check_enforced', 't.check_worse', 't.checked_at', 't.version', 't.secret_at', 't.rotate_days',
  ]).select([usesSql.as('uses'), nameserverSql(0).as('at_0'), nameserverSql(1).as('at_1'), nameserverSql(2).as('at_2'), dueSql.as('due_at')])
export type OpenTsigKeyRow = Omit<TsigKeyRow, 'secret'>
/** With what is worked out of other tables. */
export type ShownTsigKeyRow = OpenTsigKeyRow & { uses: number | string; at_0: string | null; at_1: string | null; at_2: string | null; due_at: number | null }

/** The columns a list is filtered and sorted by. */
export const tsigKeyExpressions = {
  id: sql.ref('t.id'), name: sql.ref('t.name'), algorithm: sql.ref('t.algorithm'), secretBits: sql.ref('t.secret_bits'), fingerprint: sql.ref('t.fingerprint'),
  note: sql.ref('t.note'),
  tags: sql.ref('t.tags'), usedBy: sql.ref('t.used_by'), createdAt: sql.ref('t.created_at'), updatedAt: sql.ref('t.updated_at'),
  uses: usesSql, rotateDays: sql.ref('t.rotate_days'), secretAt: sql.ref('t.secret_at'), rotateDueAt: dueSql,
  'lastCheck.says': sql`(CASE WHEN t.check_verdict = 'accepted' AND t.check_enforced = 0 THEN 'not-enforced' ELSE t.check_verdict END)`,
  'lastCheck.verdict': sql.ref('t.check_verdict'),
  'lastCheck.enforced': sql`(CASE t.check_enforced WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`, 'lastCheck.at': sql.ref('t.checked_at'),
}

/**
 * Where a secret is sealed: its row and which of the key's secrets it is. One of another key, or one this key had before,
 * does not open there. TSIG keys belong to the account and to no person.
 */
export const secretPlace = ({ id, secret_version: version }: Pick<TsigKeyRow, 'id' | 'secret_version'>): Place =>
  ({ table: 'tsig_keys', column: 'secret', row: id, owner: 'account', version })

const between = ', '
export const joined = (words: readonly string[] | undefined): string | null => (words === undefined || words.length === 0 ? null : words.join(between))
/** Names of servers and zones, kept without their final dots: so they are sought (`domain` in contract/filter.ts). The root is its dot. */
export const joinedNames = (names: readonly string[] | undefined): string | null =>
  joined(names && [...new Set(names.map((name) => (name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name)))])
export const split = (words: string | null): string[] => (words === null ? [] : words.split(between))

/** A row as the API answers it. Never holds the secret. */
export const toTsigKey = (row: ShownTsigKeyRow): TsigKey => ({
  id: row.id,
  name: row.name,
  algorithm: row.algorithm,
  secretBits: row.secret_bits,
  fingerprint: row.fingerprint,
  note: row.note,
  tags: split(row.tags),
  usedBy: split(row.used_by),
  uses: Number(row.uses),
  usedAt: [row.at_0, row.at_1, row.at_2].flatMap((name) => name ?? []),
  secretAt: iso(row.secret_at),
  rotateDays: row.rotate_days,
  rotateDueAt: row.due_at === null ? null : iso(row.due_at),
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
  lastCheck: row.check_verdict === null || row.checked_at === null ? null : {
    ...tsigSaid({ verdict: row.check_verdict as TsigVerdict, enforced: row.check_enforced === null ? null : row.check_enforced === 1 }),
    worse: row.check_worse === 1, at: iso(row.checked_at),
  },
})

/** Which nameservers use a key is for administrators; that it is used, for everybody who sees it. */
export const shownTo = ({ user }: { user: { role: string } }, key: TsigKey): TsigKey => (user.role === 'administrator' ? key : { ...key, usedAt: [] })

/** What the trail keeps of a key: which secret it has, and never the secret. */
export function tsigKeyFacts({ name, algorithm, secret_bits: secretBits, fingerprint, note, tags, used_by: usedBy, rotate_days: rotateDays }: OpenTsigKeyRow) {
  return { name, algorithm, secretBits, fingerprint, note, tags: split(tags), usedBy: split(usedBy), rotateDays }
}
