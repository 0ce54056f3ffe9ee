import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Named, ToastList } from '../ui/toast-list.tsx'
import { go } from './go.ts'
import { dismissToast, type ShownToast, shownToasts } from './toast.ts'

const staysFor = 6000

function words({ text, name }: ShownToast): ReactNode {
  const [before, after] = text.split('{name}', 2)
  return name === undefined || after === undefined ? text : <>{before}<Named>{name}</Named>{after}</>
}

export function Toasts() {
  const shown = shownToasts.use()
  const [held, setHeld] = useState(false)
  /** Milliseconds each has left; the time stands still while one reads. */
  const left = useRef(new Map<number, number>())

  useEffect(() => {
    if (held) return
    const started = performance.now()
    const timers = shown.filter(({ tone }) => tone !== 'bad').map(({ id }) => setTimeout(() => dismissToast(id), left.current.get(id) ?? staysFor))
    return () => {
      timers.forEach(clearTimeout)
      const spent = performance.now() - started
      left.current = new Map(shown.map(({ id }) => [id, Math.max(0, (left.current.get(id) ?? staysFor) - spent)]))
    }
  }, [shown, held])

  // The pointer or the focus may have been on the last one when it went, and then nothing says that it left.
  useEffect(() => {
    if (shown.length === 0) setHeld(false)
  }, [shown.length])

  return (
    <ToastList
      items={shown.map((one) => {
        const { href } = one
        return { id: one.id, tone: one.tone, content: words(one), detail: one.detail, onShow: href === undefined ? undefined : () => go(href) }
      })}
      onDismiss={dismissToast}
      onHold={() => setHeld(true)}
      onRelease={() => setHeld(false)}
    />
  )
}
