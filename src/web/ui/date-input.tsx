import type { ReactNode, Ref, SyntheticEvent } from 'react'
import { Input } from './input.tsx'

/** What a field has whose date is not written to its end: the browser says of it what it says of an empty one. */
export const unfinished = '?'

/** The browser's own date field, in its language. `value` is `2027-12-31`, `unfinished`, or nothing. */
export function DateInput({ id, name, value, onChange, onBlur, min, invalid, describedBy, buttons, ref }: {
  id: string
  name: string
  value: string
  onChange: (text: string) => void
  onBlur: () => void
  /** The first day that the calendar offers. */
  min?: string
  invalid: boolean
  describedBy: string | undefined
  buttons?: ReactNode
  ref: Ref<HTMLInputElement>
}) {
  // With each key: as long as parts are missing, a date field tells of no change.
  const read = ({ currentTarget: { value: text, validity } }: SyntheticEvent<HTMLInputElement>) => {
    const now = validity.badInput ? unfinished : text
    if (now !== value) onChange(now)
  }
  return (
    <Input
      ref={ref}
      id={id}
      name={name}
      type="date"
      min={min}
      max="9999-12-31"
      value={value === unfinished ? '' : value}
      onChange={read}
      onKeyUp={read}
      onBlur={(event) => {
        read(event)
        onBlur()
      }}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      end={buttons}
    />
  )
}
