import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import css from './fold.module.css'
import { Icon } from './icon.tsx'

/** A part of a page that is opened when it is wanted. */
export function Fold({ title, open, onToggle, children }: { title: string; open: boolean; onToggle: () => void; children: ReactNode }) {
  const id = useId()
  return (
    <section>
      <h2 className={css.title}>
        <button type="button" className={css.button} aria-expanded={open} aria-controls={open ? id : undefined} onClick={onToggle}>
          <Icon glyph={ChevronRight} size={14} />
          {title}
        </button>
      </h2>
      {open && <div id={id} className={css.body}>{children}</div>}
    </section>
  )
}
