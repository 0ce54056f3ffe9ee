import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

export type PanelDialogProps = { title: string; onClose: () => void; children: ReactNode }

/** On a phone a panel is a dialog at the bottom; what is changed in it holds at once. */
export function PanelDialog({ title, onClose, children }: PanelDialogProps) {
  return <Dialog open title={title} onClose={onClose} actions={<Button variant="primary" onClick={onClose}>Done</Button>}>{children}</Dialog>
}
