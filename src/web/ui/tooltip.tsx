import { type FocusEvent, type MouseEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { placeTooltip } from './place-tooltip.ts'
import css from './tooltip.module.css'

const delay = 400

/**
 * A tooltip without Popper (8 kB gz). Spread `bind` on the thing, render `tip` beside it. It opens after 400 ms of
 * hovering, at once by keyboard focus; Escape closes it, and the pointer may rest on it (WCAG 1.4.13). It stands
 * beside its thing and `position: fixed` lets it out of whatever clips, so that it is in the same landmark.
 */
export function useTooltip(text: string | undefined, { onClick = false } = {}) {
  const [anchor, setAnchor] = useState<Element | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const id = useId()

  const later = (act: () => void, ms: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(act, ms)
  }
  const close = () => later(() => setAnchor(null), 60)
  useEffect(() => () => clearTimeout(timer.current), [])

  const bind = text === undefined ? {} : {
    onMouseEnter: (event: MouseEvent) => {
      const target = event.currentTarget
      later(() => setAnchor(target), delay)
    },
    onMouseLeave: close,
    onFocus: (event: FocusEvent) => {
      // Coming back before a blur has closed it.
      clearTimeout(timer.current)
      if (event.currentTarget.matches(':focus-visible')) setAnchor(event.currentTarget)
    },
    onBlur: close,
    // A tooltip that only names its button goes as soon as the button is used; a reason comes when it is pressed.
    onMouseDown: (event: MouseEvent) => {
      clearTimeout(timer.current)
      setAnchor(onClick ? event.currentTarget : null)
    },
  }

  const tip = text !== undefined && anchor ? (
    <Bubble id={id} anchor={anchor} close={() => setAnchor(null)} hold={() => clearTimeout(timer.current)} leave={close}>{text}</Bubble>
  ) : null

  return { bind, tip }
}

type BubbleProps = { id: string; anchor: Element; close: () => void; hold: () => void; leave: () => void; children: ReactNode }

function Bubble({ id, anchor, close, hold, leave, children }: BubbleProps) {
  const ref = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    if (ref.current) placeTooltip(ref.current, anchor)
  })

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    }
    document.addEventListener('keydown', key, true)
    window.addEventListener('scroll', close, true)
    return () => {
      document.removeEventListener('keydown', key, true)
      window.removeEventListener('scroll', close, true)
    }
  })

  // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the pointer may rest on it (WCAG 1.4.13)
  return <div ref={ref} id={id} role="tooltip" className={css.tip} onMouseEnter={hold} onMouseLeave={leave}>{children}</div>
}

/** Wraps text that needs explaining. For buttons use `label` and `disabledReason` instead. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const { bind, tip } = useTooltip(text)
  return (
    <>
      <span className={css.anchor} {...bind}>{children}</span>
      {tip}
    </>
  )
}
