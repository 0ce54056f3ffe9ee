import { useEffect, useEffectEvent } from 'react'
import { useBlocker } from 'react-router'
import { isUnsaved, mayLeave } from '../../feedback/unsaved.ts'

/** Asks before a link or Back takes away what is typed. One for all forms: a router has one blocker. The table behind a form may change its `?`. */
export function Guard() {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => isUnsaved() && currentLocation.pathname !== nextLocation.pathname)
  const ask = useEffectEvent(async () => {
    const go = await mayLeave()
    if (blocker.state !== 'blocked') return
    if (go) blocker.proceed()
    else blocker.reset()
  })
  useEffect(() => {
    if (blocker.state === 'blocked') void ask()
  }, [blocker.state])
  return null
}
