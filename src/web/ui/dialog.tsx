import Modal from '@mui/material/Modal'
import { type FormEvent, type ReactNode, useId } from 'react'
import css from './dialog.module.css'
import { Mui } from './mui.tsx'

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

/** MUI's Modal (focus trap, scroll lock, the rest of the page hidden from screen readers) around our own paper. */
export function Dialog({ open, title, width = 480, onClose, actions, onSubmit, role = 'dialog', children }: DialogProps) {
  const titleId = useId()
  const inner = (
    <>
      <h2 id={titleId} className={css.title}>{title}</h2>
      <div className={css.content}>{children}</div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </>
  )

  return (
    <Mui><Modal open={open} hideBackdrop onClose={() => onClose?.('escape')}>
      <div className={css.place} tabIndex={-1}>
        <div className={css.scrim} role="presentation" onClick={() => onClose?.('outside')} />
        <div role={role} aria-modal aria-labelledby={titleId} className={css.paper} data-width={width}>
          {onSubmit ? <form noValidate onSubmit={onSubmit} className={css.body}>{inner}</form> : <div className={css.body}>{inner}</div>}
        </div>
      </div>
    </Modal></Mui>
  )
}
