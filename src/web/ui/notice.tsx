import { CircleAlert, CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import css from './notice.module.css'

const glyphs = { warn: TriangleAlert, bad: CircleX, ok: CircleCheck, info: Info, fact: CircleAlert } as const

/** One per view. `fact` is plain; `announce` for those that appear after something was done. */
export function Notice({ tone = 'fact', announce, children, action }: { tone?: keyof typeof glyphs; announce?: boolean; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={cx(css.notice, css[tone])} role={announce ? (tone === 'bad' || tone === 'warn' ? 'alert' : 'status') : undefined}>
      <Icon glyph={glyphs[tone]} className={css.icon} />
      <div className={css.words}>{children}</div>
      {action}
    </div>
  )
}
