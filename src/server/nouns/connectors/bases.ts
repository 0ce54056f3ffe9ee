import { allowBase, allowedBasesMax, disallowBase, listAllowedBases } from '#contract/connectors.ts'
import { uuidv7 } from '../../bytes.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { fail, notFound } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { orTaken } from '../../db/taken.ts'
import { iso } from '../../time.ts'

/** What connectors may ask beside our own. Nothing, until an administrator says so. */
export const allowedBases = async (db: Database | Tx): Promise<ReadonlySet<string>> =>
  new Set((await db.selectFrom('connector_bases').select('base_url').execute()).map(({ base_url: url }) => url))

const taken = (): never => fail('name-taken', 'This base URL is on the list already.', [{ field: 'baseUrl', message: 'It is on the list already.' }])

/** The list of base URLs that connectors may ask: checking a key is no way to make this server talk to others. */
export function connectorBases({ host, store }: { host: Host; store: Store }): Route[] {
  return [
    read(listAllowedBases, async () => {
      const rows = await store.db.selectFrom('connector_bases').selectAll().orderBy('base_url').execute()
      return { body: { data: rows.map((row) => ({ id: row.id, baseUrl: row.base_url, createdAt: iso(row.created_at) })) } }
    }),

    change(allowBase, async ({ body, now }, tx) => {
      const present = await allowedBases(tx)
      if (present.has(body.baseUrl)) taken()
      if (present.size >= allowedBasesMax) fail('limit-reached', `At most ${allowedBasesMax} base URLs. Take one off first.`)
      const row = { id: uuidv7(now, host.random), base_url: body.baseUrl, created_at: now }
      await orTaken(() => tx.insertInto('connector_bases').values(row).execute(), taken)
      return {
        body: { id: row.id, baseUrl: row.base_url, createdAt: iso(now) },
        audit: [{ object: { kind: 'connector-base', id: row.id, name: row.base_url }, detail: { allowed: true } }],
      }
    }),

    change(disallowBase, async ({ params }, tx) => {
      await store.lock(tx, 'connector_bases', params.baseId)
      const row = await tx.selectFrom('connector_bases').selectAll().where('id', '=', params.baseId).executeTakeFirst()
      if (!row) return notFound()
      await tx.deleteFrom('connector_bases').where('id', '=', row.id).execute()
      return { audit: [{ object: { kind: 'connector-base', id: row.id, name: row.base_url }, detail: { allowed: false } }] }
    }),
  ]
}
