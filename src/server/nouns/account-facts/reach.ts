import type { Facts } from './store.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { mapInTurns } from '../../turn.ts'

/** The id of no division: what names none is the top one's for all but those who are held to some, also where theirs is the top one now. */
const none = -1

/** What of the loaded account a caller reaches: foreign is as absent as what never was. */
export interface AccountReach {
  /**
   * What is of the division asked for (the top one: all), and of those that the key's user is restricted to. `divisions` says of
   * an entry which may see it, `unnamed` where it names none; no division at all: everybody of the account.
   */
  of<T>(
    entries: readonly T[] | null | undefined,
    query: { container_id?: number | undefined },
    actor: Actor,
    divisions: (entry: T, unnamed: number) => readonly number[],
  ): Promise<readonly T[]>
}

export function createAccountReach(facts: Facts): AccountReach {
  return {
    async of(entries, query, { divisions: own }, divisions) {
      const { container: { id: top } } = await facts.account()
      const asked = query.container_id === undefined || query.container_id === top ? undefined : [query.container_id]
      if (asked && !(await facts.divisions()).some(({ id }) => id === asked[0])) return []
      const all = entries ?? []
      const reached = await mapInTurns(all, (entry) => {
        const isOf = (by: readonly number[] | undefined, unnamed: number) => {
          if (by === undefined) return true
          const its = divisions(entry, unnamed)
          return its.length === 0 || its.some((id) => by.includes(id))
        }
        return isOf(asked, top) && isOf(own, none)
      })
      return all.filter((_, at) => reached[at])
    },
  }
}
