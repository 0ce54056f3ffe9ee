import { KeyRound, Plus, Trash2 } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listApiKeys } from '#contract/calls.ts'
import { apiKeyColumns } from '#contract/lists.ts'
import { AccessManagementPage } from '../../layout/access-management-page.tsx'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { allApiKeyColumns, moreApiKeyFields } from './columns.tsx'
import { deleteKeys } from './remove-several.ts'
import { apiKeyActions } from './row-actions.ts'
import { apiKeyViews } from './views.ts'

/** **Access Management › API KEYS** (D2–D7): the keys of all accounts. */
export function Component() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const open = (pathname: string) => void navigate({ pathname, search })

  const actions = apiKeyActions({ rotate: (id) => open(paths.apiKeyRotate(id)), edit: (id) => open(paths.apiKeyEdit(id)), all: true })

  return (
    <AccessManagementPage>
      <ListTable
        noun="api-keys"
        caption="API keys"
        things={{ one: 'key', many: 'keys' }}
        list={listApiKeys}
        fields={apiKeyColumns}
        columns={allApiKeyColumns}
        moreFields={moreApiKeyFields}
        rowName={(key) => key.name}
        rowActions={actions}
        bulkActions={(chosen) => [{ label: 'Delete API Key', icon: Trash2, tone: 'bad', run: () => void deleteKeys(chosen) }]}
        sort={{ id: 'expiresAt', desc: false }}
        views={apiKeyViews}
        empty={{
          icon: KeyRound,
          title: 'No API keys yet',
          sentence:
            'The keys of all accounts are listed here. People generate their own under Account, My API Keys; you can do it for them under their name in USERS.',
          action: <ButtonLink href={paths.myApiKeysNew} variant="primary" icon={Plus}>Generate API Key</ButtonLink>,
        }}
      />
      <Outlet />
    </AccessManagementPage>
  )
}
