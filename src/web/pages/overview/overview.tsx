import { useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import type { Inventory } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { paths } from '../../paths.ts'
import { NothingYet } from '../../table/states.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Card } from '../../ui/card.tsx'
import { Fold } from '../../ui/fold.tsx'
import { Page } from '../../ui/page.tsx'
import { PlainLink } from '../../ui/plain-link.tsx'
import { SideBySide } from '../../ui/side-by-side.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Activity } from './activity.tsx'
import { Counts } from './counts.tsx'
import { Attention } from './attention.tsx'
import { Expiry } from './expiry.tsx'
import { FirstSteps } from './first-run.tsx'
import { Headline } from './headline.tsx'
import { firstRun, inventory } from './queries.ts'

/** What was changed on another page is in the numbers: they are asked for anew. */
export const loader = () =>
  Promise.all([
    load(session).then(({ user }) => (user.role === 'administrator' ? load({ ...firstRun, staleTime: 0 }) : undefined)),
    load({ ...inventory, staleTime: 0 }),
  ])

/** Whether **By kind** was open: it stays so while one goes to a table and comes back. */
let unfolded = false

/** One inventory of every credential a person may see. */
export function Component() {
  const { user } = useSuspenseQuery(session).data
  const { data } = useSuspenseQuery(inventory)
  const things = data.kinds.reduce((sum, { total }) => sum + total, 0)
  return (
    <Page title="Overview">
      <Stack gap={24}>
        {user.role === 'administrator'
          ? <FirstSteps things={things}>{(steps, again) => <Parts data={data} role={user.role} steps={steps} again={again} />}</FirstSteps>
          : <Parts data={data} role={user.role} />}
      </Stack>
    </Page>
  )
}

/** `steps`: what comes first on a new installation; `again`: the way to those where they are not shown. */
function Parts({ data, role, steps, again }: { data: Inventory; role: Role; steps?: ReactNode; again?: ReactNode }) {
  const { kinds, activity } = data
  const isEmpty = kinds.every(({ total }) => total === 0)
  return (
    <>
      {steps}
      {isEmpty ? steps === undefined && <NothingAtAll /> : (
        <>
          <Headline data={data} role={role} />
          <Expiry data={data} role={role} />
          <SideBySide lead>
            <Attention data={data} role={role} />
            <Activity events={activity} role={role} />
          </SideBySide>
          <ByKind kinds={kinds} role={role} />
        </>
      )}
      <Stack row gap={16} wrap>
        <PlainLink href="/docs">API documentation</PlainLink>
        {again}
      </Stack>
    </>
  )
}

function NothingAtAll() {
  return (
    <Card>
      <NothingYet
        icon={KeyRound}
        title="Nothing here yet"
        sentence="Keys and tokens are counted here, and shown by when they expire, as soon as there is one."
        action={<ButtonLink href={paths.myApiKeysNew} variant="primary" icon={Plus}>Generate API Key</ButtonLink>}
      />
    </Card>
  )
}

function ByKind({ kinds, role }: { kinds: Inventory['kinds']; role: Role }) {
  const { hash, key } = useLocation()
  const [open, setOpen] = useState(unfolded)
  const [cameFor, setCameFor] = useState<string>()
  // A sum leads to the row that adds it up, which is to be there.
  if (hash !== '' && cameFor !== key) {
    setCameFor(key)
    setOpen(true)
  }
  // The router scrolls to nothing by itself.
  useEffect(() => {
    if (hash !== '') document.getElementById(hash.slice(1))?.focus()
  }, [hash, key])
  useEffect(() => {
    unfolded = open
  }, [open])
  return <Fold title="By kind" open={open} onToggle={() => setOpen(!open)}><Counts kinds={kinds} role={role} /></Fold>
}
