import { type ReactNode, useId } from 'react'
import { type Control, type FieldPath, type FieldValues, useController, type UseControllerProps } from 'react-hook-form'
import { describedBy, Field } from '../ui/field.tsx'
import { Input, type InputProps } from '../ui/input.tsx'

/** What every field of a form takes. `control` types `name`. */
export type FormFieldProps<Values extends FieldValues, Name extends FieldPath<Values>, Out> = {
  control: Control<Values, unknown, Out>
  name: Name
  label: string
  help?: ReactNode
  /** For forms without a schema: `{ required: 'Enter a name.' }`. */
  rules?: UseControllerProps<Values, Name>['rules']
}

type TextFieldProps<Values extends FieldValues, Name extends FieldPath<Values>, Out> = FormFieldProps<Values, Name, Out> &
  Pick<InputProps, 'type' | 'placeholder' | 'autoComplete' | 'inputMode' | 'mono' | 'maxLength' | 'readOnly' | 'min' | 'max'> & { aside?: ReactNode }

export function TextField<Values extends FieldValues, Name extends FieldPath<Values>, Out = Values>({
  control,
  name,
  label,
  help,
  rules,
  aside,
  ...input
}: TextFieldProps<Values, Name, Out>) {
  const id = useId()
  const { field, fieldState } = useController<Values, Name, Out>({ control, name, rules })
  const error = fieldState.error?.message
  return (
    <Field id={id} label={label} help={help} error={error} aside={aside}>
      <Input
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
