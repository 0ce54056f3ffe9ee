import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import css from './mono.module.css'

/** Hints, fingerprints, addresses, codes. `wrap` breaks anywhere instead of running on. */
export function Mono({ children, wrap, title }: { children: ReactNode; wrap?: boolean; title?: string }) {
  return <span className={cx(css.mono, wrap && css.wrap)} title={title}>{children}</span>
}
