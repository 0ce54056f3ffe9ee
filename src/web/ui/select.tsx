import { X } from 'lucide-react'
import type { Ref } from 'react'
import css from './choice.module.css'
import { ChoiceList, type Option } from './choice.tsx'
import { describedBy, Field } from './field.tsx'
import { IconButton } from './icon-button.tsx'

export type { Option } from './choice.tsx'

export type SelectProps<Value extends string> = {
  id: string
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly Option<Value>[]
  /** Without it, the help of the chosen option stands under the field. */
  help?: string
  error?: string
  onBlur?: () => void
  /** An X at the entry's end, while there is something to clear. */
  clear?: { label: string; run: () => void }
  /** The thing that takes the focus. */
  ref?: Ref<{ focus: () => void }>
}

/** A combobox of forms, as wide as its place (ARIA APG: select-only combobox); `Choice` is the one of bars. */
export function Select<Value extends string>({ id, label, value, onChange, options, help, error, onBlur, clear, ref }: SelectProps<Value>) {
  const under = help ?? options.find((option) => option.value === value)?.help
  return (
    <Field id={id} label={label} help={under} error={error}>
      <ChoiceList
        ref={ref}
        id={id}
        label={label}
        labelledBy={`${id}-label`}
        describedBy={describedBy(id, { help: under, error })}
        options={options}
        values={[value]}
        invalid={error !== undefined}
        onBlur={onBlur}
        onPick={([picked]) => onChange(picked as Value)}
        end={clear && <span className={css.clear}><IconButton label={clear.label} icon={X} onClick={clear.run} /></span>}
      />
    </Field>
  )
}
