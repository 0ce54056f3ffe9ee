import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import css from './empty.module.css'
import { type Glyph, Icon } from './icon.tsx'

/** Tile, title, one sentence, one action: for a table with nothing, no match, or a failure (`bad`). */
export function Empty({ icon, title, tone, children, code, action, announce, level = 2 }: {
  icon: Glyph
  title: string
  tone?: 'bad'
  children?: ReactNode
  /** A request id, in mono. */
  code?: string
  action?: ReactNode
  announce?: boolean
  /** 1 where it is the whole page. */
  level?: 1 | 2
}) {
  const Heading = `h${level}` as const
  return (
    <div className={css.empty} role={announce ? 'alert' : undefined}>
      <div className={cx(css.tile, tone && css.bad)}><Icon glyph={icon} size={20} /></div>
      <Heading className={css.title} tabIndex={level === 1 ? -1 : undefined}>{title}</Heading>
      {children !== undefined && <p className={css.words}>{children}</p>}
      {code !== undefined && <p className={css.code}>{code}</p>}
      {action !== undefined && <div className={css.action}>{action}</div>}
    </div>
  )
}
