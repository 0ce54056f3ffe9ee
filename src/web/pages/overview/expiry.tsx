import { memo, startTransition, useEffect, useMemo, useState } from 'react'
import { inventoryDays } from '#contract/lists-of-overview.ts'
import type { Inventory, InventoryKind, KindInventory, TimelineItem } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { useNow } from '../../client/use-now.ts'
import { day, moment as momentWords } from '../../ui/dates.ts'
import { Card } from '../../ui/card.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Past, Timeline, TimelineLegend } from '../../ui/timeline.tsx'
import type { Moment } from '../../ui/timeline-marks.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { useZone } from '../../ui/zone.tsx'
import { idOf, kindWords, onlyHref, tableHref, verb } from './links.ts'
import { numberWords } from './number-words.ts'

const [soonDays, dayMs] = [30, 86_400_000]

/** Rows of the timeline: a kind each, and the ends of old values on one of their own. */
function lanesOf(timeline: readonly TimelineItem[], kinds: readonly KindInventory[], role: Role, now: number) {
  const lane = (id: string, label: string, kind: InventoryKind, what: TimelineItem['what']) => {
    const expired = what === 'expires' ? kinds.find((one) => one.kind === kind)?.counts.find(({ name }) => name === 'expired') : undefined
    return {
      id,
      label,
      past:
        expired === undefined || expired.count === 0 ? (
          'None'
        ) : (
          <Past>
            <TextLink
              href={tableHref(kind, role, expired.filter)}
              name={`${kindWords[kind].one}, expired already: ${numberWords(expired.count, expired.capped)}`}
            >
              {numberWords(expired.count, expired.capped)}
            </TextLink>
          </Past>
        ),
      moments: timeline
        .filter((item) => item.kind === kind && item.what === what && Date.parse(item.at) > now && Date.parse(item.at) <= now + inventoryDays.ahead * dayMs)
        .map((item): Moment => ({
          at: Date.parse(item.at),
          id: item.id,
          name: item.name,
          look: what === 'old-value-ends' ? 'old' : Date.parse(item.at) <= now + soonDays * dayMs ? 'soon' : 'later',
        })),
    }
  }
  return [
    lane('api-key', kindWords['api-key'].many, 'api-key', 'expires'),
    lane('old', 'Rotations ending', 'api-key', 'old-value-ends'),
    lane('auth-key', kindWords['auth-key'].many, 'auth-key', 'expires'),
    lane('one-token', kindWords['one-token'].many, 'one-token', 'expires'),
  ]
}

function markWords(moments: readonly Moment[]): string {
  const [first, last] = [moments[0]!, moments.at(-1)!]
  const old = first.look === 'old'
  if (moments.length === 1) return `${first.name}: ${old ? 'old value stops' : 'expires'} ${old ? momentWords(first.at) : day(first.at)}`
  const from = day(first.at) === day(last.at) ? day(first.at) : `${day(first.at)} to ${day(last.at)}`
  return `${moments.length} ${old ? 'old values stop' : 'expire'} ${from}`
}

const Row = memo(function Row({ item, verb: what }: { item: TimelineItem; verb: string }) {
  const zone = useZone()
  return (
    <tr>
      <th scope="row">{item.name}</th>
      <td>{kindWords[item.kind].one}</td>
      <td>{item.owner ?? 'None'}</td>
      <td>{what}</td>
      <td>{momentWords(item.at, zone)}</td>
    </tr>
  )
})

const rowsPerFrame = 40

/** The first rows, and some more with each frame: a thousand that are not seen hold up nothing that is. */
function useGradually<T>(all: readonly T[]): readonly T[] {
  const [count, setCount] = useState(0)
  const isWhole = count >= all.length
  useEffect(() => {
    if (isWhole) return
    const timer = setTimeout(() => startTransition(() => setCount(count + rowsPerFrame)), 16)
    return () => clearTimeout(timer)
  }, [count, isWhole])
  return useMemo(() => all.slice(0, count), [all, count])
}

/** What ends when: drawn, and the same as a table for those who do not see it. */
export function Expiry({ data: { timeline, kinds, more }, role }: { data: Inventory; role: Role }) {
  const now = useNow()
  const listed = useGradually(timeline)
  const lanes = useMemo(() => lanesOf(timeline, kinds, role, now), [timeline, kinds, role, now])
  if (timeline.length === 0) return <Section title="Expiry timeline"><Card>Nothing expires in the next 90 days.</Card></Section>
  return (
    <Section
      title="Expiry timeline"
      aside={
        <TimelineLegend
          items={[
            { look: 'soon', words: 'Expires soon' },
            { look: 'old', words: 'Old value stops' },
            { look: 'later', words: 'Later' },
          ]}
        />
      }
    >
      <Timeline
        lanes={lanes}
        now={now}
        days={inventoryDays.ahead}
        soonDays={soonDays}
        words={markWords}
        hrefOf={(lane, ids) => onlyHref(lane === 'old' ? 'api-key' : (lane as InventoryKind), role, ids)}
      />
      {more && <Small>More expires in these 90 days than can be drawn; the tables have all of it.</Small>}
      <VisuallyHidden as="div">
        <table aria-busy={listed.length < timeline.length}>
          <caption>What expires, soonest first</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Kind</th>
              <th scope="col">Owner</th>
              <th scope="col">What</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {listed.map((item) => (
              <Row key={idOf(item)} item={item} verb={verb(item, now)} />
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </Section>
  )
}
