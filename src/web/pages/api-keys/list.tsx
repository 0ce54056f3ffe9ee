import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, Small } from '../../ui/page.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useZone } from '../../ui/zone.tsx'
import { ownApiKeyColumns } from './columns.tsx'
import { ownApiKeys } from './queries.ts'
import { apiKeyActions } from './row-actions.ts'
import { slotWords, whyNoMore } from './words.ts'

export async function loader() {
  const { user } = await load(session)
  return load(ownApiKeys(user.id))
}

/** **My API Keys** (D2, D4, D5, D7, D9); the dialogs over it are routes of their own. */
export function Component() {
  const navigate = useNavigate()
  const now = useNow()
  // The line under the table says times.
  useZone()
  const { user } = useSuspenseQuery(session).data
  const { data, error, refetch } = useSuspenseQuery(ownApiKeys(user.id))
  const keys = data.data
  // A number of the overview leads here with what it counts.
  const filter = new URLSearchParams(useLocation().search).get('filter') ?? ''
  const filtered = useQuery({ ...ownApiKeys(user.id, filter), enabled: filter !== '' })
  const generate = (
    <Button variant="primary" icon={Plus} disabledReason={whyNoMore(keys)} onClick={() => void navigate(paths.myApiKeysNew)}>Generate API Key</Button>
  )

  const actions = apiKeyActions({ rotate: (id) => void navigate(paths.myApiKeyRotate(id)), edit: (id) => void navigate(paths.myApiKeyEdit(id)) })

  return (
    <Page title="My API Keys" sentence="Two at most, so that one can be replaced while the other works." actions={keys.length === 0 ? undefined : generate}>
      {filter !== '' && <Notice>Only the keys that a number of the overview counts are shown. <TextLink href={paths.myApiKeys}>Show all</TextLink></Notice>}
      <DataTable
        caption="My API keys"
        columns={ownApiKeyColumns}
        rows={filter === '' ? keys : filtered.data?.data}
        rowId={(key) => key.id}
        rowName={(key) => key.name}
        rowActions={actions}
        sort={{ id: 'name', desc: false }}
        failure={filter === '' ? error : filtered.error}
        onRetry={() => void (filter === '' ? refetch() : filtered.refetch())}
        things="keys"
        empty={filter !== '' ? { icon: KeyRound, title: 'No key matches', sentence: 'None of your keys is what was asked for.' } : {
          icon: KeyRound,
          title: 'No API keys yet',
          sentence: 'A key lets a program get auth tokens in your name. Its value is shown once, when you generate it.',
          action: generate,
        }}
        foot={<Small>{slotWords(keys, now)}</Small>}
      />
      <Outlet />
    </Page>
  )
}
