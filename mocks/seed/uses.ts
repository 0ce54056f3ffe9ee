import { useDays } from '#server/credentials/daily-uses.ts'
import type { CredentialTable, UseTable } from '#server/db/tables.ts'
import { day, dayOf } from '#server/time.ts'
import type { Chance } from './random.ts'

/** A credential as it goes into the store, and its values: the one that works, and the one before it while that works too. */
interface Seeded {
  key: Partial<Pick<CredentialTable, 'last_used_at' | 'last_used_from' | 'last_used_agent' | 'rotated_at'>> & Pick<CredentialTable, 'id' | 'created_at'>
  values: readonly { id: string }[]
}

/**
 * What the uses of keys have been, as their last use says: a bigger client at that address on workdays and, of some keys, a smaller
 * one elsewhere. While an old value works the bigger client has not moved, and the smaller one has.
 */
export function useRows(keys: readonly Seeded[], begin: number, chance: Chance): UseTable[] {
  const rows: UseTable[] = []
  for (const { key, values: [current, old] } of keys) {
    const { last_used_at: lastAt = null, last_used_from: from = null, rotated_at: rotatedAt = null } = key
    if (lastAt === null || from === null) continue
    const base = chance.whole(4, 60)
    const second = chance.hits(0.4) || old !== undefined ? `198.51.100.${chance.whole(2, 254)}` : undefined
    for (let at = Math.max(dayOf(begin) - useDays + 1, dayOf(key.created_at) + 1); at <= dayOf(lastAt); at++) {
      const weekend = [0, 6].includes(new Date(at * day).getUTCDay())
      const add = (value: string, address: string, agent: string, most: number) => {
        const some = Math.round(most * (0.7 + 0.6 * chance.next()) * (weekend ? 0.12 : 1))
        const calls = Math.max(some, at === dayOf(lastAt) ? 1 : 0)
        const end = Math.min((at + 1) * day - 1, lastAt)
        const row = { credential_id: key.id, day: at, value_id: value, address, agent, calls, first_at: Math.max(at * day, key.created_at), last_at: end }
        if (calls > 0) rows.push(row)
      }
      const moved = rotatedAt !== null && at * day > rotatedAt
      add((old ?? current!).id, from, key.last_used_agent ?? '', base)
      if (second !== undefined) add(old === undefined || moved ? current!.id : old.id, second, 'edge-worker/5', base / 3)
    }
  }
  return rows
}
