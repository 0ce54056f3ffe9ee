import { nameSkeleton, skeletonVersion } from './confusables.ts'
import type { Store } from '../db/store.ts'

/** Names looked at in one go; between them others get their turn. */
const atOnce = 500

/**
 * Makes the stored skeletons anew where they were made by an earlier rule of what looks alike: else a name that an old one
 * resembles would be taken. No migration, since the rule is code; it is done again whenever that changes, and done twice it
 * changes nothing. The answer is how many were renewed.
 */
export async function renewSkeletons(store: Store): Promise<number> {
  const done = await store.db.selectFrom('meta').select('value').where('key', '=', 'skeletons').executeTakeFirst()
  if (done?.value === skeletonVersion) return 0
  let renewed = 0
  for (let last = ''; ;) {
    const rows = await store.db.selectFrom('credentials').select(['id', 'name', 'name_skeleton']).where('id', '>', last).orderBy('id').limit(atOnce).execute()
    const stale = rows.map(({ id, name, name_skeleton: old }) => ({ id, name, old, now: nameSkeleton(name) })).filter(({ old, now }) => old !== now)
    if (stale.length > 0) {
      await store.write(async (tx) => {
        // By its name: one that was changed meanwhile has its new skeleton.
        for (const { id, name, now } of stale)
          await tx.updateTable('credentials').set({ name_skeleton: now }).where('id', '=', id).where('name', '=', name).execute()
      })
    }
    renewed += stale.length
    if (rows.length < atOnce) break
    last = rows.at(-1)!.id
  }
  const value = skeletonVersion
  await store.write((tx) =>
    tx
      .insertInto('meta')
      .values({ key: 'skeletons', value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute(),
  )
  return renewed
}
