import type { ReactNode } from 'react'
import { paths } from '../paths.ts'
import { Page } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'

const tabs = [{ label: 'TSIG KEYS', href: paths.tsigKeys, current: true }]

/** **DNS › Configurations**: what its tabs have in common. `actions` go right of the title, the primary last. */
export function ConfigurationsPage({ title = 'Configurations', actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  return <Page title={title} actions={actions} tabs={<Tabs label="Configurations" tabs={tabs} />}>{children}</Page>
}
