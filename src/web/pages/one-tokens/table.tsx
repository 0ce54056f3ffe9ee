import { CirclePause, CirclePlay, Ticket, Trash2 } from 'lucide-react'
import { listOneTokens } from '#contract/calls-of-one.ts'
import { oneTokenColumns } from '#contract/lists-of-one.ts'
import { loaded } from '../../feedback/loaded.ts'
import { ListTable } from '../../table/list-table.tsx'
import { oneTokenActions } from './actions.ts'
import type { Tokens } from './cards.tsx'
import { moreOfOwners, moreOneTokenFields, ownTokenTableColumns, tokenTableColumns } from './columns.tsx'
import { looks } from './look.tsx'

const views = [
  { name: 'Valid', query: () => 'filter=state is valid' },
  { name: 'Disabled', query: () => 'filter=state is disabled' },
  { name: 'Expired', query: () => 'filter=state is expired' },
  { name: 'Never used', query: () => 'filter=last_used_at is empty' },
]

/** What is done to many comes when it is asked for. */
const many = () => import('./several.ts')

/** As every other list is: sorted, filtered and worked on in any number. */
export function TokenTable({ owner, toggle, create, onEdit }: Tokens) {
  return (
    <ListTable
      noun="one-tokens"
      caption="API tokens"
      things={{ one: 'token', many: 'tokens' }}
      list={listOneTokens}
      fields={oneTokenColumns}
      columns={owner ? tokenTableColumns : ownTokenTableColumns}
      moreFields={owner ? moreOfOwners : moreOneTokenFields}
      rowName={(token) => token.name}
      rowActions={(token) => oneTokenActions(token, { owner, edit: () => onEdit(token.id) })}
      bulkActions={(chosen) => [
        { label: 'Enable', icon: CirclePlay, run: () => void loaded(many).then((work) => work?.enableSeveral(chosen)) },
        { label: 'Disable', icon: CirclePause, run: () => void loaded(many).then((work) => work?.disableSeveral(chosen)) },
        { label: 'Delete token', icon: Trash2, tone: 'bad', run: () => void loaded(many).then((work) => work?.removeSeveral(chosen)) },
      ]}
      looks={looks}
      tools={toggle}
      sort={{ id: 'created_at', desc: true }}
      views={views}
      empty={{
        icon: Ticket,
        title: 'No API tokens yet',
        sentence: 'A program sends a token in the header x-api-key to act in your name at the DigiCert ONE API.',
        action: create,
      }}
    />
  )
}
