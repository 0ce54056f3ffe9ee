import { type ReactElement, useId, useState } from 'react'
import type { Glyph } from './icon.tsx'
import { late } from './late.tsx'
import type { MenuListProps } from './menu-list.tsx'

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

const MenuList = late<MenuListProps>(async () => (await import('./menu-list.tsx')).MenuList)

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
  const [used, setUsed] = useState(false)
  const id = useId()

  return (
    <>
      {renderButton({
        'aria-haspopup': 'menu',
        'aria-expanded': anchor ? true : undefined,
        'aria-controls': anchor ? id : undefined,
        onClick: (event) => {
          setUsed(true)
          setAnchor(event.currentTarget)
        },
      })}
      {used && <MenuList id={id} items={typeof items === 'function' ? items() : items} anchor={anchor} onClose={() => setAnchor(null)} label={label} align={align} />}
    </>
  )
}
