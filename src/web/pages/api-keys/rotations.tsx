import { useSuspenseQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { endOldValue } from '#contract/calls.ts'
import type { ApiKey } from '#contract/api-keys.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { several } from '#contract/several.ts'
import { call } from '../../client/call.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { confirm } from '../../feedback/confirm.ts'
import { eachOf, reportOf } from '../../feedback/each-of.ts'
import { toast } from '../../feedback/toast.ts'
import { AccessManagementPage } from '../../layout/access-management-page.tsx'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status, type StatusWord } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { rotatingKeys, staleApiKeys } from './queries.ts'
import { endOldValueNow } from './remove.ts'
import { isQuiet, quietFor, rotationWords, stateOf } from './rotation-words.ts'
import { hintOf } from './words.ts'

export const loader = () => load(rotatingKeys)

const apiKey = credentialKinds['api-key']
const columns = [
  { header: 'Name' },
  { header: 'Old value', wide: true, short: true },
  { header: 'Last used', short: true },
  { header: 'From', wide: true, short: true },
  { header: 'State', short: true },
  { header: 'Ends', wide: true, short: true },
  { header: 'End', quiet: true, end: true },
]

/** **Rotations**: which old values still work, who uses them yet, and a way to end those that nobody does. It reads itself anew. */
export function Component() {
  const now = useNow(5000)
  const { data } = useSuspenseQuery(rotatingKeys)
  const [quiet, setQuiet] = useState<string>(quietFor[0].value)
  const keys = data.data.toSorted((a, b) => (b.oldValue?.lastUsedAt ?? '').localeCompare(a.oldValue?.lastUsedAt ?? ''))
  const still = keys.filter((key) => isQuiet(key, Number(quiet), now))

  return (
    <AccessManagementPage title="Rotations" actions={<ButtonLink href={paths.apiKeys}>Back to API keys</ButtonLink>}>
      {keys.length === 0 ? (
        <Empty icon={RotateCw} title="No old value works">
          Keys that were rotated with an overlap stand here while their old value still works.
        </Empty>
      ) : (
        <Section
          title={rotationWords(data.total, still.length)}
          aside={
            <Stack row gap={8} wrap>
              <Choice label="Quiet means" options={quietFor} value={quiet} onChange={setQuiet} />
              <Button
                variant="primary"
                disabledReason={still.length === 0 ? 'Each was used too recently.' : undefined}
                onClick={() => void endSeveral(still)}
              >
                End all quiet
              </Button>
            </Stack>
          }
        >
          <BriefTable
            caption="Old values that still work"
            columns={columns}
            rows={keys.map((key) => ({ id: key.id, cells: cells(key, stateOf(key, Number(quiet), now), now) }))}
          />
          <Small>
            {data.total > keys.length ? `The ${keys.length} that were rotated last are shown. ` : ''}Read again every five seconds. An old value that is not
            ended here stops working at its own time.
          </Small>
        </Section>
      )}
    </AccessManagementPage>
  )
}

function cells(key: ApiKey, state: StatusWord, now: number) {
  const { oldValue } = key
  if (oldValue === null) return []
  return [
    <Stack key="name" gap={4}>
      <TextLink href={paths.apiKey(key.id)} strong>
        {key.name}
      </TextLink>
      <Small>{key.owner.name}</Small>
    </Stack>,
    <Mono key="hint">{hintOf(oldValue.hint)}</Mono>,
    <Ago key="used" at={oldValue.lastUsedAt} now={now} />,
    oldValue.lastUsedFrom === null ? null : <Mono key="from">{oldValue.lastUsedFrom}</Mono>,
    <Status key="state" word={state} />,
    <DateTime key="ends" at={oldValue.endsAt} now={now} clock />,
    <Button key="end" size="small" onClick={() => void endOldValueNow(key, key.owner.name)}>
      End<VisuallyHidden> old value of {key.name}</VisuallyHidden>
    </Button>,
  ]
}

async function endSeveral(keys: readonly ApiKey[]) {
  const done = await confirm({
    title: 'End old values',
    body: `${several(keys.length, 'old value')}, and the auth tokens made with them, stop working at once. The new values keep ` +
      `working.`,
    names: keys.map((key) => ({ name: `${key.name} (${key.oldValue === null ? '' : hintOf(key.oldValue.hint)})`, detail: key.owner.name })),
    action: 'End now',
    doing: 'Ending',
    run: async (work) => {
      const stayed = await eachOf(keys, (key) => call(endOldValue, { params: { apiKeyId: key.id } }), work)
      await makeStale(...staleApiKeys)
      if (stayed.length < keys.length) toast({ text: `${several(keys.length - stayed.length, 'old value')} ended` })
      return reportOf({ things: apiKey, did: 'ended', of: keys.length, stayed, nameOf: ({ name }) => name, stopped: work.signal.aborted })
    },
  })
  return done
}
