import { useEffect, useState } from 'react'

/** `true` once something has gone on for 150 ms: shorter waits show nothing, so that nothing flickers. */
export function useLate(waiting: boolean, after = 150): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => setLate(true), after)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [waiting, after])
  return late
}
