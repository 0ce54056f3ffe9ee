import MuiDrawer from '@mui/material/Drawer'
import { X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { IconButton } from './icon-button.tsx'
import css from './sheet.module.css'

/** At the right, in full height, for results that are read beside a table (design.md, Sheet): the head stays, the body scrolls. */
export function Sheet({ title, about, head, onClose, children }: {
  title: string
  about?: ReactNode
  head?: ReactNode
  onClose: () => void
  children: ReactNode
}) {
  const id = useId()
  return (
    <MuiDrawer anchor="right" open onClose={onClose} slotProps={{ paper: { role: 'dialog', 'aria-modal': true, 'aria-labelledby': id, className: css.sheet } }}>
      <div className={css.head}>
        <div className={css.titles}>
          <div>
            <h2 id={id} className={css.title}>{title}</h2>
            {about !== undefined && <p className={css.about}>{about}</p>}
          </div>
          <IconButton label="Close" icon={X} onClick={onClose} />
        </div>
        {head}
      </div>
      {/* It scrolls, and a keyboard is to scroll it too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above */}
      <div className={css.body} tabIndex={0} role="region" aria-label="Results">{children}</div>
    </MuiDrawer>
  )
}

/** Fields of a sheet's head beside each other. */
export const SheetFields = ({ children }: { children: ReactNode }) => <div className={css.fields}>{children}</div>

/** A field of a sheet's head, and the button beside it: the field's help moves it nowhere. */
export const SheetLine = ({ field, button }: { field: ReactNode; button: ReactNode }) => (
  <div className={css.line}>{field}<div className={css.beside}>{button}</div></div>
)
