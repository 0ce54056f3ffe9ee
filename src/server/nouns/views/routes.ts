import { createView, deleteView, listViews, updateView, type View } from '#contract/views.ts'
import type { AuditFact } from '../../audit/entry.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { uuidv7 } from '../../bytes.ts'
import { nameKey } from '../../credentials/confusables.ts'
import { credentialPattern } from '../../credentials/format.ts'
import type { Store, Tx } from '../../db/store.ts'
import type { ViewTable } from '../../db/tables.ts'
import type { Host } from '../../host.ts'
import { fail, notFound } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { orTaken } from '../../db/taken.ts'

/** Saved views a person may have; a list longer than this is a mistake of some script. */
const viewsMax = 100

const toView = (row: ViewTable, actor: Actor): View => ({
  id: row.id, noun: row.noun as View['noun'], name: row.name, shared: row.shared === 1, own: row.owner_id === actor.user.id, query: row.query,
})
const fact = (row: ViewTable): AuditFact => ({ object: { kind: 'view', id: row.id, name: row.name }, detail: { noun: row.noun, shared: row.shared === 1 } })

/** A pasted secret must not live on in a view (rules: Search box). */
function refuseSecret(query: string | undefined): void {
  let plain = query ?? ''
  try {
    plain = decodeURIComponent(plain)
  } catch {
    // Not percent-encoded UTF-8: looked at as it is.
  }
  if (credentialPattern.test(plain)) fail('invalid-value', 'The view holds a credential.', [{ field: 'query', message: 'A view cannot hold a credential.' }])
}

function refuseSharing(actor: Actor, shared: boolean | undefined): void {
  if (shared && actor.user.role !== 'administrator')
    fail('not-allowed', 'Only administrators share views.', [{ field: 'shared', message: 'Only administrators share views.' }])
}

const nameTaken = (): never =>
  fail('name-taken', 'You already have a view of this name.', [{ field: 'name', message: 'You already have a view of this name.' }])

/** A view this actor may change: their own, and shared ones for administrators. Others are as good as absent. */
async function changeable(store: Store, tx: Tx, actor: Actor, id: string): Promise<ViewTable> {
  await store.lock(tx, 'views', id)
  const row = await tx.selectFrom('views').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return notFound()
  if (row.owner_id === actor.user.id || (row.shared === 1 && actor.user.role === 'administrator')) return row
  return row.shared === 1 ? fail('not-allowed', 'This shared view is kept by an administrator.') : notFound()
}

async function refuseTaken(tx: Tx, ownerId: string, noun: string, name: string, except = ''): Promise<void> {
  const other = await tx
    .selectFrom('views')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('noun', '=', noun)
    .where('name_key', '=', nameKey(name))
    .where('id', '!=', except)
    .executeTakeFirst()
  if (other) nameTaken()
}

export function views({ host, store }: { host: Host; store: Store }): Route[] {
  return [
    read(listViews, async ({ actor, query }) => {
      const rows = await store.db.selectFrom('views').selectAll()
        .where((or) => or.or([or('owner_id', '=', actor.user.id), or('shared', '=', 1)]))
        .$if(query.noun !== undefined, (all) => all.where('noun', '=', query.noun!))
        .orderBy('name_key').limit(500).execute()
      return { body: { data: rows.map((row) => toView(row, actor)) } }
    }),

    change(createView, async ({ actor, body, now }, tx) => {
      refuseSecret(body.query)
      refuseSharing(actor, body.shared)
      await refuseTaken(tx, actor.user.id, body.noun, body.name)
      const { count } = await tx
        .selectFrom('views')
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .where('owner_id', '=', actor.user.id)
        .executeTakeFirstOrThrow()
      if (count >= viewsMax) fail('limit-reached', `A person has at most ${viewsMax} views. Delete one first.`)
      const row: ViewTable = {
        id: uuidv7(now, host.random),
        owner_id: actor.user.id,
        noun: body.noun,
        name: body.name,
        name_key: nameKey(body.name),
        shared: body.shared ? 1 : 0,
        query: body.query,
        created_at: now,
      }
      const inserted = await tx.insertInto('views').values(row).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows !== 1n) await refuseTaken(tx, actor.user.id, body.noun, body.name)
      return { body: toView(row, actor), audit: [fact(row)] }
    }),

    change(updateView, async ({ actor, params, body }, tx) => {
      refuseSecret(body.query)
      const before = await changeable(store, tx, actor, params.viewId)
      refuseSharing(actor, body.shared)
      if (body.name !== undefined) await refuseTaken(tx, before.owner_id, before.noun, body.name, before.id)
      const row: ViewTable = {
        ...before,
        name: body.name ?? before.name,
        name_key: nameKey(body.name ?? before.name),
        shared: body.shared === undefined ? before.shared : body.shared ? 1 : 0,
        query: body.query ?? before.query,
      }
      await orTaken(
        () => tx.updateTable('views').set({ name: row.name, name_key: row.name_key, shared: row.shared, query: row.query }).where('id', '=', row.id).execute(),
        nameTaken,
      )
      return { body: toView(row, actor), audit: [fact(row)] }
    }),

    change(deleteView, async ({ actor, params }, tx) => {
      const row = await changeable(store, tx, actor, params.viewId)
      await tx.deleteFrom('views').where('id', '=', row.id).execute()
      return { audit: [fact(row)] }
    }),
  ]
}
