import { type ComponentProps, useEffect, useRef } from 'react'
import css from './row-checkbox.module.css'

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'className' | 'style' | 'ref'> & { mixed?: boolean }

/** A table's box: the native one, drawn by us, since there is one a row. Name it with `aria-label`. A row's is never mixed, and needs no effect. */
export function RowCheckbox({ mixed, ...rest }: CheckboxProps) {
  return mixed === undefined ? <input type="checkbox" className={css.box} {...rest} /> : <MixedCheckbox mixed={mixed} {...rest} />
}

function MixedCheckbox({ mixed, ...rest }: CheckboxProps & { mixed: boolean }) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = mixed
  }, [mixed])
  return <input ref={ref} type="checkbox" className={css.box} {...rest} />
}
