import type { InventoryEvent } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Card } from '../../ui/card.tsx'
import { Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { When } from '../../ui/time.tsx'
import { withoutAcknowledgements } from '../audit/queries.ts'
import { sentenceOf } from '../../client/sentence.ts'

/** What was done last: by anybody for an administrator, by oneself for others. */
export function Activity({ events, role }: { events: readonly InventoryEvent[]; role: Role }) {
  const now = useNow()
  const all = role === 'administrator'
  return (
    <Section
      title="Recent activity"
      aside={all ? <TextLink href={`${paths.auditLog}?filter=${encodeURIComponent(withoutAcknowledgements)}`}>Audit log</TextLink> : undefined}
    >
      {events.length === 0 ? (
        <Card>Nothing was changed yet.</Card>
      ) : (
        <BriefTable
          caption="Recent activity"
          columns={[{ header: 'Time', short: true, plain: true }, { header: 'What' }, ...(all ? [{ header: 'Who', wide: true, short: true }] : [])]}
          rows={events.map((event) => {
            const { text, name, how } = sentenceOf(event)
            return {
              id: `event-${event.seq}`,
              cells: [
                <When key="at" at={event.at} now={now} />,
                <span key="what">
                  {how === 'denied' && (
                    <>
                      <Status word="Denied" />{' '}
                    </>
                  )}
                  {text} <strong>{name}</strong>
                </span>,
                event.actor,
              ],
            }
          })}
        />
      )}
    </Section>
  )
}
