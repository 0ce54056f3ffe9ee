import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { RotateCcw, ScrollText } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { Outlet, useLocation } from 'react-router'
import { queryClient } from '../../client/query-client.ts'
import { look, useReachable } from '../../client/reach.ts'
import { session } from '../../client/session.ts'
import { useOwnZone, zoneIn } from '../../client/times.ts'
import { Shell } from '../../layout/shell.tsx'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ZoneProvider } from '../../ui/zone.tsx'
import { version } from '../../client/version.ts'
import { auditState } from '../audit/queries.ts'
import { useAccountMenu } from './account-menu.ts'
import { Find } from './find.tsx'
import { navFor } from './nav.ts'
import { Pending } from './pending.tsx'
import { usePage } from './use-page.ts'

export function Component() {
  const { user } = useSuspenseQuery(session).data
  const own = useOwnZone(user.id)
  const zone = zoneIn(useLocation().search) ?? own
  const account = useAccountMenu(user, zone)
  const page = usePage()
  const groups = useMemo(() => navFor(user.role), [user.role])
  const crumbs = useMemo(() => page.crumbs.map((label) => ({ label })), [page.crumbs])
  return (
    <ZoneProvider zone={zone}>
      <Shell groups={groups} home={paths.overview} crumbs={crumbs} find={find} account={account} host={location.host} version={version} banner={banner}>
        {content}
      </Shell>
    </ZoneProvider>
  )
}

/** Goes by itself. What could not be read meanwhile is read again then. */
function Unreachable() {
  const reachable = useReachable()
  useEffect(() => {
    if (reachable) void queryClient.refetchQueries({ type: 'active', predicate: ({ state }) => state.error !== null })
  }, [reachable])
  if (reachable) return null
  return (
    <Notice tone="warn" announce action={<Button size="small" icon={RotateCcw} onClick={() => void look()}>Try again</Button>}>
      The server cannot be reached. What is shown here may be out of date. This goes by itself once it answers.
    </Notice>
  )
}

/**
 * For administrators, over every page: the audit trail is broken. The server knows it without walking the trail, and a break stays,
 * so this stays too: what is to be done about it is done outside (docs/operations.md).
 */
function BrokenTrail() {
  const { user } = useSuspenseQuery(session).data
  const { data } = useQuery({ ...auditState, enabled: user.role === 'administrator' })
  if (!data || data.broken === 0) return null
  const [first] = data.breaks
  return (
    <Notice
      tone="bad"
      announce
      action={
        <ButtonLink icon={ScrollText} href={`${paths.auditLog}?filter=action%20equals%20audit.break`}>
          Show breaks
        </ButtonLink>
      }
    >
      <strong>The audit trail is broken{first ? ` at row ${first.at.toLocaleString('en')}` : ''}.</strong> {first?.why}
      {data.broken > 1 ? ` ${(data.broken - 1).toLocaleString('en')} more.` : ''} Somebody or something changed the database beside the server: keep a copy of
      it, and find out who could write to it.
    </Notice>
  )
}

// Made once: the frame is drawn anew for another page, not for each address of a table.
const find = <Find />
const banner = (
  <>
    <Unreachable />
    <BrokenTrail />
  </>
)
const content = <Pending><Outlet /></Pending>
