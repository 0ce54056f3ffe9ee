import Tab from '@mui/material/Tab'
import MuiTabs from '@mui/material/Tabs'
import { Anchor } from './anchor.tsx'

/** What MUI says of a tab and is not so of a link. */
const asLink = { role: undefined, tabIndex: 0, 'aria-selected': undefined }

/** Links with their own URLs, and so links to a screen reader too; the capitals are in the text. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { label: string; href: string; current?: boolean }[] }) {
  return (
    <nav aria-label={label}>
      <MuiTabs data-links value={tabs.find(({ current }) => current)?.href ?? false} slotProps={{ list: { role: undefined } as object }}>
        {tabs.map((tab) => (
          <Tab
            key={tab.href}
            value={tab.href}
            label={tab.label}
            component={Anchor}
            href={tab.href}
            {...asLink}
            aria-current={tab.current ? 'page' : undefined}
          />
        ))}
      </MuiTabs>
    </nav>
  )
}
