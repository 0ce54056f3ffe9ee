import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { session } from '../client/session.ts'
import { paths } from '../paths.ts'
import { Page } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'

const tabs = [
  { label: 'TSIG KEYS', href: paths.tsigKeys },
  { label: 'ROLLOVERS', href: paths.rollovers, keepers: true },
] as const

/** **DNS › Configurations**: what its tabs have in common. `actions` go right of the title, the primary last. */
export function ConfigurationsPage({ title = 'Configurations', actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  const { user } = useSuspenseQuery(session).data
  const { pathname } = useLocation()
  // A standard user has the list of keys, and nothing of the rest.
  const shown = tabs.filter((one) => !('keepers' in one) || user.role === 'administrator')
  const current = shown.find(({ href }) => pathname.startsWith(href)) ?? shown[0]
  return (
    <Page title={title} actions={actions} tabs={<Tabs label="Configurations" tabs={shown.map((one) => ({ ...one, current: one === current }))} />}>
      {children}
    </Page>
  )
}
