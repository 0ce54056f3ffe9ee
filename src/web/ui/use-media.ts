import { useSyncExternalStore } from 'react'

const narrow = '(max-width: 639.98px)'
const noSidebar = '(max-width: 1023.98px)'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}

/** Below 640 px: tables become cards. */
export const useNarrow = (): boolean => useMedia(narrow)
/** Below 1024 px: the sidebar becomes a drawer. */
export const useDrawer = (): boolean => useMedia(noSidebar)
