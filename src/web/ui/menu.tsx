import Menu from '@mui/material/Menu'
import MuiMenuItem from '@mui/material/MenuItem'
import { Check } from 'lucide-react'
import { type ReactElement, type ReactNode, useId, useState } from 'react'
import { cx } from './cx.ts'
import { type Glyph, Icon } from './icon.tsx'
import css from './menu.module.css'

/** Row actions are data (S10). `disabled` is switch and reason in one (S11). */
export type MenuEntry = {
  label: string
  icon?: Glyph
  run: () => void
  disabled?: string
  /** `bad` goes last, after a line. */
  tone?: 'bad'
  /** One of a set: `true` has the tick. */
  checked?: boolean
}
/** A line, or the name of the entries that follow. */
export type MenuBreak = { line: true } | { group: string }
export type MenuItems = readonly (MenuEntry | MenuBreak)[]

type Opener = {
  'aria-haspopup': 'menu'
  'aria-expanded': boolean | undefined
  'aria-controls': string | undefined
  onClick: (event: { currentTarget: HTMLElement }) => void
}

/** A line before the destructive entries, where there is none. */
const withLines = (items: MenuItems): MenuItems =>
  items.flatMap((item, at) => {
    const before = items[at - 1]
    const lonely = 'tone' in item && item.tone === 'bad' && before !== undefined && 'label' in before && before.tone !== 'bad'
    return lonely ? [{ line: true } as const, item] : [item]
  })

/** MUI's menu over our entries. */
function Entries({
  id,
  items,
  anchor,
  onClose,
  label,
  align,
}: {
  id: string
  items: MenuItems
  anchor: HTMLElement
  onClose: () => void
  label?: string
  align: 'left' | 'right'
}) {
  const entry = (item: MenuEntry | MenuBreak, at: number): ReactNode => {
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a separator in a menu is none (ARIA APG)
    if ('line' in item) return <li key={at} role="separator" className={css.line} />
    if ('group' in item)
      return (
        <li key={at} role="presentation" className={css.group}>
          {item.group}
        </li>
      )
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
        {item.icon ? (
          <Icon glyph={item.icon} className={css.icon} />
        ) : (
          item.checked !== undefined && <span className={css.tick}>{item.checked && <Icon glyph={Check} />}</span>
        )}
        <span className={css.words}>
          <span>{item.label}</span>
          {off && <span className={css.why}>{item.disabled}</span>}
        </span>
      </MuiMenuItem>
    )
  }

  return (
    <Menu
      open
      anchorEl={anchor}
      onClose={onClose}
      anchorOrigin={{ vertical: 'bottom', horizontal: align }}
      transformOrigin={{ vertical: -4, horizontal: align }}
      slotProps={{
        // A landmark, because the menu stands outside of all others (axe: region).
        paper: { role: 'region', 'aria-label': 'Menu' },
        list: { id, disabledItemsFocusable: true, 'aria-label': label ?? anchor.getAttribute('aria-label') ?? anchor.textContent, className: css.list },
      }}
    >
      {withLines(items).map(entry)}
    </Menu>
  )
}

/** A menu behind any button: `<MenuButton items={…} renderButton={(opener) => <IconButton {...opener} label="…" icon={…} />} />`. */
export function MenuButton({ items, renderButton, label, align = 'right' }: {
  /** As a function they are made when the menu opens. */
  items: MenuItems | (() => MenuItems)
  renderButton: (opener: Opener) => ReactElement
  /** Of the menu; else the button's. */
  label?: string
  align?: 'left' | 'right'
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const id = useId()

  return (
    <>
      {renderButton({
        'aria-haspopup': 'menu',
        'aria-expanded': anchor ? true : undefined,
        'aria-controls': anchor ? id : undefined,
        onClick: (event) => setAnchor(event.currentTarget),
      })}
      {anchor !== null && (
        <Entries id={id} items={typeof items === 'function' ? items() : items} anchor={anchor} onClose={() => setAnchor(null)} label={label} align={align} />
      )}
    </>
  )
}
