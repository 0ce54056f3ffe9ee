import type { ReactNode } from 'react'
import css from './side-by-side.module.css'

/** Two parts of a page beside each other, one under the other where there is no room. `lead`: the first has three fifths of it. */
export function SideBySide({ children, lead }: { children: ReactNode; lead?: boolean }) {
  return <div className={css.sides} data-lead={lead || undefined}>{children}</div>
}
