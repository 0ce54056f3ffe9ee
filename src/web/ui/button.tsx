import MuiButton from '@mui/material/Button'
import CircularProgress from '@mui/material/CircularProgress'
import { type MouseEvent, type ReactNode, type Ref, useId } from 'react'
import { type Glyph, Icon } from './icon.tsx'
import { useTip } from './tooltip.tsx'

/** Ours, and what MUI calls them. */
export const variants = {
  primary: { variant: 'contained', color: 'primary' },
  danger: { variant: 'contained', color: 'error' },
  secondary: { variant: 'outlined', color: 'primary' },
  quiet: { variant: 'text', color: 'primary' },
} as const

export type ButtonProps = {
  children: ReactNode
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void
  variant?: keyof typeof variants
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

/** Never `disabled`, which takes the focus away and says nothing: `aria-disabled`, and a reason. */
export function Button({ children, onClick, variant = 'secondary', type = 'button', icon, iconEnd, busy, disabledReason, wide, ...rest }: ButtonProps) {
  const reasonId = useId()
  const off = disabledReason !== undefined
  const { bind, tip } = useTip(disabledReason, true)

  return (
    <>
      <MuiButton
        type={type}
        {...variants[variant]}
        fullWidth={wide}
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
        {busy ? <CircularProgress /> : icon && <Icon glyph={icon} />}
        <span>{children}</span>
        {iconEnd && <Icon glyph={iconEnd} />}
      </MuiButton>
      {tip}
      {off && <span id={reasonId} hidden>{disabledReason}</span>}
    </>
  )
}
