import { Anchor } from './anchor.tsx'
import css from './tabs.module.css'

/** Links with their own URLs, and so links to a screen reader too (MUI's tabs are none); the capitals are in the text. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { label: string; href: string; current?: boolean }[] }) {
  return (
    <nav aria-label={label} className={css.tabs}>
      {tabs.map((tab) => (
        <Anchor key={tab.href} href={tab.href} className={css.tab} aria-current={tab.current ? 'page' : undefined}>
          {tab.label}
        </Anchor>
      ))}
    </nav>
  )
}
