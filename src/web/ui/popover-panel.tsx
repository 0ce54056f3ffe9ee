import MuiPopover from '@mui/material/Popover'
import { type ReactNode, useId } from 'react'
import { Mui } from './mui.tsx'
import css from './popover.module.css'

export type PopoverPanelProps = { label: string; anchor: HTMLElement | null; onClose: () => void; children: ReactNode }

/** What `Popover` loads when it is needed. */
export function PopoverPanel({ label, anchor, onClose, children }: PopoverPanelProps) {
  const id = useId()
  return (
    <Mui>
      <MuiPopover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={onClose}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        transformOrigin={{ vertical: -4, horizontal: 'left' }}
        slotProps={{ paper: { role: 'dialog', 'aria-labelledby': id, className: css.paper } }}
      >
        <h2 id={id} className={css.title}>{label}</h2>
        {children}
      </MuiPopover>
    </Mui>
  )
}
