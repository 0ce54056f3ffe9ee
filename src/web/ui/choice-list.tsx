import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { Check } from 'lucide-react'
import { useState } from 'react'
import type { ChoiceOption } from './choice.tsx'
import css from './choice.module.css'
import { Icon } from './icon.tsx'
import { Mui } from './mui.tsx'

export type ChoiceListProps = {
  id: string
  label: string
  options: readonly ChoiceOption[]
  values: readonly string[]
  several: boolean
  anchor: HTMLElement | null
  onClose: () => void
  onPick: (value: string) => void
}

/** What `Choice` loads when it is needed: MUI's menu as a listbox. */
export function ChoiceList({ id, label, options, values, several, anchor, onClose, onPick }: ChoiceListProps) {
  const [last, setLast] = useState(anchor)
  if (anchor !== null && anchor !== last) setLast(anchor)
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
              onClick={() => {
                if (!several) onClose()
                onPick(option.value)
              }}
            >
              <span className={css.tick}>{chosen && <Icon glyph={Check} />}</span>
              {option.label}
            </MenuItem>
          )
        })}
      </Menu>
    </Mui>
  )
}
