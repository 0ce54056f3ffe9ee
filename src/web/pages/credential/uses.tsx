import type { UseClient, Uses } from '#contract/uses.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Card } from '../../ui/card.tsx'
import { relativeWithin } from '../../ui/dates.ts'
import { Mono } from '../../ui/mono.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Ago } from '../../ui/time.tsx'
import { UsesChart, UsesLegend } from '../../ui/uses-chart.tsx'
import { clientWords, moved, movedPercent, usesWords } from './use-words.ts'

const heads = [
  { header: 'Client' },
  { header: 'Address', wide: true, short: true },
  { header: 'Last seen', short: true },
  { header: 'Calls, 7 days', short: true, end: true, wide: true },
]

/**
 * The uses of a credential, drawn by day, and who uses it. While it has an old value, those who still use that come first, and each is
 * said to have moved or not.
 */
export function UsesOf({ uses, thing, oldEndsAt = null, now }: { uses: Uses; thing: 'key' | 'token'; oldEndsAt?: string | null; now: number }) {
  const cells = (client: UseClient) => [
    <strong key="client">{clientWords(client)}</strong>,
    <Mono key="address">{client.address === '' ? 'More than fifty a day' : client.address}</Mono>,
    <Ago key="seen" at={client.lastAt} now={now} />,
    client.calls,
  ]
  const idOf = ({ address, agent }: UseClient) => `client-${address}-${agent}`
  const old = oldEndsAt === null ? [] : uses.clients.filter(({ oldLastAt }) => oldLastAt !== null)
  const others = uses.clients.filter((client) => !old.includes(client))
  const percent = movedPercent(uses)

  return (
    <>
      <Section title="Uses, last 90 days" aside={oldEndsAt === null ? undefined : <UsesLegend />}>
        <UsesChart uses={uses.days} now={now} label={usesWords(uses.days)} />
        <Small>{usesWords(uses.days)}. Counted by day, UTC, and client.</Small>
      </Section>
      {oldEndsAt !== null && (
        <Section
          title="Who still uses the old value"
          aside={
            <Small>
              {percent === undefined ? '' : `${percent} % of calls have moved · `}ends {relativeWithin(oldEndsAt, now)}
            </Small>
          }
        >
          {old.length === 0 ? (
            <Card>Nobody has used the old value in the last 90 days.</Card>
          ) : (
            <BriefTable
              caption="Who still uses the old value"
              columns={[...heads, { header: 'New value', short: true }]}
              rows={old.map((client) => ({ id: idOf(client), cells: [...cells(client), <Status key="moved" word={moved(client, now)} />] }))}
            />
          )}
        </Section>
      )}
      {(oldEndsAt === null || others.length > 0) && (
        <Section title={oldEndsAt === null ? 'Clients' : 'Who uses the new value alone'}>
          {others.length === 0 ? (
            <Card>No client has used the {thing} in the last 90 days.</Card>
          ) : (
            <BriefTable caption="Clients" columns={heads} rows={others.map((client) => ({ id: idOf(client), cells: cells(client) }))} />
          )}
          {uses.more && <Small>The 50 clients that called last are shown.</Small>}
        </Section>
      )}
    </>
  )
}
