import type { ReactNode } from 'react'
import { Anchor } from './anchor.tsx'
import { cx } from './cx.ts'
import css from './text-link.module.css'

/** A link in text or in a cell. `strong` for names; `name` where what is read, such as a number, says too little. */
export function TextLink({ href, children, strong, name }: { href: string; children: ReactNode; strong?: boolean; name?: string }) {
  return <Anchor href={href} className={cx(css.link, strong && css.strong)} aria-label={name}>{children}</Anchor>
}

/** A button that reads like a link: it opens a dialog rather than a page. */
export function TextButton({ onClick, children, strong, name }: { onClick: () => void; children: ReactNode; strong?: boolean; name?: string }) {
  return <button type="button" aria-label={name} className={cx(css.link, css.button, strong && css.strong)} onClick={onClick}>{children}</button>
}
