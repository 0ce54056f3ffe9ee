import { useId } from 'react'
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form'
import { serverNow } from '../client/clock.ts'
import { useNow } from '../client/use-now.ts'
import { describedBy, Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { type Option, Select } from '../ui/select.tsx'
import { type Expiration, type ExpirationChoice, expirationFault, expirationWords, keepLabel } from './expiry.ts'

const presets: readonly Option<ExpirationChoice>[] = [
  { value: '30-days', label: '30 days' },
  { value: '60-days', label: '60 days' },
  { value: '90-days', label: '90 days' },
  { value: '6-months', label: '6 months' },
  { value: '1-year', label: '1 year' },
  { value: 'custom', label: 'Custom date' },
]

type ExpirationFieldProps<Values extends FieldValues, Name extends FieldPathByValue<Values, Expiration>, Out> = {
  control: Control<Values, unknown, Out>
  name: Name
  /** The expiry it has: offers `Keep <date>` first; `each` where there are several. */
  keep?: string | undefined
}

/** **Expiration**, the exact moment it means under it, and **Custom date** below when that is chosen. */
export function ExpirationField<Values extends FieldValues, Name extends FieldPathByValue<Values, Expiration>, Out = Values>({
  control,
  name,
  keep,
}: ExpirationFieldProps<Values, Name, Out>) {
  const id = useId()
  const now = useNow()
  const { field, fieldState } = useController<Values, Name, Out>({
    control,
    name,
    rules: { validate: (value: Expiration) => expirationFault(value, serverNow()) ?? true },
  })
  const value: Expiration = field.value
  const custom = value.choice === 'custom'
  const error = fieldState.error?.message
  const words = expirationWords(value, now, keep)

  return (
    <>
      <Select
        id={id}
        label="Expiration"
        options={keep === undefined ? presets : [{ value: 'keep', label: keepLabel(keep) }, ...presets]}
        value={value.choice}
        onChange={(choice) => field.onChange({ ...value, choice })}
        onBlur={field.onBlur}
        help={custom ? undefined : words}
        error={custom ? undefined : error}
        ref={custom ? undefined : field.ref}
      />
      {custom && (
        <Field id={`${id}-date`} label="Custom date" help={words} error={error}>
          <Input
            ref={field.ref}
            id={`${id}-date`}
            type="date"
            min={new Date(now).toISOString().slice(0, 10)}
            value={value.date}
            onChange={(event) => field.onChange({ ...value, date: event.target.value })}
            onBlur={field.onBlur}
            aria-invalid={error !== undefined || undefined}
            aria-describedby={describedBy(`${id}-date`, { help: words, error })}
          />
        </Field>
      )}
    </>
  )
}
