import { memo, useId } from 'react'
import { useLocation } from 'react-router'
import { Anchor } from '../ui/anchor.tsx'
import { cx } from '../ui/cx.ts'
import { type Glyph, Icon } from '../ui/icon.tsx'
import { Wordmark } from '../ui/mark.tsx'
import css from '../ui/shell.module.css'
import { useTooltip } from '../ui/tooltip.tsx'

export type NavItem = {
  label: string
  href: string
  icon: Glyph
  /** The item is current on every path that begins with this; `href` unless said otherwise. */
  within?: string
  /** It keeps its place, and says why it leads nowhere (S11). */
  disabled?: string
}
/** A group without a name stands at the top. */
export type NavGroup = { label?: string; items: readonly NavItem[] }

/** A page is current also while the dialog that adds to it is open, whose URL ends in `-new` (S3). */
const isWithin = (pathname: string, start: string) => pathname === start || pathname === `${start}-new` || (start !== '/' && pathname.startsWith(`${start}/`))

export function Sidebar({ groups, home, host, version }: { groups: readonly NavGroup[]; home: string; host: string; version: string }) {
  const { pathname } = useLocation()
  return (
    <div className={css.sidebar}>
      <Anchor href={home} className={css.home} aria-label="Countersign"><Wordmark /></Anchor>
      <nav aria-label="Main" className={css.nav}>
        {groups.map((group) => (
          <Group key={group.label ?? ''} group={group} pathname={pathname} />
        ))}
      </nav>
      <div className={css.foot}>
        <span className={css.host}>{host}</span>
        <span>Countersign {version}</span>
      </div>
    </div>
  )
}

function Group({ group, pathname }: { group: NavGroup; pathname: string }) {
  const id = useId()
  const list = (
    <ul className={css.items} aria-labelledby={group.label === undefined ? undefined : id}>
      {group.items.map((item) => <li key={item.label}><Item item={item} current={isWithin(pathname, item.within ?? item.href)} /></li>)}
    </ul>
  )
  if (group.label === undefined) return list
  return <div className={css.group}><div id={id} className={css.groupName}>{group.label}</div>{list}</div>
}

// A change of what stands behind the `?` draws none of them.
const Item = memo(function Item({ item, current }: { item: NavItem; current: boolean }) {
  const { bind, tip } = useTooltip(item.disabled, { onClick: true })
  const id = useId()
  const inside = <><Icon glyph={item.icon} className={css.itemIcon} /><span className={css.itemName}>{item.label}</span></>
  if (item.disabled === undefined) {
    return <Anchor href={item.href} className={css.item} aria-current={current ? 'page' : undefined}>{inside}</Anchor>
  }
  return (
    <>
      <a role="link" aria-disabled="true" tabIndex={0} aria-describedby={id} className={cx(css.item, css.itemOff)} {...bind}>{inside}</a>
      <span id={id} hidden>{item.disabled}</span>
      {tip}
    </>
  )
})
