import { RefreshCw, Ticket } from 'lucide-react'
import { type ReactNode, useMemo, useRef } from 'react'
import { listOneTokens } from '#contract/calls-of-one.ts'
import { oneTokenColumns } from '#contract/lists-of-one.ts'
import type { Filter } from '#contract/filter.ts'
import type { OneToken, OneTokenState } from '#contract/one-tokens.ts'
import { useNow } from '../../client/use-now.ts'
import { countWords } from '../../table/count-words.ts'
import { fieldNames, filterWords } from '../../table/field-names.ts'
import { type ListShape, noFilter } from '../../table/list-state.ts'
import { Pager } from '../../table/pager.tsx'
import { Problems } from '../../table/problems.tsx'
import { SearchBox } from '../../table/search-box.tsx'
import { NoMatch, NothingYet, NotLoaded } from '../../table/states.tsx'
import { useLate } from '../../table/use-late.ts'
import { useListState } from '../../table/use-list-state.ts'
import { useLookup } from '../../table/use-lookup.tsx'
import { useRows } from '../../table/use-rows.ts'
import { Choice } from '../../ui/choice.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CardsBar, CardsState, ItemCards, WaitingCards } from '../../ui/item-cards.tsx'
import { TokenCard } from './card.tsx'
import { looks } from './look.tsx'
import { ReadAgain } from './read-again.tsx'
import { statusWord } from './words.ts'

const shape: ListShape = { fields: oneTokenColumns, columns: [], sort: { id: 'created_at', desc: true }, looks }
const things = { one: 'token', many: 'tokens' }
const fields = { fields: oneTokenColumns, idField: 'id', usual: shape.sort, idOf: ({ id }: OneToken) => id, more: 'uses' } as const

/** How a filter that a link brings reads: `Status is Valid and Owner status is Disabled`. */
const names = fieldNames<OneToken>([], oneTokenColumns, {
  id: 'ID', name: 'Name', state: 'Status', 'owner.name': 'Owner', 'owner.email': 'Email', 'owner.status': 'Owner status', expires_at: 'End date',
  last_used_at: 'Last used', created_at: 'Created',
})

/** Words of **Filter tokens by**; the first takes the filter away. */
const choices = [
  { value: 'all', label: 'All tokens' },
  ...(['valid', 'disabled', 'expired'] as const).map((value) => ({ value, label: statusWord[value] })),
] as const
type Chosen = 'all' | OneTokenState | 'other'

/** What a filter is as a choice: a link may bring another one (`id is …`), which is shown and can be cleared. */
function chosenOf({ terms }: Filter): Chosen {
  const [term] = terms
  if (term === undefined) return 'all'
  return terms.length === 1 && term.column === 'state' && term.operator === 'is' ? (term.values[0] as OneTokenState) : 'other'
}

/** What both ways of showing them are given. `owner`: they say whose each is. */
export interface Tokens {
  userId: string
  owner: boolean
  toggle: ReactNode
  create: ReactNode
  onEdit: (tokenId: string) => void
}

/** As the vendor has them: a card each. */
export function TokenCards({ userId, owner, toggle, create, onEdit }: Tokens) {
  const now = useNow()
  const { state, problems, change } = useListState(shape, userId, 'one-tokens')
  const shown = useRows(listOneTokens, state, fields)
  const searchRef = useRef<HTMLInputElement>(null)
  const lookup = useLookup(searchRef)

  const { rows, failure } = shown
  const waiting = useLate(rows === undefined && !failure)
  const chosen = chosenOf(state.filter)
  const filtered = chosen !== 'all' || state.search.trim() !== ''
  const options = useMemo(
    () => (chosen === 'other' ? [...choices, { value: 'other', label: filterWords(state.filter, oneTokenColumns, names) }] : choices),
    [chosen, state.filter],
  )
  const clear = () => change({ filter: noFilter, search: '' }, { push: true })
  const choose = (value: string) =>
    change({ filter: value === 'all' ? noFilter : { join: 'and', terms: [{ column: 'state', operator: 'is', values: [value] }] } }, { push: true })

  const failed = rows === undefined && failure !== null && failure !== undefined
  const gone =
    rows !== undefined && state.page > shown.page && !shown.busy ? [`There is no page ${state.page.toLocaleString('en')}; this is the last one.`] : []
  const words = [
    ...(state.search.trim() === '' ? [] : [`Search “${state.search.trim()}”`]),
    ...(chosen === 'all' ? [] : [`Filter tokens by ${options.find(({ value }) => value === chosen)?.label ?? chosen}`]),
  ]

  return (
    <>
      <CardsBar
        search={
          <SearchBox
            ref={searchRef}
            search={state.search}
            keys={false}
            onSearch={(text) => change({ search: text }, { typing: true })}
            onPasted={lookup.onPasted}
          />
        }
        choice={{ words: 'Filter tokens by', control: <Choice label="Filter tokens by" options={options} value={chosen} onChange={choose} /> }}
        count={failed ? 'Not loaded' : countWords(shown, filtered, things)}
        end={<>{toggle}<IconButton label="Refresh" icon={RefreshCw} size="medium" onClick={() => void shown.retry()} /></>}
      />
      {lookup.notice}
      <Problems problems={[...problems, ...gone]} onClear={clear} />
      {rows !== undefined && failure !== null && failure !== undefined && <ReadAgain error={failure} onRetry={() => void shown.retry()} />}
      {failed && (
        <CardsState>
          <NotLoaded things="tokens" error={failure} onRetry={() => void shown.retry()} />
        </CardsState>
      )}
      {rows === undefined && waiting && <WaitingCards label="API tokens" />}
      {rows?.length === 0 && !shown.busy && (
        <CardsState>
          {filtered ? (
            <NoMatch things={things} words={words.join(' and ')} hidden={shown.all} capped={shown.allCapped} onClear={clear} />
          ) : (
            <NothingYet
              icon={Ticket}
              title="No API tokens yet"
              sentence="A program sends a token in the header x-api-key to act in your name at the DigiCert ONE API."
              action={create}
            />
          )}
        </CardsState>
      )}
      {rows !== undefined && rows.length > 0 && (
        <ItemCards label="API tokens" busy={shown.busy}>
          {rows.map((token) => (
            <TokenCard key={token.id} token={token} now={now} owner={owner} onEdit={() => onEdit(token.id)} />
          ))}
        </ItemCards>
      )}
      {rows !== undefined && rows.length > 0 && shown.total !== undefined && shown.total > 25 && (
        <Pager
          page={shown.page}
          size={state.size}
          total={shown.total}
          capped={shown.capped}
          onPage={(page) => change({ page }, { push: true })}
          onSize={(size) => change({ size })}
        />
      )}
    </>
  )
}
