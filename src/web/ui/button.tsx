import { type MouseEvent, type ReactNode, type Ref, useId } from 'react'
import css from './button.module.css'
import { cx } from './cx.ts'
import { type Glyph, Icon } from './icon.tsx'
import { useTooltip } from './tooltip.tsx'

export type ButtonProps = {
  children: ReactNode
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  type?: 'button' | 'submit'
  icon?: Glyph
  /** After the label: the chevron of a button that opens something. */
  iconEnd?: Glyph
  /** The label stays, a ring turns in the icon's place, a second press does nothing. */
  busy?: boolean
  /** Switch and tooltip in one (S11): while it is there, the button does nothing and says this. */
  disabledReason?: string
  size?: 'medium' | 'small' | 'large'
  wide?: boolean
  autoFocus?: boolean
  ref?: Ref<HTMLButtonElement>
  className?: string
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
  'aria-controls'?: string
  'aria-label'?: string
}

export function Button({ children, onClick, variant = 'secondary', type = 'button', icon, iconEnd, busy, disabledReason, size = 'medium', wide, className, ...rest }: ButtonProps) {
  const reasonId = useId()
  const { bind, tip } = useTooltip(disabledReason, { onClick: true })
  const off = disabledReason !== undefined

  return (
    <>
      <button
        type={type}
        className={cx(css.button, css[variant], css[size], wide && css.wide, busy && css.busy, className)}
        aria-disabled={off || busy || undefined}
        aria-busy={busy || undefined}
        aria-describedby={off ? reasonId : undefined}
        onClick={(event) => {
          if (off || busy) event.preventDefault()
          else onClick?.(event)
        }}
        {...bind}
        {...rest}
      >
        {busy ? <span className={cx(css.ring, !icon && css.over)} aria-hidden /> : icon && <Icon glyph={icon} />}
        <span className={css.label}>{children}</span>
        {iconEnd && <Icon glyph={iconEnd} className={css.end} />}
      </button>
      {off && <span id={reasonId} hidden>{disabledReason}</span>}
      {tip}
    </>
  )
}
