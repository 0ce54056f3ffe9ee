import MuiIconButton from '@mui/material/IconButton'
import { type MouseEvent, type Ref, useId } from 'react'
import { type Glyph, Icon } from './icon.tsx'
import { useTip } from './tooltip.tsx'

export type IconButtonProps = {
  /** The accessible name, and the tooltip. */
  label: string
  icon: Glyph
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void
  iconSize?: 14 | 16 | 20
  /** 28 px, or 32 px in bars. `inline` is 20 px, in a line of text. */
  size?: 'small' | 'medium' | 'inline'
  disabledReason?: string
  /** Off where the label would only repeat what stands beside it. */
  tooltip?: boolean
  ref?: Ref<HTMLButtonElement>
  className?: string
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
  'aria-controls'?: string
  'aria-pressed'?: boolean
}

export function IconButton({ label, icon, onClick, iconSize = 16, disabledReason, tooltip = true, ...rest }: IconButtonProps) {
  const reasonId = useId()
  const off = disabledReason !== undefined
  const { bind, tip } = useTip(disabledReason ?? (tooltip ? label : undefined), off)
  return (
    <>
      <MuiIconButton
        aria-label={label}
        aria-disabled={off || undefined}
        aria-describedby={off ? reasonId : undefined}
        onClick={(event) => {
          if (!off) onClick?.(event)
        }}
        {...bind}
        {...rest}
      >
        <Icon glyph={icon} size={iconSize} />
      </MuiIconButton>
      {tip}
      {off && <span id={reasonId} hidden>{disabledReason}</span>}
    </>
  )
}
