import { Pencil, Plus, RefreshCw, Server, Trash2 } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listNameservers } from '#contract/calls-of-dns.ts'
import { failingChecks, nameserverColumns } from '#contract/lists-of-dns.ts'
import type { Nameserver } from '#contract/nameservers.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { ConfigurationsPage } from '../../layout/configurations-page.tsx'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { Button } from '../../ui/button.tsx'
import type { MenuItems } from '../../ui/menu.tsx'
import { nameserverTableColumns } from './columns.tsx'
import { remove, removeSeveral } from './remove.ts'

export const loader = () => load(session)

const views = [
  { name: 'Not up to date', query: () => 'filter=running.state is any of (behind, refused, silent)' },
  { name: 'Failing the last check', query: () => `filter=${failingChecks}` },
  { name: 'Never checked', query: () => 'filter=lastCheck.at is empty' },
]

/** **DNS › Configurations › NAMESERVERS** (N1): where keys are used. */
export function Component() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const open = (pathname: string) => void navigate({ pathname, search })
  const add = <Button variant="primary" icon={Plus} onClick={() => open(paths.nameserversNew)}>Add Nameserver</Button>

  const actions = (row: Nameserver): MenuItems => [
    { label: 'Check', icon: RefreshCw, run: () => void navigate(paths.nameserverCheck(row.id)) },
    { label: 'Edit', icon: Pencil, run: () => open(paths.nameserversEdit(row.id)) },
    { label: 'Delete', icon: Trash2, tone: 'bad', run: () => void remove(row) },
  ]

  return (
    <>
      <ConfigurationsPage actions={<><Button icon={RefreshCw} onClick={() => open(paths.nameserversCheck)}>Check all</Button>{add}</>}>
        <ListTable
          noun="nameservers"
          caption="Nameservers"
          things={{ one: 'nameserver', many: 'nameservers' }}
          list={listNameservers}
          fields={nameserverColumns}
          columns={nameserverTableColumns}
          rowName={(row) => row.name}
          rowActions={actions}
          bulkAction={{ label: 'Delete', icon: Trash2, run: (chosen) => void removeSeveral(chosen) }}
          sort={{ id: 'name', desc: false }}
          views={views}
          empty={{
            icon: Server,
            title: 'No nameservers yet',
            sentence: 'Say which servers use your TSIG keys: then they get the right file, and a check proves that it works.',
            action: add,
          }}
        />
      </ConfigurationsPage>
      <Outlet />
    </>
  )
}
