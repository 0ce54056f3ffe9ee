import MuiPopover from '@mui/material/Popover'
import { type ReactElement, type ReactNode, useId, useState } from 'react'
import css from './popover.module.css'

type Opener = { 'aria-haspopup': 'dialog'; 'aria-expanded': boolean | undefined; onClick: (event: { currentTarget: HTMLElement }) => void }

/** A small panel beside its button, for reading: a note, an explanation. */
export function Popover({ label, renderButton, children }: { label: string; renderButton: (opener: Opener) => ReactElement; children: ReactNode }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const id = useId()
  return (
    <>
      {renderButton({ 'aria-haspopup': 'dialog', 'aria-expanded': anchor ? true : undefined, onClick: (event) => setAnchor(event.currentTarget) })}
      {anchor !== null && (
        <MuiPopover
          open
          anchorEl={anchor}
          onClose={() => setAnchor(null)}
          anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
          transformOrigin={{ vertical: -4, horizontal: 'left' }}
          slotProps={{ paper: { role: 'dialog', 'aria-labelledby': id, className: css.paper } }}
        >
          <h2 id={id} className={css.title}>{label}</h2>
          {children}
        </MuiPopover>
      )}
    </>
  )
}
