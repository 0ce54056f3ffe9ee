import MuiTooltip from '@mui/material/Tooltip'
import { type ReactElement, type ReactNode, useState } from 'react'

/**
 * Words beside a thing that is pointed at or reached by keyboard. The thing says its name itself, so that they are heard once.
 * `onPress`: they come when it is pressed too, as a reason does; else they go then, as a name does.
 */
export function Tip({ text, onPress = false, children }: { text: string | undefined; onPress?: boolean; children: ReactElement }) {
  const [open, setOpen] = useState(false)
  return (
    // No string, or MUI would put it into the thing's `title`; and without words too, or the thing would be another one when they come, and lose its focus.
    <MuiTooltip title={<>{text}</>} open={open && text !== undefined} onOpen={() => setOpen(true)} onClose={() => setOpen(false)} onMouseDown={() => setOpen(onPress)}>
      {children}
    </MuiTooltip>
  )
}

/** Wraps text that needs explaining. For buttons use `label` and `disabledReason` instead. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  return <Tip text={text}><span>{children}</span></Tip>
}
