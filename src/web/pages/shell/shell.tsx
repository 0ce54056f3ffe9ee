import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { Outlet } from 'react-router'
import { failureOf } from '../../client/failure.ts'
import { session } from '../../client/session.ts'
import { Shell } from '../../layout/shell.tsx'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { version } from '../../client/version.ts'
import { useAccountMenu } from './account-menu.ts'
import { Find } from './find.tsx'
import { navFor } from './nav.ts'
import { Pending } from './pending.tsx'
import { usePage } from './use-page.ts'

export function Component() {
  const { user } = useSuspenseQuery(session).data
  const account = useAccountMenu(user.email)
  const { crumbs } = usePage()
  return (
    <Shell
      groups={navFor(user.role)}
      home={paths.overview}
      crumbs={crumbs.map((label) => ({ label }))}
      find={<Find />}
      account={account}
      host={location.host}
      version={version}
      banner={<Unreachable />}
    >
      <Pending><Outlet /></Pending>
    </Shell>
  )
}

/** Asks again every ten seconds while, and only while, nobody answers: otherwise asking would keep an idle session alive. */
function Unreachable() {
  const { error, refetch, isFetching } = useQuery({ ...session, refetchInterval: (query) => (query.state.error === null ? false : 10_000) })
  if (error === null || !failureOf(error).lost) return null
  return (
    <Notice tone="warn" announce action={<Button size="small" icon={RotateCcw} busy={isFetching} onClick={() => void refetch()}>Try again</Button>}>
      The server cannot be reached. What is shown here may be out of date.
    </Notice>
  )
}
