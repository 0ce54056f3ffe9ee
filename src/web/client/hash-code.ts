import { useEffect } from 'react'
import { useLocation } from 'react-router'

/**
 * The one-time code of a link, which stands behind `#` so that it reaches no server log and no `Referer` (rules:
 * One-time codes). It is taken out of the address bar, and so out of the history and of what is copied from there. `kept`: under this
 * name the tab remembers it, for a reload, until `forgetCode`.
 */
export function useHashCode(kept?: string): string {
  const { hash } = useLocation()
  const code = hash.slice(1) || (kept === undefined ? '' : stored(() => sessionStorage.getItem(kept)) ?? '')
  useEffect(() => {
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
    if (kept !== undefined && hash !== '') stored(() => sessionStorage.setItem(kept, hash.slice(1)))
  }, [hash, kept])
  return code
}

export const forgetCode = (kept: string): void => stored(() => sessionStorage.removeItem(kept))

/** A browser may forbid storage; then a reload takes the whole link again. */
function stored<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
