import { useId, useRef } from 'react'
import { type FieldPath, type FieldValues, useController } from 'react-hook-form'
import { type Option, Select } from '../ui/select.tsx'
import type { FormFieldProps } from './text-field.tsx'

type SelectFieldProps<Values extends FieldValues, Name extends FieldPath<Values>, Out> = Omit<FormFieldProps<Values, Name, Out>, 'help'> & {
  options: readonly Option[]
  help?: string
  /** An X takes the choice back to this. */ none?: string
}

/** A combobox. The help of the chosen option stays under it. */
export function SelectField<Values extends FieldValues, Name extends FieldPath<Values>, Out = Values>({
  control,
  name,
  label,
  help,
  rules,
  options,
  none,
}: SelectFieldProps<Values, Name, Out>) {
  const id = useId()
  const { field, fieldState } = useController<Values, Name, Out>({ control, name, rules })
  const box = useRef<{ focus: () => void }>(null)
  const clear =
    none === undefined || field.value === none
      ? undefined
      : {
          label: `Clear ${label}`,
          run() {
            field.onChange(none)
            box.current?.focus()
          },
        }
  return (
    <Select
      id={id}
      label={label}
      help={help}
      error={fieldState.error?.message}
      options={options}
      value={field.value}
      onChange={field.onChange}
      onBlur={field.onBlur}
      clear={clear}
      ref={(node) => {
        box.current = node
        field.ref(node)
      }}
    />
  )
}
