import { type MouseEvent, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { type Glyph, Icon } from './icon.tsx'
import css from './row-icon-button.module.css'
import { TipAt } from './tooltip.tsx'

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

/** `IconButton` of a table's body: a plain button, since there are hundreds on a page, and a tooltip only once it is pointed at. */
export function RowIconButton({ label, icon, iconSize = 16, size = 'small', tooltip = true, onClick, ...rest }: RowIconButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [pointed, setPointed] = useState(false)
  const leave = () => setPointed(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        className={cx(css.button, css[size])}
        onMouseEnter={() => setPointed(true)}
        onMouseLeave={leave}
        onFocus={(event) => setPointed(event.currentTarget.matches(':focus-visible'))}
        onBlur={leave}
        onMouseDown={leave}
        onClick={onClick}
        {...rest}
      >
        <Icon glyph={icon} size={iconSize} />
      </button>
      {tooltip && pointed && <TipAt anchor={button} text={label} />}
    </>
  )
}
