import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { pageOf, paths } from '../paths.ts'
import { Page } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'

const tabs = [
  { label: 'USERS', href: paths.users },
  { label: 'API KEYS', href: paths.apiKeys },
  { label: 'AUDIT LOG', href: paths.auditLog },
]

/** **Settings › Access Management**: what its three tabs have in common. `actions` go right of the title, the primary last. */
export function AccessManagementPage({
  title = 'Access Management',
  actions,
  children,
}: {
  /** A page of its own under a tab has another. */ title?: string
  actions?: ReactNode
  children: ReactNode
}) {
  const here = `${pageOf(useLocation().pathname)}/`
  return (
    <Page
      title={title}
      actions={actions}
      tabs={<Tabs label="Access Management" tabs={tabs.map((tab) => ({ ...tab, current: here.startsWith(`${tab.href}/`) }))} />}
    >
      {children}
    </Page>
  )
}
