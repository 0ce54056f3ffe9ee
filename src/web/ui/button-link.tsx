import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import { Anchor } from './anchor.tsx'
import { variants } from './button.tsx'
import { type Glyph, Icon } from './icon.tsx'

/** A link drawn as a button: it goes to another page. */
export function ButtonLink({
  href,
  children,
  variant = 'secondary',
  icon,
}: {
  href: string
  children: ReactNode
  variant?: 'primary' | 'secondary' | 'quiet'
  icon?: Glyph
}) {
  return (
    <Button component={Anchor} href={href} {...variants[variant]}>
      {icon && <Icon glyph={icon} />}
      <span>{children}</span>
    </Button>
  )
}
