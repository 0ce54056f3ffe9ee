import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { cx } from './cx.ts'
import css from './field.module.css'
import { IconButton } from './icon-button.tsx'
import type { InputProps } from './input.tsx'

/** A password input with show and hide. The button's name must not hold the field's, or tests and voice control find two. */
export function PasswordInput({ mono, bar: _bar, ...rest }: Omit<InputProps, 'type'>) {
  const [shown, setShown] = useState(false)
  return (
    <div className={css.frame}>
      <input type={shown ? 'text' : 'password'} className={cx(css.input, mono && css.mono)} autoComplete="off" spellCheck={false} autoCapitalize="none" {...rest} />
      <IconButton label={shown ? 'Hide characters' : 'Show characters'} icon={shown ? EyeOff : Eye} onClick={() => setShown(!shown)} />
    </div>
  )
}
