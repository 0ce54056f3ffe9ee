import type { ReactNode } from 'react'
import css from './side-by-side.module.css'

/** Two parts of a page beside each other, one under the other where there is no room. */
export function SideBySide({ children }: { children: ReactNode }) {
  return <div className={css.sides}>{children}</div>
}
