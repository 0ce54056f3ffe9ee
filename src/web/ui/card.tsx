import type { ReactNode } from 'react'
import css from './card.module.css'

/** A border and no shadow. */
export function Card({ children, as: Tag = 'div', label }: { children: ReactNode; as?: 'div' | 'section' | 'article' | 'li'; label?: string }) {
  return <Tag className={css.card} aria-label={label}>{children}</Tag>
}
