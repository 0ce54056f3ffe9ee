import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useMemo } from 'react'
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
  const page = usePage()
  const groups = useMemo(() => navFor(user.role), [user.role])
  const crumbs = useMemo(() => page.crumbs.map((label) => ({ label })), [page.crumbs])
  return <Shell groups={groups} home={paths.overview} crumbs={crumbs} find={find} account={account} host={location.host} version={version} banner={banner}>{content}</Shell>
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

// Made once: the frame is drawn anew for another page, not for each address of a table.
const find = <Find />
const banner = <Unreachable />
const content = <Pending><Outlet /></Pending>
