import Modal from '@mui/material/Modal'
import type { ReactNode } from 'react'
import css from './drawer.module.css'
import { Mui } from './mui.tsx'

/** What `Drawer` loads when it is needed. */
export type DrawerProps = { open: boolean; onClose: () => void; label: string; children: ReactNode }

export function DrawerPanel({ open, onClose, label, children }: DrawerProps) {
  return (
    <Mui><Modal open={open} hideBackdrop onClose={onClose}>
      <div className={css.place} tabIndex={-1}>
        <div className={css.scrim} role="presentation" onClick={onClose} />
        <div role="dialog" aria-modal aria-label={label} className={css.paper}>{children}</div>
      </div>
    </Modal></Mui>
  )
}
