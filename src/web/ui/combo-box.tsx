import OutlinedInput from '@mui/material/OutlinedInput'
import Paper from '@mui/material/Paper'
import Popper from '@mui/material/Popper'
import useAutocomplete from '@mui/material/useAutocomplete'
import { ChevronDown } from 'lucide-react'
import { type Ref, useImperativeHandle, useState } from 'react'
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

/**
 * A field one types in to find what is chosen (ARIA APG: editable combobox with list autocomplete). The focus never leaves it. MUI's own
 * hook does it all: what it draws round it has chips and groups, which weigh more than all of this form.
 */
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

  const list = useAutocomplete<ComboOption, false, true>({
    id,
    options: [...options],
    value: options.find((option) => option.value === value) ?? { value, label: chosen },
    inputValue: typed ?? chosen,
    getOptionKey: (option) => option.value,
    isOptionEqualToValue: (one, other) => one.value === other.value,
    // What matches is worked out where the options are.
    filterOptions: (all) => all,
    disableClearable: true,
    autoHighlight: true,
    onOpen: () => input()?.select(),
    onClose: () => search(undefined),
    onHighlightChange: (_, option) => setActive(option?.value),
    onInputChange: (_, text, why) => {
      if (why === 'input') search(text)
    },
    onChange: (_, option) => onPick(option.value),
  })
  const { onBlur: close, ...typing } = list.getInputProps()

  return (
    <Field id={id} label={label} help={help} error={error}>
      <div {...list.getRootProps()}>
        <OutlinedInput
          ref={list.setAnchorEl}
          error={error !== undefined}
          endAdornment={
            <button {...list.getPopupIndicatorProps()} type="button" className={css.opener} aria-label={list.popupOpen ? 'Close' : 'Open'}>
              <Icon glyph={ChevronDown} />
            </button>
          }
          slotProps={{
            input: {
              ...typing,
              'aria-describedby': describedBy(id, { help, error }),
              spellCheck: false,
              onBlur: (event) => {
                close?.(event)
                onBlur?.()
              },
            },
          }}
        />
      </div>
      {list.popupOpen && (
        <Popper open anchorEl={list.anchorEl} placement="bottom-start" role="presentation" className={css.popper} style={{ width: list.anchorEl?.clientWidth }}>
          {/* A landmark, because the list stands outside of all others (axe: region). */}
          <Paper role="region" aria-label="Options" className={css.paper}>
            <ul {...list.getListboxProps()} className={css.list}>
              {list.groupedOptions.map((option, index) => {
                const { key, ...props } = list.getOptionProps({ option, index })
                return (
                  <li key={key} {...{ ...props, 'aria-selected': option.value === taken }} className={css.option} data-apart={option.apart || undefined}>
                    <span className={css.name}>{option.label}</span>
                    {option.detail !== undefined && <span className={css.detail}>{option.detail}</span>}
                  </li>
                )
              })}
            </ul>
            {foot !== undefined && <p className={css.foot}>{foot}</p>}
          </Paper>
        </Popper>
      )}
    </Field>
  )
}
