import { type MouseEvent, type Ref, useId } from 'react'
import { cx } from './cx.ts'
import css from './icon-button.module.css'
import { type Glyph, Icon } from './icon.tsx'
import { useTooltip } from './tooltip.tsx'

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

export function IconButton({ label, icon, onClick, iconSize = 16, size = 'small', disabledReason, tooltip = true, className, ...rest }: IconButtonProps) {
  const reasonId = useId()
  const { bind, tip } = useTooltip(disabledReason ?? (tooltip ? label : undefined), { onClick: disabledReason !== undefined })

  return (
    <>
      <button
        type="button"
        aria-label={label}
        className={cx(css.button, css[size], className)}
        aria-disabled={disabledReason !== undefined || undefined}
        aria-describedby={disabledReason === undefined ? undefined : reasonId}
        onClick={(event) => {
          if (disabledReason === undefined) onClick?.(event)
        }}
        {...bind}
        {...rest}
      >
        <Icon glyph={icon} size={iconSize} />
      </button>
      {disabledReason !== undefined && <span id={reasonId} hidden>{disabledReason}</span>}
      {tip}
    </>
  )
}
