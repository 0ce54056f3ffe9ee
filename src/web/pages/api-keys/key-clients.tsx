import type { ApiKey } from '#contract/api-keys.ts'
import type { UseClient, Uses } from '#contract/uses.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Card } from '../../ui/card.tsx'
import { relative } from '../../ui/dates.ts'
import { Mono } from '../../ui/mono.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Ago } from '../../ui/time.tsx'
import { clientWords, moved, movedPercent } from './use-words.ts'

const heads = [
  { header: 'Client' },
  { header: 'Address', wide: true, short: true },
  { header: 'Last seen', short: true },
  { header: 'Calls, 7 days', short: true, end: true, wide: true },
]

/** Who uses a key. While it has an old value, those who still use that come first, and each is said to have moved or not. */
export function KeyClients({ apiKey: key, uses, now }: { apiKey: ApiKey; uses: Uses; now: number }) {
  const cells = (client: UseClient) => [
    <strong key="client">{clientWords(client)}</strong>,
    <Mono key="address">{client.address === '' ? 'More than fifty a day' : client.address}</Mono>,
    <Ago key="seen" at={client.lastAt} now={now} />,
    client.calls,
  ]
  const idOf = ({ address, agent }: UseClient) => `client-${address}-${agent}`
  const old = key.oldValue === null ? [] : uses.clients.filter(({ oldLastAt }) => oldLastAt !== null)
  const others = uses.clients.filter((client) => !old.includes(client))
  const percent = movedPercent(uses)

  return (
    <>
      {key.oldValue !== null && (
        <Section
          title="Who still uses the old value"
          aside={
            <Small>
              {percent === undefined ? '' : `${percent} % of calls have moved · `}ends {relative(key.oldValue.endsAt, now)}
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
      {(key.oldValue === null || others.length > 0) && (
        <Section title={key.oldValue === null ? 'Clients' : 'Who uses the new value alone'}>
          {others.length === 0 ? (
            <Card>No client has used the key in the last 90 days.</Card>
          ) : (
            <BriefTable caption="Clients" columns={heads} rows={others.map((client) => ({ id: idOf(client), cells: cells(client) }))} />
          )}
          {uses.more && <Small>The 50 clients that called last are shown.</Small>}
        </Section>
      )}
    </>
  )
}
