import { type ComponentType, useEffect, useState } from 'react'

const waiting: (() => Promise<unknown>)[] = []

/** Fetches something by and by, so that it is there when it is wanted. */
export const whenIdle = (load: () => Promise<unknown>): void => void waiting.push(load)

/**
 * A part that is needed only once something opens (MUI's overlays, 30 kB gz). Not `React.lazy`: once the code is here it
 * must be drawn in the same turn as the press, without a fallback in between.
 */
export function late<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let Part: ComponentType<Props> | undefined
  let coming: Promise<void> | undefined
  const fetchIt = () => {
    coming ??= load().then(
      (loaded) => {
        Part = loaded
      },
      (error: unknown) => {
        coming = undefined
        throw error
      },
    )
    return coming
  }
  whenIdle(fetchIt)

  return function Late(props: Props) {
    const [failed, setFailed] = useState<{ error: unknown }>()
    const [, draw] = useState(false)
    useEffect(() => {
      if (Part) return
      let here = true
      fetchIt().then(() => here && draw(true), (error: unknown) => here && setFailed({ error }))
      return () => {
        here = false
      }
    }, [])
    if (failed) throw failed.error
    return Part ? <Part {...props} /> : null
  }
}

/** Fetches all of them when the browser has nothing better to do. A failure is tried again when the part is needed. */
export function preloadLate(): () => void {
  const go = () => waiting.forEach((fetchIt) => void fetchIt().catch(() => undefined))
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(go, 1000)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(go, { timeout: 3000 })
  return () => cancelIdleCallback(handle)
}
