import type { ReactNode } from 'react'
import { Anchor } from './anchor.tsx'
import css from './button.module.css'
import { cx } from './cx.ts'
import { type Glyph, Icon } from './icon.tsx'

/** A link drawn as a button: it goes to another page. */
export function ButtonLink({ href, children, variant = 'secondary', icon }: { href: string; children: ReactNode; variant?: 'primary' | 'secondary' | 'quiet'; icon?: Glyph }) {
  return (
    <Anchor href={href} className={cx(css.button, css[variant])}>
      {icon && <Icon glyph={icon} />}
      <span className={css.label}>{children}</span>
    </Anchor>
  )
}
