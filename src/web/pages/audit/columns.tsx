import type { AuditEvent } from '#contract/audit.ts'
import type { Column } from '../../table/column.ts'
import { instantIn, monoColumn, textColumn } from '../../table/columns.tsx'
import { exactTimes } from '../../table/least.ts'
import { Clipped } from '../../ui/cells.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Status } from '../../ui/status.tsx'
import { DateTime } from '../../ui/time.tsx'
import { moreWords, rowsOf, sameOf, timesOf } from './runs.ts'
import { credentialWords, outcomeWords, sentenceOf, sentenceText, whyDenied } from '../../client/sentence.ts'

const time: Column<AuditEvent> = {
  id: 'time', header: 'Time', width: 160, kind: 'name', least: exactTimes,
  value: (event) => Date.parse(event.time),
  csv: (event, zone) => instantIn(event.time, zone),
  zoned: true,
  cell: (event, now) => <DateTime at={event.time} now={now} clock="seconds" />,
}
const actor: Column<AuditEvent> = { ...textColumn<AuditEvent>({ id: 'actor.name', header: 'Actor', of: (event) => event.actor.name, width: 110 }), grow: 300 }
/** A row, or a run of them, as it is told. */
const told = (event: AuditEvent) => ({ ...event, times: timesOf(event) })
const andMore = (event: AuditEvent) => (moreWords(event) === '' ? '' : `, ${moreWords(event)}`)

const objectId = (event: AuditEvent) => sameOf(event, ({ object: { id } }) => id) || null
const requestId = (event: AuditEvent) => sameOf(event, (one) => one.requestId) || null

/** What was done, as people say it. */
const what: Column<AuditEvent> = {
  id: 'what', header: 'What', width: 270, grow: 600, sortField: 'action',
  value: (event) => sentenceText(event),
  title: (event) => `${sentenceText(told(event))}${andMore(event)}`,
  cell: (event) => {
    const { text, name } = sentenceOf(told(event))
    return (
      <Clipped none="None">
        {text} <strong>{name}</strong>
        {andMore(event)}
      </Clipped>
    )
  },
}
const action = monoColumn<AuditEvent>({ id: 'action', header: 'Action', of: (event) => event.action, width: 156 })
/** What it was done to: its name, or its id where it has none. */
const object: Column<AuditEvent> = {
  id: 'object.name', header: 'Object', width: 140,
  value: ({ object: { name, id } }) => name || id,
  title: (event) => rowsOf(event).map(({ object: { kind, name, id } }) => [kind, name || id].join(' ')).join(', '),
  cell: (event) => {
    const { name, id } = event.object
    if (sameOf(event, (one) => one.object.id) !== id) return 'Several'
    return <Clipped none="None">{name !== '' ? name : id === '' ? null : <Mono>{id}</Mono>}</Clipped>
  },
}
const outcome: Column<AuditEvent> = {
  id: 'outcome', header: 'Outcome', width: 168, grow: 600,
  value: (event) => event.outcome,
  title: (event) => outcomeWords(event.outcome),
  cell: (event) => <Outcome of={event.outcome} />,
}
const address = monoColumn<AuditEvent>({ id: 'address', header: 'Address', of: (event) => event.address || null, width: 124, never: 'None' })

/** **AUDIT LOG**: with the button that opens a row 1014 px at least, which is what a window of 1280 has. */
export const auditTableColumns: readonly Column<AuditEvent>[] = [
  time,
  actor,
  what,
  outcome,
  address,
  {
    id: 'credential', header: 'Credential', width: 124,
    value: (event) => credentialWords(event.credential) ?? null,
    title: ({ credential }) => (credential === 'none' ? undefined : credential),
    cell: (event) => <Clipped none="None">{credentialWords(event.credential) ?? null}</Clipped>,
  },
  { ...action, hidden: true },
  { ...object, hidden: true },
  { ...textColumn<AuditEvent>({ id: 'object.kind', header: 'Kind', of: (event) => event.object.kind || null, width: 100 }), hidden: true },
  { ...monoColumn<AuditEvent>({ id: 'object.id', header: 'Object id', of: objectId, width: 280, never: 'None' }), hidden: true },
  { ...monoColumn<AuditEvent>({ id: 'actor.id', header: 'Actor id', of: (event) => event.actor.id, width: 280, never: 'None' }), hidden: true },
  { ...monoColumn<AuditEvent>({ id: 'requestId', header: 'Request id', of: requestId, width: 280, never: 'None' }), hidden: true },
]

/** The short log of one thing, on its page: what has no room there is its name. */
export const recentAuditColumns: readonly Column<AuditEvent>[] = [time, actor, { ...what, grow: 2400 }, outcome, address]

/** `done` is quiet; what was refused has the mark, and says why. The trail's own word stands in the opened row. */
function Outcome({ of }: { of: string }) {
  const why = whyDenied(of)
  if (why === undefined) return <Clipped none="None">{outcomeWords(of)}</Clipped>
  return (
    <Clipped none="None">
      <Status word="Denied" /> {why}
    </Clipped>
  )
}
