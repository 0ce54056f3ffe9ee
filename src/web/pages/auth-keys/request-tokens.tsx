import type { AuditEvent } from '#contract/audit.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Card } from '../../ui/card.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { UsesChart } from '../../ui/uses-chart.tsx'
import { fewOf, usesWords } from '../credential/use-words.ts'
import { liveTokens, tokenDays } from './made-tokens.ts'
import { tokensMost } from './queries.ts'

/** The request tokens that were made here with an AuthKey, as the audit log has them: how many a day, and those that are accepted still. */
export function RequestTokens({ made, now }: { made: readonly AuditEvent[]; now: number }) {
  const days = tokenDays(made)
  const words = usesWords(days, 'request token')
  const live = liveTokens(made, now)
  return (
    <>
      <Section title="Request tokens made, last 90 days">
        <UsesChart uses={days} now={now} label={words} one="request token" />
        <Small>
          {words}. Counted by day, UTC.{made.length === tokensMost && ` The newest ${tokensMost} are counted.`}
        </Small>
      </Section>
      <Section title="Accepted still" aside={<Small>30 days from when they were made</Small>}>
        {live.length === 0 ? (
          <Card>None that was made here is.</Card>
        ) : (
          <BriefTable
            caption="Request tokens that are accepted still"
            columns={[
              { header: 'Domains' },
              { header: 'Made by', wide: true, short: true },
              { header: 'Made', wide: true, short: true },
              { header: 'Ends', short: true },
            ]}
            rows={live.map(({ seq, domains, by, at, endsAt }) => ({
              id: `token-${seq}`,
              cells: [fewOf(domains), by, <DateTime key="made" at={at} now={now} />, <DateTime key="ends" at={endsAt} now={now} />],
            }))}
          />
        )}
      </Section>
    </>
  )
}
