import type { TsigVerdict } from '#contract/tsig-keys.ts'
import type { Tx } from '../../db/store.ts'

/*
 * What the last checks of a TSIG key come to, and those at a nameserver: the worst of the places where the key is used (decision 0053).
 * It is written down at both, so that lists can be filtered and sorted by it, and therefore counted again when a check, a use, a key
 * or a nameserver comes or goes.
 */

/** From best to worst: of several addresses, and of several servers, the worst counts. */
const order: readonly TsigVerdict[] = [
  'accepted', 'refused', 'bad-time', 'bad-truncation', 'bad-signature', 'unknown-key', 'unsigned-reply', 'malformed', 'timeout', 'unreachable', 'forged-reply',
]
const isWorse = (verdict: TsigVerdict, than: TsigVerdict): boolean => order.indexOf(verdict) > order.indexOf(than)
/** As a number to compare; a key that protects nothing is worse than one that does, and better than one that is not accepted. */
export const rank = (verdict: TsigVerdict, open: boolean): number => order.indexOf(verdict) * 2 + (open ? 1 : 0)
export const worstOf = (verdicts: readonly TsigVerdict[]): TsigVerdict => verdicts.reduce((worst, one) => (isWorse(one, worst) ? one : worst))

/** Of several: false where one is, true where one is and none is false. */
const enforcedOf = (all: readonly { enforced: number | null }[]) =>
  all.some((one) => one.enforced === 0) ? 0 : all.some((one) => one.enforced === 1) ? 1 : null

/** The checks of one key, at all nameservers; or those of all keys at one nameserver. */
export type Side = { key: string } | { nameserver: string }

/**
 * What counts: the latest check of each place where the key is used, as it stands beside that use (of a use for all zones the latest of
 * any); and the last of all, used there or not, since somebody has just asked.
 */
async function standing(tx: Tx, side: Side) {
  const [column, id] = 'key' in side ? ['tsig_key_id', side.key] as const : ['nameserver_id', side.nameserver] as const
  const latest = tx.selectFrom('tsig_checks').select(({ fn }) => fn.max('id').as('id')).where(column, '=', id).groupBy(['tsig_key_id', 'nameserver_id', 'zone'])
  const checks = await tx.selectFrom('tsig_checks')
    .select(['tsig_key_id', 'nameserver_id', 'zone', 'verdict', 'enforced', 'clock', 'worse', 'checked_at as at'])
    .where('id', 'in', latest).orderBy('id', 'desc').execute()
  const uses = await tx.selectFrom('tsig_uses').select(['tsig_key_id', 'nameserver_id', 'zone']).distinct().where(column, '=', id).execute()
  const placeOf = (one: (typeof uses)[number], zone = one.zone) => `${one.tsig_key_id} ${one.nameserver_id} ${zone}`
  const used = new Set(uses.map((use) => placeOf(use)))
  const seen = new Set<string>()
  return checks.flatMap((check, at) => {
    const here = placeOf(check, '')
    const lastHere = !seen.has(here)
    seen.add(here)
    return at === 0 || used.has(placeOf(check)) || (lastHere && used.has(here)) ? [{ ...check, verdict: check.verdict as TsigVerdict }] : []
  })
}

/** Writes down what the checks of one side come to; called in the transaction that changed what counts. */
export async function count(tx: Tx, side: Side): Promise<void> {
  const all = await standing(tx, side)
  const said = {
    check_verdict: all.length === 0 ? null : worstOf(all.map(({ verdict }) => verdict)), check_enforced: enforcedOf(all),
    check_worse: all.some(({ worse }) => worse === 1) ? 1 : 0, checked_at: all.length === 0 ? null : Math.max(...all.map(({ at }) => at)),
  }
  if ('key' in side) {
    await tx.updateTable('tsig_keys').set(said).where('id', '=', side.key).execute()
    return
  }
  const ahead = all.flatMap(({ clock }) => clock ?? []).toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? null
  await tx.updateTable('nameservers').set({
    ...said, check_clock: ahead, check_accepted: all.filter(({ verdict, enforced }) => verdict === 'accepted' && enforced !== 0).length, check_of: all.length,
  }).where('id', '=', side.nameserver).execute()
}

/** What has changed: uses of these keys at these nameservers. */
export async function countAgain(tx: Tx, { keys = [], nameservers = [] }: { keys?: readonly string[]; nameservers?: readonly string[] }): Promise<void> {
  for (const key of keys) await count(tx, { key })
  for (const nameserver of nameservers) await count(tx, { nameserver })
}

/** Removes a key or a nameserver, and its checks with it: whoever is at their other end has them no more. */
export async function withoutChecks(tx: Tx, side: Side, remove: () => Promise<unknown>): Promise<void> {
  const others = await tx.selectFrom('tsig_checks').select(['tsig_key_id as key', 'nameserver_id as nameserver']).distinct()
    .where('key' in side ? 'tsig_key_id' : 'nameserver_id', '=', 'key' in side ? side.key : side.nameserver).execute()
  await remove()
  if ('key' in side) await countAgain(tx, { nameservers: others.map(({ nameserver }) => nameserver).toSorted() })
  else await countAgain(tx, { keys: others.map(({ key }) => key).toSorted() })
}
