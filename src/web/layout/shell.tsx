import { CircleUserRound, Menu as MenuIcon } from 'lucide-react'
import { memo, type ReactNode, useState } from 'react'
import { useLocation } from 'react-router'
import { Anchor } from '../ui/anchor.tsx'
import { Breadcrumbs, type Crumb } from '../ui/breadcrumbs.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { late } from '../ui/late.tsx'
import { Wordmark } from '../ui/mark.tsx'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'
import css from '../ui/shell.module.css'
import { useDrawer } from '../ui/use-media.ts'
import { type NavGroup, Sidebar } from './sidebar.tsx'

const Drawer = late(() => import('../ui/drawer.tsx').then((part) => part.Drawer))

export type ShellProps = {
  groups: readonly NavGroup[]
  /** Where the wordmark leads: the overview. */
  home: string
  /** From the top; the last one is the page. */
  crumbs: readonly Crumb[]
  /** Left of **Account**: the way to everything. */
  find?: ReactNode
  /** The menu behind **Account**. */
  account: MenuItems
  /** At the sidebar's foot: where one is, and what runs there. */
  host: string
  version: string
  /** Over the page: a bar that says that the server cannot be reached. */
  banner?: ReactNode
  children: ReactNode
}

/** Sidebar 216 px, top bar 48 px, content. Below 1024 px the sidebar is a drawer behind a menu button. It is no part of what a table's address changes. */
export const Shell = memo(function Shell({ groups, home, crumbs, find, account, host, version, banner, children }: ShellProps) {
  const asDrawer = useDrawer()
  const sidebar = <Sidebar groups={groups} home={home} host={host} version={version} />

  return (
    <div className={css.shell}>
      <a
        className={css.skip}
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}
      >
        Skip to content
      </a>
      {!asDrawer && (
        <aside aria-label="Sidebar" className={css.side}>
          {sidebar}
        </aside>
      )}
      <div className={css.column}>
        <header className={css.top}>
          {asDrawer && (
            <>
              <NavigationDrawer>{sidebar}</NavigationDrawer>
              <Anchor href={home} className={css.topHome} aria-label="Countersign">
                <Wordmark />
              </Anchor>
            </>
          )}
          <div className={css.crumbs}>
            <Breadcrumbs crumbs={crumbs} />
          </div>
          {find}
          <MenuButton
            items={account}
            renderButton={(opener) => <IconButton label="Account" icon={CircleUserRound} iconSize={20} size="medium" {...opener} />}
          />
        </header>
        {banner}
        <main id="main" tabIndex={-1} className={css.main}>
          {children}
        </main>
      </div>
    </div>
  )
})

function NavigationDrawer({ children }: { children: ReactNode }) {
  const { key } = useLocation()
  /** The page on which it was opened: on another it is closed, without an effect. */
  const [openedOn, setOpenedOn] = useState<string | null>(null)
  return (
    <>
      <IconButton label="Navigation" icon={MenuIcon} size="medium" aria-haspopup="dialog" aria-expanded={openedOn === key} onClick={() => setOpenedOn(key)} />
      {openedOn !== null && <Drawer open={openedOn === key} onClose={() => setOpenedOn(null)} label="Navigation">{children}</Drawer>}
    </>
  )
}
