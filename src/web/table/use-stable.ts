import { useRef, useState } from 'react'

/**
 * The same functions for as long as the component stands; each does what the one of the latest drawing does. So what they are
 * given to can be a `memo` that is not drawn anew for them.
 */
export function useStable<Calls extends Readonly<Record<string, (...given: never[]) => unknown>>>(calls: Calls): Calls {
  const latest = useRef(calls)
  latest.current = calls
  const [stable] = useState(() => Object.fromEntries(Object.keys(calls).map((name) => [name, (...given: never[]) => latest.current[name]!(...given)])) as Calls)
  return stable
}
