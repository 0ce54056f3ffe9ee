import Modal from '@mui/material/Modal'
import type { ReactNode } from 'react'
import css from './drawer.module.css'

/** From the left, over a scrim: the navigation where there is no room for it. */
export function Drawer({ open, onClose, label, children }: { open: boolean; onClose: () => void; label: string; children: ReactNode }) {
  return (
    <Modal open={open} hideBackdrop onClose={onClose}>
      <div
        className={css.place}
        tabIndex={-1}
        onClick={(event) => {
          if (event.target === event.currentTarget) onClose()
        }}
      >
        <div role="dialog" aria-modal aria-label={label} className={css.paper}>{children}</div>
      </div>
    </Modal>
  )
}
