import { useId } from 'react'
import { type FieldPath, type FieldValues, useController } from 'react-hook-form'
import { describedBy, Field } from '../ui/field.tsx'
import { PasswordInput } from '../ui/password-input.tsx'
import type { FormFieldProps } from './text-field.tsx'

type PasswordFieldProps<Values extends FieldValues, Name extends FieldPath<Values>, Out> = FormFieldProps<Values, Name, Out> & {
  /** `current-password` to sign in, `new-password` to choose one, `off` for other secrets. */
  autoComplete: 'current-password' | 'new-password' | 'off'
  mono?: boolean
}

export function PasswordField<Values extends FieldValues, Name extends FieldPath<Values>, Out = Values>({
  control,
  name,
  label,
  help,
  rules,
  ...input
}: PasswordFieldProps<Values, Name, Out>) {
  const id = useId()
  const { field, fieldState } = useController<Values, Name, Out>({ control, name, rules })
  const error = fieldState.error?.message
  return (
    <Field id={id} label={label} help={help} error={error}>
      <PasswordInput
        id={id}
        {...input}
        {...field}
        value={field.value ?? ''}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, { help, error })}
      />
    </Field>
  )
}
