import type { ReactNode } from 'react'
import css from './table.module.css'

/** The name, cut with an ellipsis if it must be, and what stands right beside it. */
export function NameCell({ children, after }: { children: ReactNode; after?: ReactNode }) {
  return <span className={css.name}><span className={css.cut}>{children}</span>{after}</span>
}

/** Text that may be cut; `none` where there is nothing. */
export function Clipped({ children, none }: { children: ReactNode; none: string }) {
  return children === null || children === '' ? <span className={css.none}>{none}</span> : <span className={css.cut}>{children}</span>
}
