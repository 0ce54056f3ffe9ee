import { useSuspenseQuery } from '@tanstack/react-query'
import { Button } from '../../ui/button.tsx'
import { MonoUrl } from '../../ui/mono-url.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { takeOff } from './actions.ts'
import { allBases } from './queries.ts'

/** What connectors may ask beside this server; nothing to see while that is nothing. */
export function AllowedBases() {
  const bases = useSuspenseQuery(allBases).data.data
  if (bases.length === 0) return null
  return (
    <Section title="Allowed base URLs">
      <Small>Connectors may ask these beside this server, and no others.</Small>
      {bases.map((base) => (
        <Stack key={base.id} row align="center" gap={12} wrap>
          <MonoUrl url={base.baseUrl} />
          <Button size="small" onClick={() => void takeOff(base)} aria-label={`Remove ${base.baseUrl}`}>Remove</Button>
        </Stack>
      ))}
    </Section>
  )
}
