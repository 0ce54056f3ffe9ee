import MenuItem from '@mui/material/MenuItem'
import MuiSelect from '@mui/material/Select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import css from './choice.module.css'
import { Icon } from './icon.tsx'

export type Option<Value extends string = string> = {
  value: Value
  label: string
  /** A line on when to choose it. */ help?: string
  /** After the label, light: `(default)`. */ aside?: string
}

type ListProps = {
  /** Of the combobox; its list is named like it. */
  id?: string
  label: string
  /** What names it, where that is seen. */
  labelledBy?: string
  describedBy?: string
  options: readonly Option[]
  values: readonly string[]
  several?: boolean
  onPick: (values: string[]) => void
  none?: string
  invalid?: boolean
  bar?: boolean
  wide?: boolean
  /** In the frame, before the chevron. */
  end?: ReactNode
  onBlur?: () => void
  ref?: Ref<{ focus: () => void }>
}

const Chevron = ({ className }: { className?: string }) => <span className={className}><Icon glyph={ChevronDown} /></span>

/** MUI's Select, with our options and one name: its own would say the chosen word as part of the name. */
export function ChoiceList({
  id,
  label,
  labelledBy,
  describedBy,
  options,
  values,
  several = false,
  onPick,
  none = '',
  invalid,
  bar,
  wide,
  end,
  onBlur,
  ref,
}: ListProps) {
  const rich = options.some((option) => option.help !== undefined)
  const words = options
    .filter(({ value }) => values.includes(value))
    .map((option) => option.label)
    .join(', ')
  return (
    <MuiSelect
      displayEmpty
      multiple={several}
      value={several ? [...values] : (values[0] ?? '')}
      onChange={({ target: { value } }) => onPick(typeof value === 'string' ? [value] : value)}
      onBlur={onBlur}
      inputRef={ref}
      error={invalid}
      data-bar={bar || undefined}
      data-wide={wide || undefined}
      data-clear={end !== undefined || undefined}
      endAdornment={end}
      IconComponent={Chevron}
      renderValue={() => (words === '' ? <span className={css.none}>{none}</span> : <span>{words}</span>)}
      SelectDisplayProps={{
        id,
        'aria-labelledby': labelledBy,
        'aria-label': labelledBy === undefined ? label : undefined,
        'aria-describedby': describedBy,
        'aria-invalid': invalid || undefined,
      }}
      MenuProps={{
        slotProps: {
          // A landmark, because the list stands outside of all others (axe: region).
          paper: { role: 'region', 'aria-label': 'Options' },
          list: { 'aria-label': label, 'aria-labelledby': undefined },
        },
      }}
    >
      {options.map((option) => (
        <MenuItem key={option.value} value={option.value} className={rich ? css.option : undefined}>
          <span className={css.tick}>{values.includes(option.value) && <Icon glyph={Check} />}</span>
          <span className={css.about}>
            <span className={rich ? css.name : undefined}>
              {option.label}
              {option.aside !== undefined && <span className={css.aside}> {option.aside}</span>}
            </span>
            {option.help !== undefined && <span className={css.help}>{option.help}</span>}
          </span>
        </MenuItem>
      ))}
    </MuiSelect>
  )
}

export type ChoiceOption<Value extends string = string> = Pick<Option<Value>, 'value' | 'label'>

type Common<Value extends string> = {
  /** For screen readers; what is seen stands beside it. */
  label: string
  options: readonly ChoiceOption<Value>[]
  /** As wide as its longest word, or as its place. */
  wide?: boolean
  describedBy?: string
  /** In a form: what its label points to. */
  id?: string
  /** What it reads while nothing is chosen. */
  none?: string
}

/** A combobox for bars and filter rows. `Select` is the one of forms. */
export function Choice<Value extends string>({
  value,
  onChange,
  id,
  none = 'Choose',
  ...rest
}: Common<Value> & { value: Value; onChange: (value: Value) => void }) {
  return <ChoiceList {...rest} id={id} bar={id === undefined} none={none} values={[value]} onPick={([picked]) => onChange(picked as Value)} />
}

/** The same for several: the list stays open. */
export function Choices<Value extends string>({
  values,
  onChange,
  id,
  none = 'Choose',
  ...rest
}: Common<Value> & { values: readonly Value[]; onChange: (values: Value[]) => void }) {
  const pick = (picked: string[]) => onChange(rest.options.map(({ value }) => value).filter((value) => picked.includes(value)))
  return <ChoiceList {...rest} id={id} bar={id === undefined} none={none} several values={values} onPick={pick} />
}
