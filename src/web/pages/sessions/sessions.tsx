import { useSuspenseQuery } from '@tanstack/react-query'
import { LogOut, MonitorSmartphone } from 'lucide-react'
import type { Session } from '#contract/sessions.ts'
import { several } from '#contract/several.ts'
import { serverNow } from '../../client/clock.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { DataTable } from '../../table/data-table.tsx'
import { relativeWithin } from '../../ui/dates.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { Page, Small } from '../../ui/page.tsx'
import { browserOf } from './browser.ts'
import { sessionColumns } from './columns.tsx'
import { endOne, ownSessions } from './queries.ts'

export const loader = () => load(ownSessions)

export function Component() {
  const { data, error, refetch } = useSuspenseQuery(ownSessions)
  return (
    <Page title="Sessions" sentence="Where you are signed in. End a session that you do not know, and change your password.">
      <DataTable
        caption="My sessions"
        columns={sessionColumns}
        rows={data.data}
        rowId={(session) => session.id}
        rowName={(session) => session.address}
        rowActions={actions}
        sort={{ id: 'lastSeenAt', desc: true }}
        failure={error}
        onRetry={() => void refetch()}
        things="sessions"
        empty={{ icon: MonitorSmartphone, title: 'No sessions', sentence: 'You are signed in nowhere.' }}
        foot={
          <Small>
            {several(data.data.length, 'session')}. Auth tokens are not sessions: they end with their key or after an hour.
          </Small>
        }
      />
    </Page>
  )
}

const actions = (session: Session): MenuItems => [
  {
    label: 'End session',
    icon: LogOut,
    tone: 'bad',
    run: () => void end(session),
    disabled: session.current ? 'You are in this one: use Sign out.' : undefined,
  },
]

async function end(session: Session) {
  const done = await confirm({
    title: 'End session',
    body: 'Whoever uses this session is signed out at once.',
    names: [{ name: browserOf(session.userAgent), detail: `${session.address}, last seen ${relativeWithin(session.lastSeenAt, serverNow())}` }],
    action: 'End session',
    run: () => run(endOne, { params: { sessionId: session.id } }),
  })
  if (!done) return
  toast({ text: 'Session on {name} ended', name: browserOf(session.userAgent) })
}
