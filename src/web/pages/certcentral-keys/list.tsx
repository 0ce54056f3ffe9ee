import { useSuspenseQuery } from '@tanstack/react-query'
import { Ban, KeyRound, Plus } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listCertcentralKeys } from '#contract/calls-of-certcentral.ts'
import { certcentralKeyColumns } from '#contract/lists-of-certcentral.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { loaded } from '../../feedback/loaded.ts'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { certcentralKeyTableColumns, moreCertcentralKeyFields } from './columns.tsx'
import { certcentralKeyActions } from './row-actions.ts'

export const loader = () => load(session)

const many = () => import('./revoke-several.ts')

const views = [
  { name: 'Active', query: () => 'filter=status is active' },
  { name: 'Without a restriction', query: () => 'filter=restrictedToRoleId is 0;status is active' },
  { name: 'Never used', query: () => 'filter=lastUsedAt is empty' },
]

/** **CertCentral › API Keys** (C1–C4): administrators see everybody's, others their own. */
export function Component() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const { user } = useSuspenseQuery(session).data
  const everybody = user.role === 'administrator'
  const open = (pathname: string) => void navigate({ pathname, search })

  return (
    <Page
      title="API Keys"
      sentence="For the CertCentral Services API, in the header X-DC-DEVKEY. A key may do what its user may do, unless it is restricted."
      actions={<Button variant="primary" icon={Plus} onClick={() => open(paths.certcentralKeysNew)}>Add API Key</Button>}
    >
      <ListTable
        noun="certcentral-keys"
        caption="CertCentral API keys"
        things={{ one: 'key', many: 'keys' }}
        list={listCertcentralKeys}
        fields={certcentralKeyColumns}
        columns={certcentralKeyTableColumns}
        moreFields={moreCertcentralKeyFields}
        rowName={(key) => key.name}
        rowActions={certcentralKeyActions((id) => open(paths.certcentralKeyEdit(id)))}
        bulkAction={{ label: 'Revoke', icon: Ban, run: (chosen) => void loaded(many).then((work) => work?.revokeSeveral(chosen)) }}
        sort={{ id: 'createdAt', desc: true }}
        views={views}
        empty={{
          icon: KeyRound,
          title: 'No API keys yet',
          sentence: `${everybody ? 'The CertCentral keys of everybody' : 'Your CertCentral keys'} are listed here, revoked ones too.`,
          action: <ButtonLink href={paths.certcentralKeysNew + search} variant="primary" icon={Plus}>Add API Key</ButtonLink>,
        }}
      />
      <Outlet />
    </Page>
  )
}
