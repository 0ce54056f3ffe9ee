import { useSuspenseQuery } from '@tanstack/react-query'
import { FileUp, KeyRound, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listTsigKeys } from '#contract/calls-of-dns.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { failingChecks, tsigKeyColumns } from '#contract/lists-of-dns.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { ConfigurationsPage } from '../../layout/configurations-page.tsx'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import type { Chosen, RowButton } from '../../table/list-table-props.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { readOnlyColumns, secretColumn, tsigKeyTableColumns } from './columns.tsx'
import { chosenKeys } from './queries.ts'
import { deleteKey, deleteKeys } from './remove.ts'
import { tsigKeyActions } from './row-actions.ts'
import { hideSecret } from './shown-secret.ts'

export const loader = () => load(session)

const table = {
  noun: 'tsig-keys', caption: 'TSIG keys', things: credentialKinds['tsig-key'], list: listTsigKeys, fields: tsigKeyColumns,
  rowName: (key: TsigKey) => key.name,
  sort: { id: 'name', desc: false },
  views: [
    { name: 'Legacy algorithm', query: () => 'filter=algorithm is HMAC-SHA224' },
    { name: 'Failing the last check', query: () => `filter=${failingChecks}` },
    { name: 'Used by nobody that is noted', query: () => 'filter=usedBy is empty' },
  ],
} as const
const none = { icon: KeyRound, title: 'No TSIG keys yet' }
const trash: RowButton<TsigKey> = { label: (name) => `Delete ${name}`, icon: Trash2, run: (key) => void deleteKey(key) }

/** **DNS › Configurations › TSIG KEYS** (T1–T6). Standard users see the list, without secrets. */
export function Component() {
  const { user } = useSuspenseQuery(session).data
  // Nothing stays in sight behind somebody's back.
  useEffect(() => hideSecret, [])
  return (
    <>
      {user.role === 'administrator' ? <Keep /> : <Look />}
      <Outlet />
    </>
  )
}

function Look() {
  return (
    <ConfigurationsPage>
      <ListTable
        {...table}
        columns={readOnlyColumns}
        empty={{ ...none, sentence: 'Keys that sign zone transfers and updates are listed here. Administrators add them.' }}
      />
    </ConfigurationsPage>
  )
}

function Keep() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const open = (pathname: string) => void navigate({ pathname, search })
  // The table writes into the address which columns it shows, unless it is the usual ones.
  const shown = new URLSearchParams(search).get('cols')
  const hidden = shown !== null && !shown.split(',').includes(secretColumn) ? 'The column Secret is hidden: show it under Columns.' : undefined

  const rowActions = tsigKeyActions({
    edit: (id) => open(paths.tsigKeyEdit(id)),
    export: (id) => open(paths.tsigKeyExport(id)),
    rollOver: (id) => open(paths.tsigKeyRollOver(id)),
    check: (id) => open(paths.tsigKeyCheck(id)),
    hidden,
  })
  const add = <Button variant="primary" icon={Plus} onClick={() => open(paths.tsigKeysNew)}>Add TSIG Key</Button>
  const bring = <Button icon={FileUp} onClick={() => open(paths.tsigKeysImport)}>Import</Button>

  return (
    <ConfigurationsPage
      actions={
        <>
          <Button icon={RefreshCw} onClick={() => open(paths.tsigKeysCheck)}>Check all</Button>
          {bring}
          {add}
        </>
      }
    >
      <ListTable
        {...table}
        columns={tsigKeyTableColumns}
        rowButton={trash}
        rowActions={rowActions}
        bulkAction={{ label: 'Delete', icon: Trash2, run: (chosen: Chosen) => void deleteKeys(chosen, chosenKeys) }}
        empty={{
          ...none,
          sentence: 'Keys that sign zone transfers and updates are listed here. Add one, or import those of a nameserver.',
          action: (
            <ButtonLink href={paths.tsigKeysNew + search} variant="primary" icon={Plus}>
              Add TSIG Key
            </ButtonLink>
          ),
        }}
      />
    </ConfigurationsPage>
  )
}
