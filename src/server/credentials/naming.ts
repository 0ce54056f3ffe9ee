import { credentialKinds, type MintedKind } from '#contract/credential-kinds.ts'
import { naturalKey } from '#contract/natural.ts'
import type { Tx } from '../db/store.ts'
import { nameKey, nameSkeleton } from './confusables.ts'
import { fail } from '../problem.ts'

export interface StoredName {
  name: string
  name_key: string
  name_skeleton: string
  name_order: string
}

export const refuseTakenName = (name: string, thing: 'key' | 'token' = 'key'): never =>
  fail('name-taken', `There is already one named ${name}.`, [{ field: 'name', message: `Another ${thing} has this name.` }])

/**
 * The stored forms of a name, once it is clear that its owner has no other of the kind that is the same (409) or that
 * only looks the same (400), so that nobody deletes the wrong one.
 */
export async function claimName(tx: Tx, kind: MintedKind, ownerId: string, name: string, except?: string): Promise<StoredName> {
  const stored = { name, name_key: nameKey(name), name_skeleton: nameSkeleton(name), name_order: naturalKey(name) }
  const clash = await tx.selectFrom('credentials').select(['name', 'name_key'])
    .where('kind', '=', kind).where('owner_id', '=', ownerId)
    .where((or) => or.or([or('name_key', '=', stored.name_key), or('name_skeleton', '=', stored.name_skeleton)]))
    .$if(except !== undefined, (query) => query.where('id', '!=', except!))
    .executeTakeFirst()
  if (clash?.name_key === stored.name_key) refuseTakenName(clash.name, credentialKinds[kind].thing)
  if (clash)
    fail('looks-like-existing', `The name looks like ${clash.name}, which exists.`, [
      { field: 'name', message: `This looks like the existing name ${clash.name}.` },
    ])
  return stored
}
