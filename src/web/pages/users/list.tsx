import { useSuspenseQuery } from '@tanstack/react-query'
import { CirclePause, CirclePlay, UserPlus, UsersRound } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listUsers } from '#contract/calls.ts'
import { userColumns } from '#contract/lists-of-administration.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { loaded } from '../../feedback/loaded.ts'
import { AccessManagementPage } from '../../layout/access-management-page.tsx'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { Button } from '../../ui/button.tsx'
import { useUserActions } from './actions.ts'
import { userTableColumns } from './columns.tsx'
import { administrators } from './queries.ts'

const views = [
  { name: 'Administrators', query: () => 'filter=role is administrator' },
  { name: 'Not signed in yet', query: () => 'filter=status is invited' },
  { name: 'Disabled', query: () => 'filter=status is disabled' },
]

/** What is done to many comes when it is asked for. */
const many = () => import('./several.ts')

/** What a row's menu says depends on it, so it is there before the rows are. Where it is not to be had, the table says so of itself. */
export const loader = () => load(administrators).catch(() => undefined)

/** **Access Management › USERS**. */
export function Component() {
  const navigate = useNavigate()
  const { user } = useSuspenseQuery(session).data
  const { search } = useLocation()
  const open = (pathname: string) => void navigate({ pathname, search })
  const actions = useUserActions({ edit: (user) => open(paths.usersEdit(user.id)), role: (user) => open(paths.usersRole(user.id)) })
  const invite = <Button variant="primary" icon={UserPlus} onClick={() => open(paths.usersNew)}>Invite User</Button>

  return (
    <AccessManagementPage actions={invite}>
      <ListTable
        noun="users"
        caption="Users"
        things={{ one: 'user', many: 'users' }}
        list={listUsers}
        fields={userColumns}
        columns={userTableColumns}
        moreFields={{ updatedAt: 'Updated' }}
        rowName={(user) => user.name}
        rowActions={actions}
        bulkActions={(chosen) => [
          { label: 'Enable', icon: CirclePlay, run: () => void loaded(many).then((work) => work?.enableSeveral(chosen)) },
          { label: 'Disable', icon: CirclePause, tone: 'bad', run: () => void loaded(many).then((work) => work?.disableSeveral(chosen, user.id)) },
        ]}
        sort={{ id: 'name', desc: false }}
        views={views}
        empty={{ icon: UsersRound, title: 'No users yet', sentence: 'People who may sign in are listed here.', action: invite }}
      />
      <Outlet />
    </AccessManagementPage>
  )
}
