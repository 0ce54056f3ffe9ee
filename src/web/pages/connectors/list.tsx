import { useSuspenseQuery } from '@tanstack/react-query'
import { Cable, Eye, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { Outlet, useNavigate } from 'react-router'
import { type Connector, connectorColumns, connectorField } from '#contract/connectors.ts'
import { type Filter, formatFilter } from '#contract/filter.ts'
import { matcher } from '#contract/matches.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { type ListShape, noFilter } from '../../table/list-state.ts'
import { Problems } from '../../table/problems.tsx'
import { RowMenu } from '../../table/row-menu.tsx'
import { NoMatch, NothingYet } from '../../table/states.tsx'
import { useListState } from '../../table/use-list-state.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { CardsBar, CardsState, ItemCard, ItemCards } from '../../ui/item-cards.tsx'
import type { MenuItems } from '../../ui/menu.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Page, Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago } from '../../ui/time.tsx'
import { check, remove, takeOff } from './actions.ts'
import { allBases, allConnectors } from './queries.ts'
import { outcomeOf, regionWord } from './words.ts'

export const loader = () => Promise.all([load(session), load(allConnectors), load(allBases)])

const shape: ListShape = { fields: connectorColumns, columns: [], sort: { id: 'name', desc: false } }
const failing: Filter = { join: 'and', terms: [{ column: 'lastCheck.ready', operator: 'is', values: ['false'] }] }
const things = { one: 'connector', many: 'connectors' }
const choices = [{ value: '', label: 'All connectors' }, { value: formatFilter(failing), label: 'Failing the last check' }]

/** **CertCentral › Connectors** (K1, K2): what other products issue with, and whether they can. */
export function Component() {
  const navigate = useNavigate()
  const now = useNow()
  const connectors = useSuspenseQuery(allConnectors).data.data
  const { user } = useSuspenseQuery(session).data
  const { state, problems, change } = useListState(shape, user.id, 'connectors')
  const filter = formatFilter(state.filter)
  const shown = useMemo(() => {
    const wanted = matcher(state.filter, connectorColumns)
    return connectors.filter((connector) => wanted((field) => connectorField(connector, field)))
  }, [connectors, state.filter])
  // A link may bring a filter that is none of the choices: it is shown as it stands, and can be left.
  const options = choices.some(({ value }) => value === filter) ? choices : [...choices, { value: filter, label: filter }]
  const show = (value: string) => change({ filter: value === choices[1]!.value ? failing : noFilter }, { push: true })
  const bases = useSuspenseQuery(allBases).data.data
  const add = <Button variant="primary" icon={Plus} onClick={() => void navigate(paths.connectorsNew)}>Add connector</Button>

  const actions = (connector: Connector): MenuItems => [
    { label: 'Open', icon: Eye, run: () => void navigate(paths.connector(connector.id)) },
    { label: 'Re-check', icon: RefreshCw, run: () => void check(connector) },
    { label: 'Edit', icon: Pencil, run: () => void navigate(paths.connectorEdit(connector.id)) },
    { label: 'Delete', icon: Trash2, tone: 'bad', run: () => void remove(connector, () => {}) },
  ]

  return (
    <Page title="Connectors" sentence="What other products issue certificates with. A check says whether everything that is needed is there." actions={add}>
      {connectors.length > 0 && <CardsBar choice={{ words: 'Filter connectors by', control: <Choice label="Filter connectors by" options={options} value={filter} onChange={show} /> }} count={`${shown.length} of ${connectors.length}`} />}
      <Problems problems={problems} onClear={() => show('')} />
      {connectors.length === 0
        ? <CardsState><NothingYet icon={Cable} title="No connectors yet" sentence="A connector has a base URL and an API key of CertCentral, and a checklist of what is needed to issue." action={add} /></CardsState>
        : shown.length === 0 ? <CardsState><NoMatch things={things} words={options.find(({ value }) => value === filter)!.label} hidden={connectors.length} capped={false} onClear={() => show('')} /></CardsState>
        : (
            <ItemCards label="Connectors">
              {shown.map((connector) => (
                <ItemCard
                  key={connector.id}
                  name={connector.name}
                  status={<Status word={outcomeOf(connector.lastCheck)} />}
                  menu={<RowMenu name={connector.name} items={() => actions(connector)} />}
                  facts={[
                    { label: 'Region', value: regionWord[connector.region] },
                    { label: 'Base URL', value: <Mono wrap>{connector.baseUrl}</Mono> },
                    { label: 'Last check', value: <Ago at={connector.lastCheck?.at ?? null} now={now} /> },
                    { label: 'Checklist', value: <TextLink href={paths.connector(connector.id)}>Open {connector.name}</TextLink> },
                  ]}
                />
              ))}
            </ItemCards>
          )}
      {bases.length > 0 && (
        <Section title="Allowed base URLs">
          <Small>Connectors may ask these beside this server, and no others.</Small>
          {bases.map((base) => (
            <Stack key={base.id} row align="center" gap={12} wrap>
              <Mono wrap>{base.baseUrl}</Mono>
              <Button size="small" onClick={() => void takeOff(base)} aria-label={`Remove ${base.baseUrl}`}>Remove</Button>
            </Stack>
          ))}
        </Section>
      )}
      <Outlet />
    </Page>
  )
}
