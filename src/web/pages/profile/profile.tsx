import { useSuspenseQuery } from '@tanstack/react-query'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { Page, Section } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { NameForm } from './name-form.tsx'
import { PasswordForm } from './password-form.tsx'

export const loader = () => load(session)

export function Component() {
  const { user } = useSuspenseQuery(session).data
  return (
    <Page title="Profile" narrow>
      <Stack gap={32}>
        <Section title="You"><NameForm user={user} /></Section>
        <Section title="Password"><PasswordForm email={user.email} /></Section>
      </Stack>
    </Page>
  )
}
