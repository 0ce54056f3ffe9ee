import { Cable, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listConnectors } from '#contract/calls-of-certcentral.ts'
import { connectorColumns } from '#contract/lists-of-certcentral.ts'
import type { Connector } from '#contract/connectors.ts'
import { load } from '../../client/query-client.ts'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import type { MenuItems } from '../../ui/menu.tsx'
import { Page } from '../../ui/page.tsx'
import { check, remove } from './actions.ts'
import { AllowedBases } from './allowed-bases.tsx'
import { connectorTableColumns } from './columns.tsx'
import { allBases } from './queries.ts'

export const loader = () => load(allBases)

const views = [
  { name: 'Not ready', query: () => 'filter=status is any of (failed, not-checked)' },
  { name: 'Never checked', query: () => 'filter=lastCheck.at is empty' },
]

/** **CertCentral › Connectors** (K1, K2): what other products issue with, and whether they can. */
export function Component() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const add = <Button variant="primary" icon={Plus} onClick={() => void navigate({ pathname: paths.connectorsNew, search })}>Add connector</Button>

  const actions = (connector: Connector): MenuItems => [
    { label: 'Re-check', icon: RefreshCw, run: () => void check(connector) },
    { label: 'Edit', icon: Pencil, run: () => void navigate(paths.connectorEdit(connector.id)) },
    { label: 'Delete', icon: Trash2, tone: 'bad', run: () => void remove(connector, () => {}) },
  ]

  return (
    <Page
      title="Connectors"
      sentence="What other products issue certificates with. A check says whether everything that is needed is there."
      actions={
        <>
          <ButtonLink href={paths.accountFacts}>Account facts</ButtonLink>
          {add}
        </>
      }
    >
      <ListTable
        noun="connectors"
        caption="Connectors"
        things={{ one: 'connector', many: 'connectors' }}
        list={listConnectors}
        fields={connectorColumns}
        columns={connectorTableColumns}
        moreFields={{ 'apiKeyHint.last4': 'API key ends', updatedAt: 'Updated' }}
        rowName={(connector) => connector.name}
        rowActions={actions}
        sort={{ id: 'name', desc: false }}
        views={views}
        empty={{
          icon: Cable,
          title: 'No connectors yet',
          sentence: 'A connector has a base URL and an API key of CertCentral, and a checklist of what is needed to issue.',
          action: add,
        }}
      />
      <AllowedBases />
      <Outlet />
    </Page>
  )
}
