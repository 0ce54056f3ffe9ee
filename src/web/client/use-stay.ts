import { useEffect } from 'react'

const always = () => true

/** While `held`, the browser asks before the tab is closed, reloaded or left; `still` is looked at then. */
export function useStay(held: boolean, still: () => boolean = always): void {
  useEffect(() => {
    if (!held) return undefined
    const stay = (event: BeforeUnloadEvent) => {
      if (still()) event.preventDefault()
    }
    window.addEventListener('beforeunload', stay)
    return () => window.removeEventListener('beforeunload', stay)
  }, [held, still])
}
