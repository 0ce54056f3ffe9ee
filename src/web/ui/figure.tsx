import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import css from './figure.module.css'

/** A number that is the point of its page: 24/32, tabular. `warn` when it needs a person. */
export function Figure({ children, warn, role }: { children: ReactNode; warn?: boolean; role?: 'timer' }) {
  return <span role={role} className={cx(css.figure, warn && css.warn)}>{children}</span>
}
