import List from '@mui/material/List'
import ListItemButton from '@mui/material/ListItemButton'
import ListSubheader from '@mui/material/ListSubheader'
import { memo, useId } from 'react'
import { Anchor } from './anchor.tsx'
import { type Glyph, Icon } from './icon.tsx'
import css from './shell.module.css'
import { useTip } from './tooltip.tsx'

export type NavLink = {
  label: string
  href: string
  icon: Glyph
  current: boolean
  /** It keeps its place, and says why it leads nowhere (S11). */
  disabled?: string
}

/** Links one under the other, under the name of their group. */
export function NavList({ label, links }: { label?: string; links: readonly NavLink[] }) {
  const id = useId()
  return (
    <>
      {label !== undefined && <ListSubheader component="div" id={id}>{label}</ListSubheader>}
      <List data-nav aria-labelledby={label === undefined ? undefined : id}>
        {links.map((link) => <li key={link.label}><Item {...link} /></li>)}
      </List>
    </>
  )
}

// Another page draws two of them.
const Item = memo(function Item({ label, href, icon, current, disabled }: NavLink) {
  const id = useId()
  const { bind, tip } = useTip(disabled, true)
  const inside = <><Icon glyph={icon} /><span className={css.itemName}>{label}</span></>
  if (disabled === undefined)
    return (
      <ListItemButton component={Anchor} href={href} selected={current} aria-current={current ? 'page' : undefined}>
        {inside}
      </ListItemButton>
    )
  return (
    <>
      <ListItemButton component="a" role="link" aria-disabled="true" aria-describedby={id} {...bind}>{inside}</ListItemButton>
      {tip}
      <span id={id} hidden>{disabled}</span>
    </>
  )
})
