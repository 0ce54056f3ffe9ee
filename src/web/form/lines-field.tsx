import { useId } from 'react'
import { type FieldPath, type FieldValues, useController } from 'react-hook-form'
import { describedBy, Field } from '../ui/field.tsx'
import { TextArea } from '../ui/input.tsx'
import type { FormFieldProps } from './text-field.tsx'

/** Several things, one a line; three lines that grow. */
export function LinesField<Values extends FieldValues, Name extends FieldPath<Values>, Out = Values>({
  control,
  name,
  label,
  help,
  rules,
}: FormFieldProps<Values, Name, Out>) {
  const id = useId()
  const { field, fieldState } = useController<Values, Name, Out>({ control, name, rules })
  const error = fieldState.error?.message
  return (
    <Field id={id} label={label} help={help} error={error}>
      <TextArea
        id={id}
        mono
        spellCheck={false}
        autoComplete="off"
        {...field}
        value={field.value ?? ''}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, { help, error })}
      />
    </Field>
  )
}
