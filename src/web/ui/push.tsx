import type { ReactNode } from 'react'
import css from './push.module.css'

/** In a row of actions: stays left while the rest goes right. */
export function Push({ children }: { children: ReactNode }) {
  return <div className={css.push}>{children}</div>
}
