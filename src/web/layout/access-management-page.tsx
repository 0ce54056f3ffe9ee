import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { paths } from '../paths.ts'
import { Page } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'

const tabs = [
  { label: 'USERS', href: paths.users },
  { label: 'API KEYS', href: paths.apiKeys },
  { label: 'AUDIT LOG', href: paths.auditLog },
]

/** **Settings › Access Management**: what its three tabs have in common. `actions` go right of the title, the primary last. */
export function AccessManagementPage({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  const { pathname } = useLocation()
  return (
    <Page
      title="Access Management"
      actions={actions}
      tabs={<Tabs label="Access Management" tabs={tabs.map((tab) => ({ ...tab, current: `${pathname}/`.startsWith(`${tab.href}/`) || pathname === `${tab.href}-new` }))} />}
    >
      {children}
    </Page>
  )
}
