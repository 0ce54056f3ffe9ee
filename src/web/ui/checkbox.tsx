import { type ComponentProps, useEffect, useRef } from 'react'
import css from './checkbox.module.css'

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'className' | 'style' | 'ref'> & { mixed?: boolean }

/** The native box, drawn by us. Name it with `aria-label`, or use `CheckboxField`. A row's is never mixed, and needs no effect. */
export function Checkbox({ mixed, ...rest }: CheckboxProps) {
  return mixed === undefined ? <input type="checkbox" className={css.box} {...rest} /> : <MixedCheckbox mixed={mixed} {...rest} />
}

function MixedCheckbox({ mixed, ...rest }: CheckboxProps & { mixed: boolean }) {
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
