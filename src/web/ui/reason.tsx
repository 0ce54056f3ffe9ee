import { CircleAlert, CircleHelp, CircleX, Clock3, TriangleAlert } from 'lucide-react'
import { Icon } from './icon.tsx'
import css from './reason.module.css'

/** What kind of reason: it ends soon, it fails, it may do too much, it is over, it is of no use. */
const signs = {
  soon: [Clock3, 'warn'], fails: [TriangleAlert, 'warn'], open: [CircleAlert, 'bad'], over: [CircleX, 'bad'], unused: [CircleHelp, undefined],
} as const
export type ReasonSign = keyof typeof signs

/** Why something calls for a look: the words say it, the icon ranks it. */
export function Reason({ sign, children, title }: { sign: ReasonSign; children: string; title?: string }) {
  const [glyph, tone] = signs[sign]
  return (
    <span className={css.reason} title={title}>
      <span className={css.sign} data-tone={tone}><Icon glyph={glyph} size={14} /></span>
      <span>{children}</span>
    </span>
  )
}
