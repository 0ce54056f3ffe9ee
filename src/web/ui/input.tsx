import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import css from './field.module.css'

export type InputProps = Omit<ComponentProps<'input'>, 'size' | 'className' | 'style'> & {
  mono?: boolean
  /** 32 px, in a toolbar. */
  bar?: boolean
}

/** A text input alone; `Field` gives it label and help. */
export function Input({ mono, bar, type = 'text', ...rest }: InputProps) {
  return <input type={type} className={cx(css.input, mono && css.mono, bar && css.bar)} autoComplete="off" spellCheck={mono ? false : undefined} {...rest} />
}

export type TextAreaProps = Omit<ComponentProps<'textarea'>, 'className' | 'style'> & { mono?: boolean }

/** Three lines, growing with its text (where the browser knows `field-sizing`). */
export function TextArea({ mono, rows = 3, ...rest }: TextAreaProps) {
  return <textarea rows={rows} className={cx(css.input, css.area, mono && css.mono)} {...rest} />
}
