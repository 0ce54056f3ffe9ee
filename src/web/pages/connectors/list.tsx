import { useSuspenseQuery } from '@tanstack/react-query'
import { Cable, Eye, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { Outlet, useNavigate } from 'react-router'
import type { Connector } from '#contract/connectors.ts'
import { load } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { RowMenu } from '../../table/row-menu.tsx'
import { NothingYet } from '../../table/states.tsx'
import { Button } from '../../ui/button.tsx'
import { CardsState, ItemCard, ItemCards } from '../../ui/item-cards.tsx'
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

export const loader = () => Promise.all([load(allConnectors), load(allBases)])

/** **CertCentral › Connectors** (K1, K2): what other products issue with, and whether they can. */
export function Component() {
  const navigate = useNavigate()
  const now = useNow()
  const connectors = useSuspenseQuery(allConnectors).data.data
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
      {connectors.length === 0
        ? <CardsState><NothingYet icon={Cable} title="No connectors yet" sentence="A connector has a base URL and an API key of CertCentral, and a checklist of what is needed to issue." action={add} /></CardsState>
        : (
            <ItemCards label="Connectors">
              {connectors.map((connector) => (
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
