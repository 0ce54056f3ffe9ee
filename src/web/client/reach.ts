import { useSyncExternalStore } from 'react'
import { getSetup } from '#contract/calls.ts'

/*
 * Whether the server answers at all. Found out by asking what anybody is told, without the session, so that it keeps no idle
 * one alive. What the browser says of its network is a hint to look: a server on this very machine needs none.
 */

const first = 1_000
const most = 30_000
const patience = 5_000

let reachable = true
let looking = false
let wake = () => {}
const listeners = new Set<() => void>()

/** Does it answer now? */
export async function answers(): Promise<boolean> {
  try {
    const { ok, headers } = await fetch(getSetup.path, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(patience) })
    // Its own refusal is an answer; a proxy's page in its place is none.
    return ok || (headers.get('content-type')?.includes('problem+json') ?? false)
  } catch {
    return false
  }
}

function say(now: boolean) {
  if (reachable === now) return
  reachable = now
  for (const listener of listeners) listener()
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => {
  const timer = setTimeout(resolve, milliseconds)
  wake = () => {
    clearTimeout(timer)
    resolve()
  }
})

/** A call was lost, or something else says that the server may be away: asks until it answers, ever more seldom; at once when this is called again. */
export async function look(): Promise<void> {
  if (looking) return wake()
  looking = true
  for (let wait = first; !(await answers()); wait = Math.min(wait * 2, most)) {
    say(false)
    await pause(wait)
  }
  looking = false
  say(true)
}

const hint = () => void look()
/** The browser's own word, and somebody who comes back to a window in which the server was away. */
export function heedHints(): void {
  window.addEventListener('offline', hint)
  window.addEventListener('online', () => looking && hint())
  document.addEventListener('visibilitychange', () => looking && !document.hidden && hint())
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useReachable = (): boolean => useSyncExternalStore(subscribe, () => reachable)
