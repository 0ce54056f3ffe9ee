import type { ApiKey } from '#contract/api-keys.ts'
import type { UseClient, Uses } from '#contract/uses.ts'
import type { StatusWord } from '../../ui/status.tsx'

const dayMs = 86_400_000
const many = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`

/** What a client is called: those that were too many to count one by one have neither address nor name. */
export const clientWords = ({ address, agent }: UseClient) => (address === '' ? 'Others' : agent || 'Not named')

/**
 * Has a client moved to the new value? It has when it used the old one before it first used the new one and not since, or not for
 * a day.
 */
export function moved({ oldLastAt, newFirstAt }: UseClient, now: number): StatusWord {
  if (newFirstAt === null) return 'Not moved'
  if (oldLastAt === null) return 'Moved'
  return Date.parse(oldLastAt) < Date.parse(newFirstAt) || Date.parse(oldLastAt) < now - dayMs ? 'Moved' : 'Partly'
}

/** How many of the calls of a week came with the new value, in whole per cent, never 100 while one did not; `undefined` without calls. */
export function movedPercent({ clients }: Uses): number | undefined {
  const calls = clients.reduce((sum, client) => sum + client.calls, 0)
  const old = clients.reduce((sum, client) => sum + client.oldCalls, 0)
  return calls === 0 ? undefined : Math.floor(((calls - old) / calls) * 100)
}

/** What the drawing of uses comes to, for who does not see it. */
export function usesWords({ days }: Uses): string {
  const calls = days.reduce((sum, day) => sum + day.calls, 0)
  const old = days.reduce((sum, day) => sum + day.oldCalls, 0)
  if (calls === 0) return 'No calls in the last 90 days'
  return `${many(calls, 'call')} on ${many(days.length, 'day')} of the last 90${old > 0 && old < calls ? `, ${old} with an old value` : ''}`
}

/** What would stop if the key ended now: whoever has called within a week. */
export function ifItEnded(key: ApiKey, { clients, tokens }: Uses): { head: string; rest: string; stops: boolean } {
  const recent = clients.filter(({ calls }) => calls > 0)
  const calls = recent.reduce((sum, client) => sum + client.calls, 0)
  const addresses = [...new Set(recent.map(({ address }) => address || 'other places'))]
  const named = addresses.length > 3 ? [...addresses.slice(0, 3), `${addresses.length - 3} more`] : addresses
  const from = named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}` : named[0]
  const bought =
    tokens.live === 0
      ? ''
      : ` ${tokens.live === 1 ? 'The auth token that was bought with it and lives' : `The ${tokens.live} auth tokens that were bought with it and live`} ` +
        `would end too.`
  if (key.status === 'expired') return { head: 'Nothing would stop.', rest: 'The key has expired.', stops: false }
  if (recent.length === 0) return { head: 'Nothing that we know of would stop.', rest: `It was not used in the last 7 days.${bought}`, stops: false }
  return { head: `${many(recent.length, 'client')} would stop.`, rest: `${many(calls, 'call')} in the last 7 days came from ${from}.${bought}`, stops: true }
}
