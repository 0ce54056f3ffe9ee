import type { AuditEvent } from '#contract/audit.ts'
import type { Column } from '../../table/column.ts'
import { instantIn, monoColumn, textColumn } from '../../table/columns.tsx'
import { exactTimes } from '../../table/least.ts'
import { Clipped } from '../../ui/cells.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Outcome } from '../../ui/outcome.tsx'
import { DateTime } from '../../ui/time.tsx'

const time: Column<AuditEvent> = {
  id: 'time', header: 'Time', width: 160, kind: 'name', least: exactTimes,
  value: (event) => Date.parse(event.time),
  csv: (event, zone) => instantIn(event.time, zone),
  zoned: true,
  cell: (event, now) => <DateTime at={event.time} now={now} clock="seconds" />,
}
const actor = textColumn<AuditEvent>({ id: 'actor.name', header: 'Actor', of: (event) => event.actor.name, width: 110 })
const action = textColumn<AuditEvent>({ id: 'action', header: 'Action', of: (event) => event.action, width: 156 })
/** What it was done to: its name, or its id where it has none. */
const object: Column<AuditEvent> = {
  id: 'object.name', header: 'Object', width: 140,
  value: ({ object: { name, id } }) => name || id,
  title: ({ object: { kind, name, id } }) => [kind, name || id].join(' '),
  cell: ({ object: { name, id } }) => <Clipped none="None">{name !== '' ? name : id === '' ? null : <Mono>{id}</Mono>}</Clipped>,
}
const outcome: Column<AuditEvent> = {
  id: 'outcome', header: 'Outcome', width: 168,
  value: (event) => event.outcome,
  title: (event) => event.outcome,
  cell: (event) => <Outcome of={event.outcome} />,
}
const address = monoColumn<AuditEvent>({ id: 'address', header: 'Address', of: (event) => event.address || null, width: 124, never: 'None' })

/** **AUDIT LOG**: with the button that opens a row 1014 px at least, which is what a window of 1280 has. */
export const auditTableColumns: readonly Column<AuditEvent>[] = [
  time,
  actor,
  action,
  object,
  outcome,
  address,
  monoColumn({ id: 'credential', header: 'Credential', of: (event) => (event.credential === 'none' ? null : event.credential), width: 124, never: 'None' }),
  { ...textColumn<AuditEvent>({ id: 'object.kind', header: 'Kind', of: (event) => event.object.kind || null, width: 100 }), hidden: true },
  { ...monoColumn<AuditEvent>({ id: 'object.id', header: 'Object id', of: (event) => event.object.id || null, width: 280, never: 'None' }), hidden: true },
  { ...monoColumn<AuditEvent>({ id: 'actor.id', header: 'Actor id', of: (event) => event.actor.id, width: 280, never: 'None' }), hidden: true },
  { ...monoColumn<AuditEvent>({ id: 'requestId', header: 'Request id', of: (event) => event.requestId || null, width: 280, never: 'None' }), hidden: true },
]

/** The short log on a user's page. */
export const recentAuditColumns: readonly Column<AuditEvent>[] = [time, actor, action, object, outcome, address]

