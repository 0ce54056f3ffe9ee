import type { ReactNode } from 'react'
import { Anchor } from './anchor.tsx'
import { cx } from './cx.ts'
import css from './text-link.module.css'

/** A link in text or in a cell. `strong` for names. */
export function TextLink({ href, children, strong }: { href: string; children: ReactNode; strong?: boolean }) {
  return <Anchor href={href} className={cx(css.link, strong && css.strong)}>{children}</Anchor>
}

/** A button that reads like a link: it opens a dialog rather than a page. */
export function TextButton({ onClick, children, strong }: { onClick: () => void; children: ReactNode; strong?: boolean }) {
  return <button type="button" className={cx(css.link, css.button, strong && css.strong)} onClick={onClick}>{children}</button>
}
