import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { Check } from 'lucide-react'
import { useState } from 'react'
import css from './choice.module.css'
import { Icon } from './icon.tsx'
import { Mui } from './mui.tsx'

export type Option<Value extends string = string> = { value: Value; label: string; /** A line on when to choose it. */ help?: string; /** After the label, light: `(default)`. */ aside?: string }

export type ChoiceListProps = {
  id: string
  label: string
  options: readonly Option[]
  values: readonly string[]
  several: boolean
  anchor: HTMLElement | null
  onClose: () => void
  onPick: (value: string) => void
}

/** What `Choice` and `Select` load when it is needed: MUI's menu as a listbox. */
export function ChoiceList({ id, label, options, values, several, anchor, onClose, onPick }: ChoiceListProps) {
  const [last, setLast] = useState(anchor)
  if (anchor !== null && anchor !== last) setLast(anchor)
  const rich = options.some((option) => option.help !== undefined)
  return (
    <Mui>
      <Menu
        open={anchor !== null}
        anchorEl={anchor ?? last}
        onClose={onClose}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        transformOrigin={{ vertical: -4, horizontal: 'left' }}
        slotProps={{
          paper: { role: 'region', 'aria-label': 'Options', className: css.paper, style: { minWidth: last?.offsetWidth } },
          list: { id, role: 'listbox', 'aria-label': label, 'aria-multiselectable': several || undefined, className: css.list },
        }}
      >
        {options.map((option) => {
          const chosen = values.includes(option.value)
          return (
            <MenuItem
              key={option.value}
              role="option"
              selected={chosen}
              aria-selected={chosen}
              className={rich ? css.option : undefined}
              onClick={() => {
                if (!several) onClose()
                onPick(option.value)
              }}
            >
              <span className={css.tick}>{chosen && <Icon glyph={Check} />}</span>
              <span className={css.about}>
                <span className={rich ? css.name : undefined}>{option.label}{option.aside !== undefined && <span className={css.aside}> {option.aside}</span>}</span>
                {option.help !== undefined && <span className={css.help}>{option.help}</span>}
              </span>
            </MenuItem>
          )
        })}
      </Menu>
    </Mui>
  )
}
