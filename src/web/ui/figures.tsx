import type { ReactNode } from 'react'
import { Anchor } from './anchor.tsx'
import { Figure } from './figure.tsx'
import { type Glyph, Icon } from './icon.tsx'
import css from './figures.module.css'

export type FigureItem = {
  label: string
  value: string
  href: string
  /** What the link is called: the number alone says nothing. */ name: string
  note?: ReactNode
  /** What it means that there are any. */ icon?: Glyph
  tone?: 'warn' | 'bad'
}

/** Numbers that are the point of a page, in one card, each a link to what it counts. */
export function Figures({ items }: { items: readonly FigureItem[] }) {
  return (
    <dl className={css.figures}>
      {items.map(({ label, value, href, name, note, icon, tone }) => (
        <div key={label} className={css.one}>
          <dt className={css.label}>{label}{icon !== undefined && <span className={css.sign} data-tone={tone}><Icon glyph={icon} /></span>}</dt>
          <dd className={css.value}><Anchor href={href} className={css.link} aria-label={name}><Figure>{value}</Figure></Anchor></dd>
          {note !== undefined && <dd className={css.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  )
}
