import { useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useEffect } from 'react'
import { useLocation } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { paths } from '../../paths.ts'
import { NothingYet } from '../../table/states.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Card } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Page, Section, Small } from '../../ui/page.tsx'
import { SideBySide } from '../../ui/side-by-side.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Activity } from './activity.tsx'
import { Counts } from './counts.tsx'
import { Attention } from './attention.tsx'
import { Expiry } from './expiry.tsx'
import { Headline } from './headline.tsx'
import { inventory } from './queries.ts'

/** What was changed on another page is in the numbers: they are asked for anew. */
export const loader = () => Promise.all([load(session), load({ ...inventory, staleTime: 0 })])

/** One inventory of every credential a person may see, and how to use the API. */
export function Component() {
  const { user } = useSuspenseQuery(session).data
  const { data } = useSuspenseQuery(inventory)
  const { kinds, activity } = data
  const { hash, key } = useLocation()
  // A sum leads to the row that adds it up; the router scrolls to nothing by itself.
  useEffect(() => {
    if (hash !== '') document.getElementById(hash.slice(1))?.focus()
  }, [hash, key])
  return (
    <Page
      title="Overview"
      sentence={
        user.role === 'administrator'
          ? 'The credentials of everybody. Every number leads to the table behind it.'
          : 'Your credentials and the account’s. Every number leads to the table behind it.'
      }
    >
      <Stack gap={24}>
        {kinds.every(({ total }) => total === 0) ? (
          <Card>
            <NothingYet
              icon={KeyRound}
              title="Nothing here yet"
              sentence="Keys and tokens are counted here, and shown by when they expire, as soon as there is one."
              action={
                <ButtonLink href={paths.myApiKeysNew} variant="primary" icon={Plus}>
                  Generate API Key
                </ButtonLink>
              }
            />
          </Card>
        ) : (
          <>
            <Headline data={data} role={user.role} />
            <Expiry data={data} role={user.role} />
            <SideBySide lead>
              <Attention data={data} role={user.role} />
              <Activity events={activity} role={user.role} />
            </SideBySide>
            <Section title="By kind">
              <Counts kinds={kinds} role={user.role} />
            </Section>
          </>
        )}
        <Section title="Use the API">
          <Stack gap={16}>
            {commands().map(({ label, text }) => (
              <Labelled key={label} label={label}>
                <CodeBlock label={label}>{text}</CodeBlock>
              </Labelled>
            ))}
            <Small>The key stands in a variable of your shell, so that it is in no file and no history.</Small>
          </Stack>
        </Section>
      </Stack>
    </Page>
  )
}

/** Three lines with variables, never a value. */
const commands = () => [
  { label: 'Get an auth token, valid for one hour', text: `curl -X POST ${location.origin}/auth/login -H "Authorization: Bearer $COUNTERSIGN_API_KEY"` },
  { label: 'Ask whose token it is and what it may do', text: `curl ${location.origin}/auth/whoami -H "Authorization: Bearer $COUNTERSIGN_TOKEN"` },
  { label: 'List API keys', text: `curl ${location.origin}/accessmanagement/api-key -H "Authorization: Bearer $COUNTERSIGN_TOKEN"` },
]
