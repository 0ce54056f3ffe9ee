import { useEffect } from 'react'
import { useLocation } from 'react-router'

/**
 * The one-time code of a link, which stands behind `#` so that it reaches no server log and no `Referer` (rules:
 * One-time codes). It is taken out of the address bar, and so out of the history and of what is copied from there.
 */
export function useHashCode(): string {
  const { hash } = useLocation()
  useEffect(() => {
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
  }, [hash])
  return hash.slice(1)
}
