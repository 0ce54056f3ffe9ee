import MuiTooltip from '@mui/material/Tooltip'
import { type ReactElement, type ReactNode, type RefObject, useCallback, useEffect, useState } from 'react'
import { enterDelay } from './theme-controls.tsx'

let hideLast: (() => void) | undefined

/** One at a time: whoever comes sends the one before away. */
function useOpen(): [open: boolean, setOpen: (open: boolean) => void] {
  const [open, set] = useState(false)
  const setOpen = useCallback((now: boolean) => {
    const hide = () => set(false)
    if (now) {
      hideLast?.()
      hideLast = hide
    }
    set(now)
  }, [])
  return [open, setOpen]
}

/**
 * Words beside a thing that is pointed at or reached by keyboard. The thing says its name itself, so that they are heard once.
 * `onPress`: they come when it is pressed too, as a reason does; else they go then, as a name does.
 */
export function Tip({ text, onPress = false, children }: { text: string | undefined; onPress?: boolean; children: ReactElement }) {
  const [open, setOpen] = useOpen()
  return (
    // No string, or MUI would put it into the thing's `title`. Without words too: else the thing would be another one when they
    // come, and lose its focus.
    <MuiTooltip
      title={<>{text}</>}
      open={open && text !== undefined}
      onOpen={() => setOpen(true)}
      onClose={() => setOpen(false)}
      onMouseDown={() => setOpen(onPress)}
    >
      {children}
    </MuiTooltip>
  )
}

/** The same for a thing that has none until it is pointed at: it comes when one stays, and goes with its thing's word. */
export function TipAt({ anchor, text }: { anchor: RefObject<HTMLElement | null>; text: string }) {
  const [open, setOpen] = useOpen()
  useEffect(() => {
    const timer = setTimeout(() => setOpen(true), enterDelay)
    return () => clearTimeout(timer)
  }, [setOpen])
  return (
    <MuiTooltip title={<>{text}</>} open={open} onClose={() => setOpen(false)} slotProps={{ popper: { anchorEl: () => anchor.current! } }}>
      <span hidden />
    </MuiTooltip>
  )
}

/** Wraps text that needs explaining. For buttons use `label` and `disabledReason` instead. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  return <Tip text={text}><span>{children}</span></Tip>
}
