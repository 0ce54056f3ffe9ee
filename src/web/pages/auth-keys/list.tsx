import { useSuspenseQuery } from '@tanstack/react-query'
import { FileKey2, Plus } from 'lucide-react'
import { useEffect } from 'react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { listAuthKeys } from '#contract/calls-of-certcentral.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { authKeyColumns } from '#contract/lists-of-certcentral.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { paths } from '../../paths.ts'
import { ListTable } from '../../table/list-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { authKeyColumn, authKeyTableColumns, readOnlyColumns } from './columns.tsx'
import { authKeyActions } from './row-actions.ts'
import { hideAuthKey } from './shown-auth-key.ts'
import { nameOf } from './words.ts'

export const loader = () => load(session)

const table = {
  noun: 'auth-keys', caption: 'AuthKeys', things: credentialKinds['auth-key'], list: listAuthKeys, fields: authKeyColumns,
  moreFields: { 'hint.last4': 'AuthKey ends' },
  rowName: nameOf,
  sort: { id: 'createdAt', desc: true },
} as const
const none = { icon: FileKey2, title: 'No AuthKeys yet' }
const sentence = 'With an AuthKey, request tokens prove who controls a domain, so that certificates are issued at once.'

/** **CertCentral › AuthKeys** (A1–A4). Standard users see the list, masked. */
export function Component() {
  const { user } = useSuspenseQuery(session).data
  // Nothing stays in sight behind somebody's back.
  useEffect(() => hideAuthKey, [])
  return (
    <>
      {user.role === 'administrator' ? <Keep /> : <Look />}
      <Outlet />
    </>
  )
}

function Look() {
  return (
    <Page title="AuthKeys" sentence={sentence}>
      <ListTable {...table} columns={readOnlyColumns} empty={{ ...none, sentence: 'Administrators create them.' }} />
    </Page>
  )
}

function Keep() {
  const navigate = useNavigate()
  const { search } = useLocation()
  // The table writes into the address which columns it shows, unless it is the usual ones.
  const shown = new URLSearchParams(search).get('cols')
  const hidden = shown !== null && !shown.split(',').includes(authKeyColumn) ? 'The column AuthKey is hidden: show it under Columns.' : undefined

  const rowActions = authKeyActions({ token: (id) => void navigate(paths.requestToken(id)), hidden })

  return (
    <Page
      title="AuthKeys"
      sentence={sentence}
      actions={
        <Button variant="primary" icon={Plus} onClick={() => void navigate({ pathname: paths.authKeysNew, search })}>
          Create AuthKey
        </Button>
      }
    >
      <ListTable
        {...table}
        columns={authKeyTableColumns}
        rowActions={rowActions}
        empty={{
          ...none,
          sentence: 'Create one, then make request tokens with it.',
          action: (
            <ButtonLink href={paths.authKeysNew + search} variant="primary" icon={Plus}>
              Create AuthKey
            </ButtonLink>
          ),
        }}
      />
    </Page>
  )
}
