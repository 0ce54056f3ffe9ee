import { useSuspenseQuery } from '@tanstack/react-query'
import { type ApiKey, apiKeysPerUser } from '#contract/api-keys.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Page, Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { ownApiKeys } from '../api-keys/queries.ts'

export async function loader() {
  const { user } = await load(session)
  return load(ownApiKeys(user.id))
}

/** A person's own keys at a glance, and how to use them. */
export function Component() {
  const { user } = useSuspenseQuery(session).data
  const keys = useSuspenseQuery(ownApiKeys(user.id)).data.data
  const now = useNow()
  return (
    <Page title="Overview">
      <Stack gap={24}>
        <Section title="My API keys">
          <Card><Facts facts={factsOf(keys, now)} /></Card>
        </Section>
        <Section title="Use the API">
          <Stack gap={16}>
            {commands().map(({ label, text }) => <Labelled key={label} label={label}><CodeBlock label={label}>{text}</CodeBlock></Labelled>)}
            <Small>The key stands in a variable of your shell, so that it is in no file and no history.</Small>
          </Stack>
        </Section>
      </Stack>
    </Page>
  )
}

function factsOf(keys: readonly ApiKey[], now: number) {
  const ends = keys.filter((key) => key.status !== 'expired').sort((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt))[0]
  const used = keys.filter((key) => key.lastUsedAt !== null).sort((a, b) => Date.parse(b.lastUsedAt ?? '') - Date.parse(a.lastUsedAt ?? ''))[0]
  const expired = keys.filter((key) => key.status === 'expired').map((key) => key.name)
  return [
    { label: 'Keys', value: <TextLink href={paths.myApiKeys}>{`${keys.length} of ${apiKeysPerUser}`}</TextLink> },
    { label: 'Next expiry', value: ends === undefined ? 'None' : <TextLink href={paths.myApiKeys}><DateTime at={ends.expiresAt} now={now} />, {ends.name}</TextLink> },
    { label: 'Last used', value: used === undefined ? 'Never' : <TextLink href={paths.myApiKeys}><Ago at={used.lastUsedAt} now={now} />, {used.name}</TextLink> },
    ...(expired.length === 0 ? [] : [{ label: 'Expired', value: <TextLink href={paths.myApiKeys}>{expired.join(', ')}</TextLink> }]),
  ]
}

/** Three lines with variables, never a value. */
const commands = () => [
  { label: 'Get an auth token, valid for one hour', text: `curl -X POST ${location.origin}/auth/login -H "Authorization: Bearer $COUNTERSIGN_API_KEY"` },
  { label: 'Ask whose token it is and what it may do', text: `curl ${location.origin}/auth/whoami -H "Authorization: Bearer $COUNTERSIGN_TOKEN"` },
  { label: 'List API keys', text: `curl ${location.origin}/accessmanagement/api-key -H "Authorization: Bearer $COUNTERSIGN_TOKEN"` },
]
