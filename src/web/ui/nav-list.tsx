import List from '@mui/material/List'
import ListItemButton from '@mui/material/ListItemButton'
import ListItemIcon from '@mui/material/ListItemIcon'
import ListSubheader from '@mui/material/ListSubheader'
import { memo, useId } from 'react'
import { Anchor } from './anchor.tsx'
import { type Glyph, Icon } from './icon.tsx'
import css from './shell.module.css'
import { Tip } from './tooltip.tsx'

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

// A change of what stands behind the `?` draws none of them.
const Item = memo(function Item({ label, href, icon, current, disabled }: NavLink) {
  const id = useId()
  const inside = <><ListItemIcon><Icon glyph={icon} /></ListItemIcon><span className={css.itemName}>{label}</span></>
  if (disabled === undefined) return <ListItemButton component={Anchor} href={href} selected={current} aria-current={current ? 'page' : undefined}>{inside}</ListItemButton>
  return (
    <>
      <Tip text={disabled} onPress><ListItemButton component="a" role="link" aria-disabled="true" aria-describedby={id}>{inside}</ListItemButton></Tip>
      <span id={id} hidden>{disabled}</span>
    </>
  )
})
