import { type ComponentProps, useEffect, useRef } from 'react'
import css from './checkbox.module.css'

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'className' | 'style' | 'ref'> & { mixed?: boolean }

/** The native box, drawn by us. Name it with `aria-label`, or use `CheckboxField`. */
export function Checkbox({ mixed = false, ...rest }: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = mixed
  }, [mixed])
  return <input ref={ref} type="checkbox" className={css.box} {...rest} />
}

export function CheckboxField({ label, ...rest }: CheckboxProps & { label: string }) {
  return (
    <label className={css.field}>
      <Checkbox {...rest} />
      {label}
    </label>
  )
}
