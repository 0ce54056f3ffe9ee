import { useSyncExternalStore } from 'react'

/** A question to the screen, asked once: each `matchMedia` makes a list anew, and this is read with every drawing. */
function media(query: string) {
  let made: MediaQueryList | undefined
  const list = () => (made ??= matchMedia(query))
  const subscribe = (changed: () => void) => {
    list().addEventListener('change', changed)
    return () => list().removeEventListener('change', changed)
  }
  const matches = () => list().matches
  return () => useSyncExternalStore(subscribe, matches)
}

/** Below 640 px: tables become cards. */
export const useNarrow: () => boolean = media('(max-width: 639.98px)')
/** Below 1024 px: the sidebar becomes a drawer. */
export const useDrawer: () => boolean = media('(max-width: 1023.98px)')
