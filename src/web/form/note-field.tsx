import { useId } from 'react'
import { type FieldPath, type FieldValues, useController } from 'react-hook-form'
import { describedBy, Field } from '../ui/field.tsx'
import { TextArea } from '../ui/input.tsx'
import type { FormFieldProps } from './text-field.tsx'

type NoteFieldProps<Values extends FieldValues, Name extends FieldPath<Values>, Out> = Omit<FormFieldProps<Values, Name, Out>, 'label'> & {
  label?: string
  max?: number
  placeholder?: string
}

/** Three lines that grow, and a count in code points, as the contract counts them. More than `max` can be typed, and is refused: nothing is cut in silence. */
export function NoteField<Values extends FieldValues, Name extends FieldPath<Values>, Out = Values>({
  control,
  name,
  label = 'Note (optional)',
  help,
  rules,
  max = 500,
  placeholder,
}: NoteFieldProps<Values, Name, Out>) {
  const id = useId()
  const { field, fieldState } = useController<Values, Name, Out>({
    control,
    name,
    rules: { validate: (text: string) => [...(text ?? '')].length <= max || `A note has at most ${max} characters.`, ...rules },
  })
  const error = fieldState.error?.message
  const length = [...(field.value ?? '')].length
  return (
    <Field id={id} label={label} help={help} error={error} counter={`${length} / ${max}`}>
      <TextArea
        id={id}
        placeholder={placeholder}
        {...field}
        value={field.value ?? ''}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, { help, error })}
      />
    </Field>
  )
}
