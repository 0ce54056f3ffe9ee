import MuiDialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type FormEvent, type ReactNode, useId } from 'react'

export type DialogProps = {
  open: boolean
  title: string
  /** 400 confirm, 480 form, 520 TSIG, 560 one-time value. */
  width?: 400 | 480 | 520 | 560
  /** Asked for by Escape or a press outside. Without it, both do nothing. */
  onClose?: (why: 'escape' | 'outside') => void
  /** The row at the foot: extras first, then Cancel, then the primary. */
  actions?: ReactNode
  /** Makes the dialog a form, so that Enter in a field submits. */
  onSubmit?: (event: FormEvent<HTMLFormElement>) => void
  role?: 'dialog' | 'alertdialog'
  children?: ReactNode
}

export function Dialog({ open, title, width = 480, onClose, actions, onSubmit, role = 'dialog', children }: DialogProps) {
  const titleId = useId()
  const inner = (
    <>
      <DialogTitle id={titleId}>{title}</DialogTitle>
      <DialogContent>{children}</DialogContent>
      {actions !== undefined && <DialogActions>{actions}</DialogActions>}
    </>
  )
  return (
    <MuiDialog
      open={open}
      role={role}
      aria-labelledby={titleId}
      onClose={(_, why) => onClose?.(why === 'escapeKeyDown' ? 'escape' : 'outside')}
      slotProps={{ paper: { 'data-width': width } as object }}
    >
      {onSubmit ? (
        <form noValidate onSubmit={onSubmit}>
          {inner}
        </form>
      ) : (
        inner
      )}
    </MuiDialog>
  )
}
