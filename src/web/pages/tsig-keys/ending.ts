import { type Ending, fewOf } from '../credential/use-words.ts'

/** What would stop without it, as far as people have noted who uses it: no server tells us. */
export const ifTsigKeyEnded = (usedBy: readonly string[]): Ending =>
  usedBy.length === 0
    ? { head: 'Nothing that we know of would stop.', rest: 'No server or zone is noted.', stops: false }
    : {
        head: `${usedBy.length === 1 ? '1 server or zone is' : `${usedBy.length} servers or zones are`} noted.`,
        rest: `Transfers and updates signed with it would stop at ${fewOf(usedBy)}.`,
        stops: true,
      }
