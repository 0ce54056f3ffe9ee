import { useEffect } from 'react'

/** The window's title. By hand: React would hoist a second `<title>`, and the first one wins. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === 'Countersign' ? title : `${title} · Countersign`
  }, [title])
}
