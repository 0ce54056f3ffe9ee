import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './field.module.css'
import { Icon } from './icon.tsx'

export type FieldProps = {
  /** The id of the control; the label, help and error are tied to it. */
  id: string
  label: string
  help?: ReactNode
  /** Replaces the help. */
  error?: string
  /** On the label's line, at the right. */
  aside?: ReactNode
  /** On the help's line, at the right: `0 / 500`. */
  counter?: ReactNode
  children: ReactNode
}

/** What `aria-describedby` of the control in a field must be. */
export const describedBy = (id: string, { help, error }: { help?: ReactNode; error?: string }): string | undefined =>
  error !== undefined || help !== undefined ? `${id}-about` : undefined

/** Label above, the control, then help or error. */
export function Field({ id, label, help, error, aside, counter, children }: FieldProps) {
  return (
    <div className={css.field}>
      <div className={css.head}>
        <label htmlFor={id} id={`${id}-label`} className={css.label}>{label}</label>
        {aside}
      </div>
      {children}
      <div className={css.foot}>
        <div id={`${id}-about`} className={error === undefined ? css.help : css.error} aria-live="polite">
          {error === undefined ? help : <><Icon glyph={CircleAlert} size={14} className={css.alert} />{error}</>}
        </div>
        {counter !== undefined && <div className={css.counter}>{counter}</div>}
      </div>
    </div>
  )
}
