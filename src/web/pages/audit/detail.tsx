import type { AuditEvent } from '#contract/audit.ts'
import { Changes } from '../../ui/changes.tsx'
import { Facts } from '../../ui/facts.tsx'
import { momentBoth } from '../../ui/dates.ts'
import { Mono } from '../../ui/mono.tsx'
import { Stack } from '../../ui/stack.tsx'
import { changesOf, moreOf } from './words.ts'

/** What opens under a row: before and after, and what names it. Secrets are not in the log, so none is here. */
export function AuditDetail({ event }: { event: AuditEvent }) {
  const { seq, time, actor, object, credential, requestId } = event
  const id = (text: string | null) => (text === null || text === '' ? 'None' : <Mono wrap>{text}</Mono>)
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
