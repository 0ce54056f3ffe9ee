import { tsigPurposeNames } from '#contract/lists-of-dns.ts'
import type { TsigPurpose } from '#contract/nameservers.ts'
import type { Database, Tx } from '../../db/store.ts'

/** As a sentence goes on: `ns1 (answers transfers of example.com)`. */
export const purposeWords = (purpose: TsigPurpose): string => `${tsigPurposeNames[purpose].toLowerCase()} of`

/** A rollover that is not over and has to do with this key or nameserver; one that is only planned stands in nobody's way. */
export async function openRollover(
  db: Database | Tx,
  of: { tsigId: string } | { nameserverId: string },
): Promise<{ id: string; old_name: string } | undefined> {
  const open = await db
    .selectFrom('rollovers')
    .select(['id', 'old_name', 'old_key_id', 'new_key_id', 'plan'])
    .where('state', 'in', ['running', 'paused'])
    .execute()
  return open.find((one) =>
    'tsigId' in of
      ? one.old_key_id === of.tsigId || one.new_key_id === of.tsigId
      : (JSON.parse(one.plan) as { uses: { nameserverId: string }[] }).uses.some(({ nameserverId }) => nameserverId === of.nameserverId),
  )
}

/** Keys that a rollover has to do with just now. */
export async function rollingKeys(db: Database | Tx): Promise<Set<string>> {
  const open = await db.selectFrom('rollovers').select(['old_key_id', 'new_key_id']).where('state', 'in', ['running', 'paused']).execute()
  return new Set(open.flatMap(({ old_key_id: old, new_key_id: fresh }) => [old ?? [], fresh ?? []].flat()))
}

/** Where a key is used, as a sentence says it; `undefined` where nowhere. */
export async function whereUsed(db: Database | Tx, key: { id: string; name: string }): Promise<string | undefined> {
  const rollover = await openRollover(db, { tsigId: key.id })
  if (rollover) return `${key.name} is being rolled over. Finish or undo that first.`
  const uses = await db.selectFrom('tsig_uses as s').innerJoin('nameservers as n', 'n.id', 's.nameserver_id').select(['n.name', 's.zone', 's.purpose'])
    .where('s.tsig_key_id', '=', key.id).orderBy('n.name').orderBy('s.zone').limit(100).execute()
  if (uses.length === 0) return undefined
  const [first] = uses
  const more = uses.length - 1
  const where = `${first!.name} uses ${key.name} (${purposeWords(first!.purpose)} ${first!.zone || 'all zones'})`
  return `${where}${more === 0 ? '' : more === 1 ? ', and so does 1 more' : `, and ${more} more uses of it are known`}. Take its uses away first, or roll ` +
    `it over.`
}
