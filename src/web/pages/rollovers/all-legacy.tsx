import { useEffect, useRef } from 'react'
import { useBack } from '../../form/use-back.ts'
import { rollOverLegacy } from './legacy.ts'

/** **Roll over all legacy keys** by its address: asks as soon as it is there, and leads back to the list whatever was answered. */
export function Component() {
  const back = useBack()
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    void rollOverLegacy().finally(back)
  }, [back])
  return null
}
