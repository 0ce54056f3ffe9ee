import { several } from '#contract/several.ts'
import type { UseClient, Uses } from '#contract/uses.ts'
import type { StatusWord } from '../../ui/status.tsx'

const dayMs = 86_400_000

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
export function usesWords(days: Uses['days'], one = 'call'): string {
  const calls = days.reduce((sum, day) => sum + day.calls, 0)
  const old = days.reduce((sum, day) => sum + day.oldCalls, 0)
  if (calls === 0) return `No ${one}s in the last 90 days`
  return `${several(calls, one)} on ${several(days.length, 'day')} of the last 90${old > 0 && old < calls ? `, ${old} with an old value` : ''}`
}

/** What would stop, in a sentence and what is known of it. */
export interface Ending {
  head: string
  rest: string
  stops: boolean
}

/** Of what does not work any more: `why` says so. */
export const alreadyOver = (why: string): Ending => ({ head: 'Nothing would stop.', rest: why, stops: false })

/** `a, b, c and 2 more`. */
export function fewOf(names: readonly string[]): string {
  const named = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}` : named.join('')
}

/** What would stop if it ended now: whoever has called within a week. */
export function ifItEnded({ clients, tokens }: Uses): Ending {
  const recent = clients.filter(({ calls }) => calls > 0)
  const calls = recent.reduce((sum, client) => sum + client.calls, 0)
  const addresses = [...new Set(recent.map(({ address }) => address || 'other places'))]
  const bought =
    tokens.live === 0
      ? ''
      : ` ${tokens.live === 1 ? 'The auth token that was bought with it and lives' : `The ${tokens.live} auth tokens that were bought with it and live`} ` +
        `would end too.`
  if (recent.length === 0) return { head: 'Nothing that we know of would stop.', rest: `It was not used in the last 7 days.${bought}`, stops: false }
  return {
    head: `${several(recent.length, 'client')} would stop.`,
    rest: `${several(calls, 'call')} in the last 7 days came from ${fewOf(addresses)}.${bought}`,
    stops: true,
  }
}
