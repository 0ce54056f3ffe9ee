import { useLayoutEffect, useRef } from 'react'
import { useStay } from '../client/use-stay.ts'
import { dropForm, isUnsaved, setForm } from './unsaved.ts'

/**
 * Says of a form that it is open (`held`), and whether something is typed into it that is nowhere else (`dirty`): a way out of the page
 * then asks first (`pages/shell/guard.tsx`), and so does the browser. The answer lets go of it, for a Cancel of the form's own.
 */
export function useUnsaved({ dirty, held }: { dirty: boolean; held: boolean }): () => void {
  const token = useRef(Symbol('form'))

  useLayoutEffect(() => {
    const { current } = token
    setForm(current, { dirty, held })
    return () => dropForm(current)
  }, [dirty, held])

  useStay(dirty, isUnsaved)

  return () => setForm(token.current, { dirty: false, held })
}
