import { useEffect, useEffectEvent, useRef } from 'react'
import { useBlocker, useLocation } from 'react-router'
import { dropQuestions } from '../../feedback/pending.ts'
import { isUnsaved, mayLeave } from '../../feedback/unsaved.ts'

/**
 * Asks before a link or Back takes away what is typed. One for all forms: a router has one blocker. The table behind a form may change its `?`.
 * And what was asked on a page is not asked over another.
 */
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

  const { pathname } = useLocation()
  const asked = useRef(pathname)
  useEffect(() => {
    if (asked.current !== pathname) dropQuestions()
    asked.current = pathname
  }, [pathname])
  return null
}
