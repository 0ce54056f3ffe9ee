import Menu from '@mui/material/Menu'
import MuiMenuItem from '@mui/material/MenuItem'
import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import type { MenuBreak, MenuEntry, MenuItems } from './menu.tsx'
import css from './menu.module.css'
import { Mui } from './mui.tsx'

export type MenuListProps = { id: string; items: MenuItems; anchor: HTMLElement | null; onClose: () => void; label?: string; align: 'left' | 'right' }

/** A line before the destructive entries, where there is none. */
const withLines = (items: MenuItems): MenuItems =>
  items.flatMap((item, at) => {
    const before = items[at - 1]
    const lonely = 'tone' in item && item.tone === 'bad' && before !== undefined && 'label' in before && before.tone !== 'bad'
    return lonely ? [{ line: true } as const, item] : [item]
  })

/** What `MenuButton` loads when it is needed: MUI's menu over our entries. */
export function MenuList({ id, items, anchor, onClose, label, align }: MenuListProps) {
  /** While it closes, so that its name and its place do not change. */
  const [last, setLast] = useState(anchor)
  if (anchor !== null && anchor !== last) setLast(anchor)

  const entry = (item: MenuEntry | MenuBreak, at: number): ReactNode => {
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a separator in a menu is none (ARIA APG)
    if ('line' in item) return <li key={at} role="separator" className={css.line} />
    if ('group' in item) return <li key={at} role="presentation" className={css.group}>{item.group}</li>
    const off = item.disabled !== undefined
    return (
      <MuiMenuItem
        key={at}
        role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
        aria-checked={item.checked}
        aria-disabled={off || undefined}
        className={cx(off && css.off, item.tone === 'bad' && css.bad)}
        onClick={() => {
          if (off) return
          onClose()
          // After MUI has given the focus back, so that a dialog opened here returns it to the button.
          setTimeout(item.run, 0)
        }}
      >
        {item.icon ? <Icon glyph={item.icon} className={css.icon} /> : item.checked !== undefined && <span className={css.tick}>{item.checked && <Icon glyph={Check} />}</span>}
        <span className={css.words}>
          <span>{item.label}</span>
          {off && <span className={css.why}>{item.disabled}</span>}
        </span>
      </MuiMenuItem>
    )
  }

  return (
    <Mui>
      <Menu
        open={anchor !== null}
        anchorEl={anchor ?? last}
        onClose={onClose}
        anchorOrigin={{ vertical: 'bottom', horizontal: align }}
        transformOrigin={{ vertical: -4, horizontal: align }}
        slotProps={{
          // A landmark, because the menu stands outside of all others (axe: region).
          paper: { role: 'region', 'aria-label': 'Menu' },
          list: { id, disabledItemsFocusable: true, 'aria-label': label ?? last?.getAttribute('aria-label') ?? last?.textContent ?? undefined, className: css.list },
        }}
      >
        {withLines(items).map(entry)}
      </Menu>
    </Mui>
  )
}
