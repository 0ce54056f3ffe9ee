import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Pager } from '../../table/pager.tsx'
import { Button } from '../../ui/button.tsx'
import { MonoUrl } from '../../ui/mono-url.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { takeOff } from './actions.ts'
import { allBases } from './queries.ts'

/** What connectors may ask beside this server; nothing to see while that is nothing. */
export function AllowedBases() {
  const bases = useSuspenseQuery(allBases).data.data
  const [page, setPage] = useState(1)
  const [size, setSize] = useState(25)
  // The last one of a page may have gone.
  const shown = Math.min(page, Math.max(1, Math.ceil(bases.length / size)))
  if (bases.length === 0) return null
  return (
    <Section title="Allowed base URLs">
      <Small>Connectors may ask these beside this server, and no others.</Small>
      {bases.slice((shown - 1) * size, shown * size).map((base) => (
        <Stack key={base.id} row align="center" gap={12} wrap>
          <MonoUrl url={base.baseUrl} />
          <Button size="small" onClick={() => void takeOff(base)} aria-label={`Remove ${base.baseUrl}`}>Remove</Button>
        </Stack>
      ))}
      {bases.length > 25 && <Pager page={shown} size={size} total={bases.length} capped={false} onPage={setPage} onSize={(next) => {
        setSize(next)
        setPage(1)
      }} />}
    </Section>
  )
}
