import type { ReactNode } from 'react'
import css from './stack.module.css'

/** Space between things, in the steps of design.md: pages space with this and nothing else. */
export function Stack({ children, gap = 16, row, align, justify, wrap }: {
  children: ReactNode
  gap?: 4 | 8 | 12 | 16 | 24 | 32
  row?: boolean
  align?: 'start' | 'center' | 'end'
  justify?: 'between' | 'end'
  wrap?: boolean
}) {
  return (
    <div className={css.stack} data-gap={gap} data-row={row || undefined} data-align={align} data-justify={justify} data-wrap={wrap || undefined}>
      {children}
    </div>
  )
}
