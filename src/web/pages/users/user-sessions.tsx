import { useSuspenseQuery } from '@tanstack/react-query'
import { LogOut, MonitorSmartphone } from 'lucide-react'
import type { Session } from '#contract/sessions.ts'
import type { User } from '#contract/users.ts'
import { serverNow } from '../../client/clock.ts'
import { run } from '../../client/mutation.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { DataTable } from '../../table/data-table.tsx'
import { relativeWithin } from '../../ui/dates.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { sessionColumns, theirSessionColumns } from '../sessions/columns.tsx'
import { endTheirs, sessionsOf } from './queries.ts'

/** Where somebody is signed in. */
export function UserSessions({ user }: { user: User }) {
  const { data, error, refetch } = useSuspenseQuery(sessionsOf(user.id))
  const actions = (session: Session): MenuItems => [
    {
      label: 'End session',
      icon: LogOut,
      tone: 'bad',
      run: () => void end(user, session),
      disabled: session.current ? 'You are in this one: use Sign out.' : undefined,
    },
  ]

  if (data.data.length === 0 && error === null) return <p>{user.name} is signed in nowhere.</p>
  return (
    <DataTable
      caption={`Sessions of ${user.name}`}
      columns={data.data.some((session) => session.current) ? sessionColumns : theirSessionColumns}
      rows={data.data}
      rowId={(session) => session.id}
      rowName={(session) => session.address}
      rowActions={actions}
      sort={{ id: 'lastSeenAt', desc: true }}
      failure={error}
      onRetry={() => void refetch()}
      things="sessions"
      empty={{ icon: MonitorSmartphone, title: 'No sessions', sentence: `${user.name} is signed in nowhere.` }}
    />
  )
}

async function end(user: User, session: Session) {
  const done = await confirm({
    title: 'End session',
    body: `${user.name} is signed out there at once, and can sign in again.`,
    names: [{ name: session.address, detail: `Last seen ${relativeWithin(session.lastSeenAt, serverNow())}` }],
    action: 'End session',
    run: () => run(endTheirs, { params: { userId: user.id, sessionId: session.id } }),
  })
  if (!done) return
  toast({ text: 'Session of {name} ended', name: user.name })
}
