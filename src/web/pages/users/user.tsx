import { useSuspenseQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { type LoaderFunctionArgs, Outlet, useNavigate, useParams } from 'react-router'
import { load } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { AccessManagementPage } from '../../layout/access-management-page.tsx'
import { usePageName } from '../../layout/page-name.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { MenuButton } from '../../ui/menu.tsx'
import { Section } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status } from '../../ui/status.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { ownApiKeys } from '../api-keys/queries.ts'
import { useUserActions } from './actions.ts'
import { administrators, auditOf, oneUser, sessionsOf } from './queries.ts'
import { UserAudit } from './user-audit.tsx'
import { UserSessions } from './user-sessions.tsx'
import { roleWord, userStatus } from './words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const userId = params['userId'] ?? ''
  const audit = load(ownApiKeys(userId)).then(({ data }) => load(auditOf(userId, data.map(({ id }) => id))))
  const [user] = await Promise.all([load(oneUser(userId)), load(sessionsOf(userId)), load(administrators), audit])
  return user
}

/** A user's page. Their keys, and the dialogs over them, are API keys' own and come by the outlet (D10). */
export function Component() {
  const { userId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  const user = useSuspenseQuery(oneUser(userId)).data
  usePageName(user.name)
  const actions = useUserActions({ edit: () => void navigate(paths.userEdit(userId)), role: () => void navigate(paths.userRole(userId)) })

  return (
    <AccessManagementPage
      title={user.name}
      actions={
        <MenuButton
          items={actions(user)}
          label={`Actions for ${user.name}`}
          renderButton={(opener) => (
            <Button iconEnd={ChevronDown} {...opener}>
              Actions
            </Button>
          )}
        />
      }
    >
      <Stack gap={32}>
        <Facts
          facts={[
            { label: 'Email', value: user.email },
            { label: 'Role', value: roleWord[user.role] },
            { label: 'Status', value: <Status word={userStatus(user)} /> },
            ...(user.keptOutUntil === null ? [] : [{ label: 'Kept out until', value: <DateTime at={user.keptOutUntil} now={now} /> }]),
            { label: 'Created', value: <DateTime at={user.createdAt} now={now} /> },
            { label: 'Last sign-in', value: <Ago at={user.lastSignInAt} now={now} /> },
          ]}
        />
        <Outlet />
        <Section title="Sessions">
          <UserSessions user={user} />
        </Section>
        <Section title="Recent activity">
          <UserAudit user={user} />
        </Section>
      </Stack>
    </AccessManagementPage>
  )
}
