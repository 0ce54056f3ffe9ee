import { RotateCw } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listRollovers } from '#contract/calls-of-dns.ts'
import { rolloverColumns } from '#contract/lists-of-dns.ts'
import type { RolloverRow } from '#contract/rollovers.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { ConfigurationsPage } from '../../layout/configurations-page.tsx'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { rolloverTableColumns } from './columns.tsx'

export const loader = () => load(session)

const views = [{ name: 'Under way', query: () => 'filter=state is any of (running, paused)' }]

/** **DNS › Configurations › ROLLOVERS**: keys that are being replaced, and those that were. */
export function Component() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const legacy = () => void navigate({ pathname: paths.rolloversLegacy, search })
  return (
    <>
      <ConfigurationsPage actions={<Button icon={RotateCw} onClick={legacy}>Roll over all legacy keys</Button>}>
        <ListTable
          noun="rollovers"
          caption="Rollovers"
          things={{ one: 'rollover', many: 'rollovers' }}
          list={listRollovers}
          fields={rolloverColumns}
          columns={rolloverTableColumns}
          rowName={(row: RolloverRow) => row.oldKey.name}
          sort={{ id: 'startedAt', desc: true }}
          views={views}
          empty={{
            icon: RotateCw,
            title: 'No rollovers yet',
            sentence: 'A rollover replaces a TSIG key on all its nameservers, step by step, without a failed transfer. Begin one at the key: Roll over.',
            action: <ButtonLink href={paths.tsigKeys}>TSIG keys</ButtonLink>,
          }}
        />
      </ConfigurationsPage>
      <Outlet />
    </>
  )
}
