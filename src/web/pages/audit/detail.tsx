import type { AuditEvent } from '#contract/audit.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Changes } from '../../ui/changes.tsx'
import { Facts } from '../../ui/facts.tsx'
import { exact, momentBoth } from '../../ui/dates.ts'
import { Mono } from '../../ui/mono.tsx'
import { Stack } from '../../ui/stack.tsx'
import { moreWords, rowsOf, rowWords, sameOf } from './runs.ts'
import { changesOf, changesText, moreOf } from './words.ts'

/** What opens under a row: before and after, and what names it. Secrets are not in the log, so none is here. */
export function AuditDetail({ event }: { event: AuditEvent }) {
  return rowsOf(event).length > 1 ? <RunDetail event={event} /> : <RowDetail event={event} />
}

const id = (text: string | null) => (text === null || text === '' ? 'None' : <Mono wrap>{text}</Mono>)

function RowDetail({ event }: { event: AuditEvent }) {
  const { seq, time, actor, object, credential, requestId } = event
  return (
    <Stack gap={12}>
      <Changes
        caption={`What row ${seq} changed`}
        rows={changesOf(event.detail)}
        none={
          event.outcome === 'done'
            ? 'No field was changed.'
            : event.outcome.startsWith('asked')
              ? 'The password was asked for first, so nothing was done yet.'
              : 'It was refused, so nothing was changed.'
        }
      />
      <Facts
        facts={[
          { label: 'Row', value: `${seq}, ${momentBoth(time)}` },
          { label: 'Action', value: <Mono wrap>{event.action}</Mono> },
          { label: 'Outcome', value: <Mono wrap>{event.outcome}</Mono> },
          ...moreOf(event.detail),
          {
            label: 'Object',
            value: (
              <>
                {object.kind} {id(object.id)}
              </>
            ),
          },
          { label: 'Actor', value: id(actor.id) },
          { label: 'Credential', value: credential === 'none' ? 'None' : id(credential) },
          { label: 'Request', value: id(requestId) },
        ]}
      />
    </Stack>
  )
}

/** A run: the trail's words that all of it have, then each. */
function RunDetail({ event }: { event: AuditEvent }) {
  const rows = rowsOf(event)
  const [oldest = event, newest = event] = [rows[0], rows.at(-1)].toSorted((a, b) => (a?.seq ?? 0) - (b?.seq ?? 0))
  const more = moreWords(event)
  const request = sameOf(event, ({ requestId }) => requestId)
  const several = request === 'Several'
  const words = rowWords(event)
  return (
    <Stack gap={12}>
      <Facts
        facts={[
          { label: 'Rows', value: `${words.replace('rows ', '')}, ${momentBoth(oldest.time)} to ${momentBoth(newest.time)}` },
          ...(more === '' ? [] : [{ label: 'Goes on', value: `${more.charAt(0).toUpperCase()}${more.slice(1)}` }]),
          { label: 'Action', value: <Mono wrap>{event.action}</Mono> },
          { label: 'Outcome', value: <Mono wrap>{event.outcome}</Mono> },
          { label: 'Object', value: event.object.kind },
          { label: 'Actor', value: id(event.actor.id) },
          { label: 'Credential', value: event.credential === 'none' ? 'None' : id(event.credential) },
          ...(several ? [] : [{ label: 'Request', value: id(request) }]),
        ]}
      />
      <BriefTable
        caption={`Each of ${words}`}
        columns={[
          { header: 'Row', short: true, plain: true }, { header: several ? 'Time, request' : 'Time', short: true }, { header: 'Object' }, { header: 'Changed' },
        ]}
        rows={rows.map((row) => ({
          id: `row-${row.seq}`,
          cells: [
            row.seq,
            <Stack key="time" gap={4}>{exact(row.time)}{several && id(row.requestId)}</Stack>,
            <Stack key="object" gap={4}>{row.object.name}{id(row.object.id)}</Stack>,
            changesText(row.detail),
          ],
        }))}
      />
    </Stack>
  )
}
