import { useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { type LoaderFunctionArgs, Outlet, useNavigate, useParams } from 'react-router'
import { load } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Button } from '../../ui/button.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { useZone } from '../../ui/zone.tsx'
import { oneUser } from '../users/queries.ts'
import { theirApiKeyColumns } from './columns.tsx'
import { ownApiKeys } from './queries.ts'
import { apiKeyActions } from './row-actions.ts'
import { slotWords, whyNoMore } from './words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const userId = params['userId'] ?? ''
  const [, keys] = await Promise.all([load(oneUser(userId)), load(ownApiKeys(userId))])
  return keys
}

/** A user's keys on their page (D10): a part of it, with the same dialogs over it as elsewhere. */
export function Component() {
  const { userId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  // The line under the table says times.
  useZone()
  const user = useSuspenseQuery(oneUser(userId)).data
  const { data, error, refetch } = useSuspenseQuery(ownApiKeys(userId))
  const keys = data.data
  const why = user.status === 'disabled' ? 'They are disabled, so a key would not work. Enable them first.' : whyNoMore(keys, 'They have')
  const generate = (
    <Button variant="primary" icon={Plus} disabledReason={why} onClick={() => void navigate(paths.userApiKeysNew(userId))}>
      Generate API Key
    </Button>
  )

  const actions = apiKeyActions({
    rotate: (id) => void navigate(paths.userApiKeyRotate(userId, id)),
    edit: (id) => void navigate(paths.userApiKeyEdit(userId, id)),
  })

  return (
    <Section title="API keys" aside={keys.length === 0 ? undefined : generate}>
      <DataTable
        caption={`API keys of ${user.name}`}
        columns={theirApiKeyColumns}
        rows={keys}
        rowId={(key) => key.id}
        rowName={(key) => key.name}
        rowActions={actions}
        sort={{ id: 'name', desc: false }}
        failure={error}
        onRetry={() => void refetch()}
        things="keys"
        empty={{
          icon: KeyRound,
          title: 'No API keys yet',
          sentence: `A key lets a program get auth tokens in the name of ${user.name}. You see its value once and hand it on.`,
          action: generate,
        }}
        foot={<Small>{slotWords(keys, now)}</Small>}
      />
      <Outlet />
    </Section>
  )
}
