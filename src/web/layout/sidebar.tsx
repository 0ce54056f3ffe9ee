import { memo } from 'react'
import { useLocation } from 'react-router'
import { Anchor } from '../ui/anchor.tsx'
import type { Glyph } from '../ui/icon.tsx'
import { Wordmark } from '../ui/mark.tsx'
import { NavList } from '../ui/nav-list.tsx'
import css from '../ui/shell.module.css'

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

type SidebarProps = { groups: readonly NavGroup[]; home: string; host: string; version: string }

export function Sidebar(props: SidebarProps) {
  return <At {...props} pathname={useLocation().pathname} />
}

// A change of what stands behind the `?` draws nothing of it.
const At = memo(function At({ pathname, groups, home, host, version }: SidebarProps & { pathname: string }) {
  return (
    <div className={css.sidebar}>
      <Anchor href={home} className={css.home} aria-label="Countersign">
        <Wordmark />
      </Anchor>
      <nav aria-label="Main" className={css.nav}>
        {groups.map(({ label, items }) => (
          <NavList
            key={label ?? ''}
            label={label}
            links={items.map(({ within, ...item }) => ({ ...item, current: isWithin(pathname, within ?? item.href) }))}
          />
        ))}
      </nav>
      <div className={css.foot}>
        <span className={css.host}>{host}</span>
        <span>Countersign {version}</span>
      </div>
    </div>
  )
})
