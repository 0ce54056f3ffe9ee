import type { MouseEvent } from 'react'
import { cx } from './cx.ts'
import { type Glyph, Icon } from './icon.tsx'
import css from './row-icon-button.module.css'
import { useTip } from './tooltip.tsx'

export type RowIconButtonProps = {
  /** The accessible name, and the tooltip. */
  label: string
  icon: Glyph
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void
  iconSize?: 14 | 16
  /** 28 px, or 20 px in a line of text. */
  size?: 'small' | 'inline'
  /** Off where the label would only repeat what stands beside it. */
  tooltip?: boolean
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
  'aria-controls'?: string
}

/** `IconButton` of a table's body: a plain button, since there are hundreds on a page. */
export function RowIconButton({ label, icon, iconSize = 16, size = 'small', tooltip = true, onClick, ...rest }: RowIconButtonProps) {
  const { bind, tip } = useTip(tooltip ? label : undefined)
  return (
    <>
      <button
        type="button"
        aria-label={label}
        className={cx(css.button, css[size])}
        onClick={onClick}
        {...bind}
        {...rest}
      >
        <Icon glyph={icon} size={iconSize} />
      </button>
      {tip}
    </>
  )
}
