import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { session } from '../client/session.ts'
import { pageOf, paths } from '../paths.ts'
import { Page } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'

const tabs = [
  { label: 'TSIG KEYS', href: paths.tsigKeys },
  { label: 'NAMESERVERS', href: paths.nameservers, administrators: true },
  { label: 'ROLLOVERS', href: paths.rollovers, administrators: true },
]

/** **DNS › Configurations**: what its tabs have in common. `actions` go right of the title, the primary last. */
export function ConfigurationsPage({ title = 'Configurations', actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  const { user } = useSuspenseQuery(session).data
  const here = `${pageOf(useLocation().pathname)}/`
  const mine = tabs.filter((tab) => user.role === 'administrator' || !tab.administrators)
  return (
    <Page
      title={title}
      actions={actions}
      tabs={<Tabs label="Configurations" tabs={mine.map(({ label, href }) => ({ label, href, current: here.startsWith(`${href}/`) }))} />}
    >
      {children}
    </Page>
  )
}
