import type { ReactNode } from 'react'
import css from './visually-hidden.module.css'

/** For screen readers only. */
export function VisuallyHidden({ children, as: Tag = 'span', id }: { children: ReactNode; as?: 'span' | 'caption' | 'h1' | 'h2' | 'div'; id?: string }) {
  return <Tag className={css.hidden} id={id}>{children}</Tag>
}
