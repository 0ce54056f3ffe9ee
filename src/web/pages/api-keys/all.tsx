import { CircleStop, KeyRound, Pencil, RotateCw, Trash2 } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { type ApiKey, apiKeyColumns, listApiKeys } from '#contract/api-keys.ts'
import { AccessManagementPage } from '../../layout/access-management-page.tsx'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import type { MenuItems } from '../../ui/menu.tsx'
import { allApiKeyColumns, moreApiKeyFields } from './columns.tsx'
import { deleteKeys } from './remove-several.ts'
import { deleteKey, endOldValueNow } from './remove.ts'
import { apiKeyViews } from './views.ts'

/** **Access Management › API KEYS** (D2–D7): the keys of all accounts. */
export function Component() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const open = (pathname: string) => void navigate({ pathname, search })

  const actions = (key: ApiKey): MenuItems => [
    { label: 'Rotate Key', icon: RotateCw, run: () => open(paths.apiKeyRotate(key.id)) },
    { label: 'Edit Key', icon: Pencil, run: () => open(paths.apiKeyEdit(key.id)) },
    ...(key.oldValue === null ? [] : [{ label: 'End now', icon: CircleStop, run: () => void endOldValueNow(key) }]),
    { label: 'Delete Key', icon: Trash2, tone: 'bad', run: () => void deleteKey(key) },
  ]

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
          sentence: 'The keys of all accounts are listed here. People generate their own under Account, My API Keys.',
        }}
      />
      <Outlet />
    </AccessManagementPage>
  )
}
