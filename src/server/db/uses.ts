import { CompiledQuery, sql } from 'kysely'
import type { Dialect, Tx } from './store.ts'
import type { UseTable } from './tables.ts'

export interface Use {
  valueId: string
  credentialId: string
  at: number
  from: string
  agent: string
}

/** Writes down when values and their keys were used last, in order of the keys. Another server may have written a later use meanwhile. */
export async function writeUses(dialect: Dialect, tx: Tx, batch: readonly Use[]): Promise<void> {
  if (dialect === 'postgres') return writeAtOnce(tx, batch)
  for (const { at, from, agent, credentialId, valueId } of batch) {
    // The key before its value, as rotating and deleting lock them:
    // the other way round was a deadlock of a second for every tenth of 300 revocations under load (checks/revocation.ts).
    await tx.executeQuery(CompiledQuery.raw(keyUsed, [at, from, agent, credentialId, at]))
    await tx.executeQuery(CompiledQuery.raw(valueUsed, [at, from, valueId, at]))
  }
}
/** As text: to build and compile these for each use was a tenth of what a login costs. */
const keyUsed = `UPDATE credentials SET last_used_at = ?, last_used_from = ?, last_used_agent = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)`
const valueUsed = `UPDATE credential_values SET last_used_at = ?, last_used_from = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)`

/** On PostgreSQL a statement is a way over the network: four for a batch, and no longer two a use. */
async function writeAtOnce(tx: Tx, batch: readonly Use[]): Promise<void> {
  // While a key is being replaced two values of it are in use, and an UPDATE takes whichever it comes across.
  const latest = new Map<string, Use>()
  for (const use of batch) if (use.at >= (latest.get(use.credentialId)?.at ?? 0)) latest.set(use.credentialId, use)
  const rows = (uses: readonly (Use & { id: string })[]) =>
    sql`json_to_recordset(${JSON.stringify(uses)}::json) AS v(id text, at bigint, "from" text, agent text)`
  // Locked in order before all are changed: an UPDATE takes them as its plan has them. NO KEY: tokens may refer to them meanwhile.
  const lock = (table: string, ids: readonly string[]) =>
    sql`SELECT id FROM ${sql.table(table)} WHERE id IN (${sql.join(ids)}) ORDER BY id FOR NO KEY UPDATE`.execute(tx)

  const keys = [...latest.values()].map((use) => ({ ...use, id: use.credentialId }))
  await lock('credentials', keys.map(({ id }) => id))
  await sql`UPDATE credentials c SET last_used_at = v.at, last_used_from = v."from", last_used_agent = v.agent FROM ${rows(keys)}
    WHERE c.id = v.id AND (c.last_used_at IS NULL OR c.last_used_at <= v.at)`.execute(tx)
  const values = batch.map((use) => ({ ...use, id: use.valueId }))
  await lock('credential_values', values.map(({ id }) => id))
  await sql`UPDATE credential_values c SET last_used_at = v.at, last_used_from = v."from" FROM ${rows(values)}
    WHERE c.id = v.id AND (c.last_used_at IS NULL OR c.last_used_at <= v.at)`.execute(tx)
}

/** Clients of a key that a day counts one by one: whoever changes its name with each call is one of the others. */
const clientsMost = 50

/** Adds to how often values were used by a client on a day. In order of keys. */
export async function countUses(dialect: Dialect, tx: Tx, batch: readonly UseTable[]): Promise<void> {
  const ids = [...new Set(batch.map((row) => row.credential_id))]
  const keys = tx.selectFrom('credentials').select('id').where('id', 'in', ids).orderBy('id')
  // A key that is being deleted meanwhile would refuse them all.
  const there = new Set((await (dialect === 'postgres' ? keys.forKeyShare() : keys).execute()).map(({ id }) => id))
  const counted = await tx.selectFrom('uses').select(['credential_id', 'day', (of) => of.fn.countAll<number>().as('rows')])
    .where('credential_id', 'in', ids).where('day', 'in', [...new Set(batch.map((row) => row.day))]).groupBy(['credential_id', 'day']).execute()
  const known = new Map(counted.map((row) => [`${row.credential_id} ${row.day}`, row.rows]))

  const own: UseTable[] = []
  const others: UseTable[] = []
  for (const row of batch) {
    if (!there.has(row.credential_id)) continue
    const of = `${row.credential_id} ${row.day}`
    const clients = known.get(of) ?? 0
    known.set(of, clients + 1)
    ;(clients < clientsMost ? own : others).push(row)
  }
  if (own.length > 0) await addUses(tx, own)
  for (const row of others) {
    const had = await tx
      .updateTable('uses')
      .set(more(row))
      .where((where) => where.and(Object.fromEntries(client.map((name) => [name, row[name]]))))
      .executeTakeFirst()
    if (had.numUpdatedRows === 0n) await addUses(tx, [Object.assign(row, { address: '', agent: '' })])
  }
}

const client = ['credential_id', 'day', 'value_id', 'address', 'agent'] as const

/** What a row that is there becomes. `of`: the values to add, or those of the statement's own row. */
const more = (of?: UseTable) => {
  const [calls, first, last] = of
    ? [sql`${of.calls}`, sql`${of.first_at}`, sql`${of.last_at}`]
    : [sql`excluded.calls`, sql`excluded.first_at`, sql`excluded.last_at`]
  return {
    calls: sql<number>`uses.calls + ${calls}`,
    first_at: sql<number>`CASE WHEN uses.first_at < ${first} THEN uses.first_at ELSE ${first} END`,
    last_at: sql<number>`CASE WHEN uses.last_at > ${last} THEN uses.last_at ELSE ${last} END`,
  }
}

/** All in one statement; no two of them are of the same client. */
async function addUses(tx: Tx, rows: UseTable[]): Promise<void> {
  await tx.insertInto('uses').values(rows).onConflict((conflict) => conflict.columns([...client]).doUpdateSet(more())).execute()
}
