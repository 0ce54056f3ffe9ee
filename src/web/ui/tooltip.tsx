import MuiTooltip from '@mui/material/Tooltip'
import { type FocusEvent, type PointerEvent, type MouseEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { enterDelay, leaveDelay } from './theme-controls.tsx'

let hideLast: (() => void) | undefined

/** MUI's tooltip beside a thing that is pointed at: it comes when one stays, or at once (`now`). One at a time: whoever comes sends the one before away. */
function Words({ thing, text, now, onStay, onClose }: { thing: HTMLElement; text: string; now: boolean; onStay: () => void; onClose: () => void }) {
  const [stayed, setStayed] = useState(false)
  const open = now || stayed
  useEffect(() => {
    const timer = setTimeout(() => setStayed(true), enterDelay)
    return () => clearTimeout(timer)
  }, [])
  useLayoutEffect(() => {
    if (!open) return
    hideLast?.()
    hideLast = onClose
    return () => {
      if (hideLast === onClose) hideLast = undefined
    }
  }, [open, onClose])
  return (
    <MuiTooltip title={<>{text}</>} open={open} onClose={onClose} slotProps={{ popper: { anchorEl: thing, onMouseEnter: onStay } }}>
      <span hidden />
    </MuiTooltip>
  )
}

/**
 * Words beside a thing that is pointed at or reached by keyboard: `bind` goes to the thing, `tip` beside it. Nothing of a tooltip is
 * there before, because MUI's costs as much as its button each time one is drawn. The thing says its name itself, so that the words
 * are heard once. `onPress`: they come when it is pressed too, as a reason does; else they go then, as a name does.
 */
export function useTip(text: string | undefined, onPress = false) {
  const [at, setAt] = useState<{ thing: HTMLElement; now: boolean }>()
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [{ stay, go, close }] = useState(() => {
    const stay = () => clearTimeout(leaving.current)
    const close = () => {
      stay()
      setAt(undefined)
    }
    const go = () => {
      stay()
      leaving.current = setTimeout(close, leaveDelay)
    }
    return { stay, go, close }
  })
  useEffect(() => stay, [stay])

  const come = (thing: HTMLElement, now: boolean) => {
    stay()
    setAt({ thing, now })
  }
  const bind = {
    onPointerEnter: (event: PointerEvent<HTMLElement>) => come(event.currentTarget, false),
    onPointerLeave: go,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      if (event.currentTarget.matches(':focus-visible')) come(event.currentTarget, false)
    },
    onBlur: go,
    onMouseDown: (event: MouseEvent<HTMLElement>) => (onPress ? come(event.currentTarget, true) : close()),
  }
  const tip: ReactNode = at !== undefined && text !== undefined && <Words {...at} text={text} onStay={stay} onClose={close} />
  return { bind, tip }
}
