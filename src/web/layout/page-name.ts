import { useLayoutEffect } from 'react'
import { makeStore } from '../feedback/store.ts'

const named = makeStore<string | undefined>(undefined)

/** A page about one thing has the thing's name for its own, in the window's title and at the end of the crumbs: only the page has read it. */
export function usePageName(name: string): void {
  useLayoutEffect(() => {
    named.set(name)
    return () => named.set(undefined)
  }, [name])
}

/** The name the page gave itself, if it did. */
export const useNameOfPage = (): string | undefined => named.use()
