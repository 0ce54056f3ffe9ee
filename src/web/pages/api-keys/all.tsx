import { CalendarClock, KeyRound, NotebookPen, Plus, RotateCw, Trash2 } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listApiKeys } from '#contract/calls.ts'
import { apiKeyColumns } from '#contract/lists.ts'
import { loaded } from '../../feedback/loaded.ts'
import { AccessManagementPage } from '../../layout/access-management-page.tsx'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
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

  const generate = (
    <Button variant="primary" icon={Plus} onClick={() => open(paths.apiKeysNew)}>
      Generate API Key
    </Button>
  )
  // What changes many comes when it is asked for.
  const several = () => import('./change-several.tsx')

  return (
    <AccessManagementPage actions={generate}>
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
        bulkActions={(chosen) => [
          {
            label: 'Rotate API Key',
            icon: RotateCw,
            run: () => void loaded(several).then((change) => change?.rotateSeveral(chosen, () => void navigate(paths.apiKeysRotating))),
          },
          { label: 'Change Expiration', icon: CalendarClock, run: () => void loaded(several).then((change) => change?.extendSeveral(chosen)) },
          { label: 'Change Note', icon: NotebookPen, run: () => void loaded(several).then((change) => change?.noteSeveral(chosen)) },
          { label: 'Delete API Key', icon: Trash2, tone: 'bad', run: () => void deleteKeys(chosen) },
        ]}
        tools={<ButtonLink href={paths.apiKeysRotating} icon={RotateCw}>Rotations</ButtonLink>}
        sort={{ id: 'expiresAt', desc: false }}
        views={apiKeyViews}
        empty={{
          icon: KeyRound,
          title: 'No API keys yet',
          sentence:
            'The keys of all accounts are listed here. People generate their own under Account, My API Keys; you can do it for them here.',
          action: generate,
        }}
      />
      <Outlet />
    </AccessManagementPage>
  )
}
