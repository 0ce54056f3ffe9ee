import type { ReactNode, Ref } from 'react'
import css from './date-input.module.css'
import { Input } from './input.tsx'

/** A date as text, `2027-12-31`, and the browser's own calendar behind `picker.showPicker()`. */
export function DateInput({ id, name, value, onChange, onBlur, min, invalid, describedBy, buttons, ref, picker }: {
  id: string
  name: string
  value: string
  onChange: (text: string) => void
  onBlur: () => void
  /** The first day that the calendar offers. */
  min?: string
  invalid: boolean
  describedBy: string | undefined
  buttons: ReactNode
  ref: Ref<HTMLInputElement>
  picker: Ref<HTMLInputElement>
}) {
  return (
    <Input
      ref={ref}
      id={id}
      name={name}
      placeholder="YYYY-MM-DD"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onBlur}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      end={
        <>
          {buttons}
          <input
            ref={picker}
            type="date"
            className={css.picker}
            tabIndex={-1}
            aria-hidden
            min={min}
            value={/^\d{4}-\d\d-\d\d$/.test(value) ? value : ''}
            onChange={(event) => onChange(event.target.value)}
          />
        </>
      }
    />
  )
}
