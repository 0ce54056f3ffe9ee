import Autocomplete from '@mui/material/Autocomplete'
import OutlinedInput from '@mui/material/OutlinedInput'
import Paper from '@mui/material/Paper'
import { ChevronDown } from 'lucide-react'
import { type ComponentProps, createContext, type Ref, use, useImperativeHandle, useState } from 'react'
import css from './combo-box.module.css'
import { describedBy, Field } from './field.tsx'
import { Icon } from './icon.tsx'

export type ComboOption = { value: string; label: string; /** Under the label. */ detail?: string; /** A line above it. */ apart?: boolean }

export type ComboBoxProps = {
  id: string
  label: string
  help?: string
  error?: string
  /** The chosen value, and how it reads. */
  value: string
  chosen: string
  /** What matches; there is always one. */
  options: readonly ComboOption[]
  /** At the list's foot: that there are more. */
  foot?: string
  /** What is typed, and nothing once it is closed. */
  onSearch: (text: string) => void
  onPick: (value: string) => void
  onBlur?: () => void
  ref?: Ref<{ focus: () => void }>
}

const Foot = createContext<string | undefined>(undefined)

function ListPaper({ children, ...rest }: ComponentProps<typeof Paper>) {
  const foot = use(Foot)
  // A landmark, because the list stands outside of all others (axe: region).
  return <Paper {...rest} role="region" aria-label="Options">{children}{foot !== undefined && <p className={css.foot}>{foot}</p>}</Paper>
}

/** A field one types in to find what is chosen (ARIA APG: editable combobox with list autocomplete). The focus never leaves it. */
export function ComboBox({ id, label, help, error, value, chosen, options, foot, onSearch, onPick, onBlur, ref }: ComboBoxProps) {
  /** What is typed since it was opened; nothing yet: what is chosen stands there, to be typed over. */
  const [typed, setTyped] = useState<string>()
  /** The one that was gone to since. */
  const [active, setActive] = useState<string>()
  const input = () => document.getElementById(id) as HTMLInputElement | null
  useImperativeHandle(ref, () => ({ focus: () => input()?.focus() }))
  function search(text: string | undefined) {
    setTyped(text)
    setActive(undefined)
    onSearch(text ?? '')
  }

  const known = options.some((option) => option.value === value)
  /** The one that Enter takes is what is selected (ARIA APG); MUI says so of what was chosen before. */
  const taken = active ?? (known ? value : options[0]?.value)

  return (
    <Field id={id} label={label} help={help} error={error}>
      <Foot value={foot}>
        <Autocomplete
          id={id}
          options={options}
          value={options.find((option) => option.value === value) ?? { value, label: chosen }}
          inputValue={typed ?? chosen}
          getOptionKey={(option) => option.value}
          isOptionEqualToValue={(one, other) => one.value === other.value}
          // What matches is worked out where the options are.
          filterOptions={(all) => all}
          disableClearable
          autoHighlight
          openOnFocus={false}
          onOpen={() => input()?.select()}
          onClose={() => search(undefined)}
          onHighlightChange={(_, option) => setActive(option?.value)}
          onInputChange={(_, text, why) => {
            if (why === 'input') search(text)
          }}
          onChange={(_, option) => onPick(option.value)}
          onBlur={onBlur}
          popupIcon={<Icon glyph={ChevronDown} />}
          slots={{ paper: ListPaper }}
          renderOption={({ key, ...props }, option) => (
            <li key={key} {...{ ...props, 'aria-selected': option.value === taken }} data-apart={option.apart || undefined}>
              <span className={css.name}>{option.label}</span>
              {option.detail !== undefined && <span className={css.detail}>{option.detail}</span>}
            </li>
          )}
          renderInput={({ slotProps }) => (
            <OutlinedInput
              {...slotProps.input}
              error={error !== undefined}
              slotProps={{ input: { ...slotProps.htmlInput, 'aria-describedby': describedBy(id, { help, error }), spellCheck: false } }}
            />
          )}
        />
      </Foot>
    </Field>
  )
}
