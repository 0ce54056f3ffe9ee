import MuiDrawer from '@mui/material/Drawer'
import type { ReactNode } from 'react'

/** From the left, over a scrim: the navigation where there is no room for it. */
export function Drawer({ open, onClose, label, children }: { open: boolean; onClose: () => void; label: string; children: ReactNode }) {
  return <MuiDrawer open={open} onClose={onClose} slotProps={{ paper: { role: 'dialog', 'aria-modal': true, 'aria-label': label } }}>{children}</MuiDrawer>
}
