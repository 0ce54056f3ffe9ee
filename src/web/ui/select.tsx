import InputBase from '@mui/material/InputBase'
import MenuItem from '@mui/material/MenuItem'
import MuiSelect from '@mui/material/Select'
import { Check, ChevronDown } from 'lucide-react'
import type { Ref } from 'react'
import { cx } from './cx.ts'
import { describedBy, Field } from './field.tsx'
import { Icon } from './icon.tsx'
import { Mui } from './mui.tsx'
import css from './select.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

export type Option<Value extends string = string> = { value: Value; label: string; /** A line on when to choose it. */ help?: string; /** After the label, light: `(default)`. */ aside?: string }

export type SelectProps<Value extends string> = {
  id: string
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly Option<Value>[]
  /** Without it, the help of the chosen option stands under the field. */
  help?: string
  error?: string
  /** The label is for screen readers only, and the field 32 px high: toolbars, filter rows. */
  bar?: boolean
  name?: string
  onBlur?: () => void
  /** The thing that takes the focus. */
  ref?: Ref<{ focus: () => void }>
}

const Chevron = ({ className }: { className?: string }) => <Icon glyph={ChevronDown} className={className} />

export function Select<Value extends string>({ id, label, value, onChange, options, help, error, bar, name, onBlur, ref }: SelectProps<Value>) {
  const chosen = options.find((option) => option.value === value)
  const under = help ?? chosen?.help
  const rich = options.some((option) => option.help !== undefined)

  const control = (
    <Mui><MuiSelect<Value>
      value={value}
      onChange={(event) => onChange(event.target.value as Value)}
      onBlur={onBlur}
      inputRef={ref}
      labelId={`${id}-label`}
      name={name}
      error={error !== undefined}
      IconComponent={Chevron}
      input={<InputBase className={cx(css.root, bar && css.bar)} />}
      renderValue={() => chosen?.label ?? ''}
      slotProps={{ input: { id: `${id}-value` } }}
      SelectDisplayProps={{ id, 'aria-describedby': describedBy(id, { help: under, error }), 'aria-invalid': error !== undefined || undefined }}
      MenuProps={{
        anchorOrigin: { vertical: 'bottom', horizontal: 'left' },
        transformOrigin: { vertical: -4, horizontal: 'left' },
        slotProps: { list: { className: css.list }, paper: { className: css.paper, role: 'region', 'aria-label': 'Options' } },
      }}
    >
      {options.map((option) => (
        <MenuItem key={option.value} value={option.value} className={css.option}>
          <span className={css.tick}>{option.value === value && <Icon glyph={Check} />}</span>
          <span className={css.words}>
            <span className={rich ? css.name : undefined}>{option.label}{option.aside !== undefined && <span className={css.aside}> {option.aside}</span>}</span>
            {option.help !== undefined && <span className={css.help}>{option.help}</span>}
          </span>
        </MenuItem>
      ))}
    </MuiSelect></Mui>
  )

  if (bar) return <><VisuallyHidden id={`${id}-label`}>{label}</VisuallyHidden>{control}</>
  return <Field id={id} label={label} help={under} error={error}>{control}</Field>
}
