import { type ComponentType, useEffect, useState } from 'react'

const waiting: (() => Promise<unknown>)[] = []

/** Fetches something by and by, so that it is there when it is wanted. */
export const whenIdle = (load: () => Promise<unknown>): void => void waiting.push(load)

/**
 * A part that is needed only once something opens: panels, dialogs. Not `React.lazy`: once the code is here it
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

let ahead = 0
/** Is something being fetched that nobody has asked for yet? When that fails, nobody is to be told. */
export const fetchingAhead = (): boolean => ahead > 0

/**
 * Fetches all of them once the page is there (`settled`) and the browser has nothing better to do: before, they would take the
 * line from what the page waits for. A failure is tried again when the part is needed.
 */
export function preloadLate(settled: () => boolean): () => void {
  const go = () => {
    ahead++
    void Promise.allSettled(waiting.map((fetchIt) => fetchIt())).then(() => ahead--)
  }
  let timer: ReturnType<typeof setTimeout>
  let calm = 0
  const look = () => {
    // For a second: what a page asks for, it asks for after it was drawn, and a slow device takes its time over that.
    calm = settled() ? calm + 1 : 0
    if (calm < 4) timer = setTimeout(look, 250)
    else if (typeof requestIdleCallback === 'function') requestIdleCallback(go, { timeout: 3000 })
    else go()
  }
  look()
  return () => clearTimeout(timer)
}
