import FormControl from '@mui/material/FormControl'
import FormHelperText from '@mui/material/FormHelperText'
import FormLabel from '@mui/material/FormLabel'
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
    <FormControl error={error !== undefined}>
      <div className={css.head}>
        <FormLabel htmlFor={id} id={`${id}-label`}>{label}</FormLabel>
        {aside}
      </div>
      {children}
      <div className={css.foot}>
        <FormHelperText component="div" id={`${id}-about`} aria-live="polite">
          {error === undefined ? help : <><Icon glyph={CircleAlert} size={14} /><span>{error}</span></>}
        </FormHelperText>
        {counter !== undefined && <FormHelperText component="div" error={false}><span className={css.counter}>{counter}</span></FormHelperText>}
      </div>
    </FormControl>
  )
}
