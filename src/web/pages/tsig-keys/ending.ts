import type { TsigUse } from '#contract/nameservers.ts'
import { several } from '#contract/several.ts'
import { type Ending, fewOf } from '../credential/use-words.ts'

/** What would stop without it: its uses, or else what people have noted of who uses it. No server tells us. */
export function ifTsigKeyEnded(uses: readonly TsigUse[], usedBy: readonly string[]): Ending {
  const servers = [...new Set(uses.map(({ nameserverName }) => nameserverName))]
  if (servers.length > 0) {
    const head = `${several(servers.length, 'nameserver')} ${servers.length === 1 ? 'uses' : 'use'} it.`
    return { head, rest: `What is signed with it would stop at ${fewOf(servers)}. To replace it without an outage, roll it over.`, stops: true }
  }
  return usedBy.length === 0
    ? { head: 'Nothing that we know of would stop.', rest: 'No server or zone is noted.', stops: false }
    : {
        head: `${several(usedBy.length, { one: 'server or zone is', many: 'servers or zones are' })} noted.`,
        rest: `Transfers and updates signed with it would stop at ${fewOf(usedBy)}.`,
        stops: true,
      }
}
