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

type Opener = { 'aria-haspopup': 'menu'; 'aria-expanded': boolean | undefined; 'aria-controls': string | undefined; onClick: (event: { currentTarget: HTMLElement }) => void }

const fill = (items: MenuItems): MenuItems =>
  items.flatMap((item, at) => {
    const before = items[at - 1]
    const lonely = 'tone' in item && item.tone === 'bad' && before !== undefined && 'label' in before && before.tone !== 'bad'
    return lonely ? [{ line: true } as const, item] : [item]
  })

/** A menu behind any button: `<MenuButton items={…} button={(opener) => <IconButton {...opener} label="…" icon={…} />} />`. */
export function MenuButton({ items, button, label, align = 'right' }: {
  items: MenuItems
  button: (opener: Opener) => ReactElement
  /** Of the menu; else the button's. */
  label?: string
  align?: 'left' | 'right'
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const id = useId()

  const entry = (item: MenuEntry | MenuBreak, at: number): ReactNode => {
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
          setAnchor(null)
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
    <>
      {button({
        'aria-haspopup': 'menu',
        'aria-expanded': anchor ? true : undefined,
        'aria-controls': anchor ? id : undefined,
        onClick: (event) => setAnchor(event.currentTarget),
      })}
      <Menu
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: align }}
        transformOrigin={{ vertical: -4, horizontal: align }}
        // A landmark, because the menu stands outside of all others (axe: region).
        slotProps={{ paper: { role: 'region', 'aria-label': 'Menu' }, list: { id, 'aria-label': label ?? anchor?.getAttribute('aria-label') ?? anchor?.textContent ?? undefined, className: css.list } }}
      >
        {fill(items).map(entry)}
      </Menu>
    </>
  )
}
