import { useSuspenseQuery } from '@tanstack/react-query'
import { ListChecks, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { type LoaderFunctionArgs, Outlet, useNavigate, useParams } from 'react-router'
import { load } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { usePageName } from '../../layout/page-name.ts'
import { paths } from '../../paths.ts'
import { NothingYet } from '../../table/states.tsx'
import { Button } from '../../ui/button.tsx'
import { CheckHistory, Checklist, ChecklistPage, Verdict } from '../../ui/checklist.tsx'
import { Facts } from '../../ui/facts.tsx'
import { CardsState } from '../../ui/item-cards.tsx'
import { MonoUrl } from '../../ui/mono-url.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Page, Section, Small } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { check, remove } from './actions.ts'
import { checksOf, oneConnector } from './queries.ts'
import { hintOf, prerequisiteWord, regionWord, stateWord, templateWords, verdict } from './words.ts'

export function loader({ params }: LoaderFunctionArgs) {
  const connectorId = params['connectorId'] ?? ''
  return Promise.all([load(oneConnector(connectorId)), load(checksOf(connectorId))])
}

/** One connector's checklist (K1, K2): the verdict in one line, the lines, facts and history. */
export function Component() {
  const { connectorId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  const [busy, setBusy] = useState(false)
  const connector = useSuspenseQuery(oneConnector(connectorId)).data
  const checks = useSuspenseQuery(checksOf(connectorId)).data.data
  const [last] = checks
  usePageName(connector.name)
  const said = last ? verdict(last) : { head: 'Not checked yet.', rest: 'Whether one can issue with it is not known.' }

  async function again() {
    setBusy(true)
    await check(connector)
    setBusy(false)
  }

  return (
    <Page
      title={connector.name}
      sentence={<Verdict status={stateWord[connector.status]} {...said} />}
      actions={
        <>
          <Button onClick={() => void remove(connector, () => void navigate(paths.connectors))}>Delete</Button>
          <Button onClick={() => void navigate(paths.connectorEdit(connector.id))}>Edit connector</Button>
          <Button variant="primary" icon={RefreshCw} busy={busy} onClick={() => void again()}>
            Re-check
          </Button>
        </>
      }
    >
      <ChecklistPage
        side={
          <>
            <Section title="Connector">
              <Facts
                facts={[
                  { label: 'Region', value: regionWord[connector.region] },
                  { label: 'Base URL', value: <MonoUrl url={connector.baseUrl} /> },
                  ...(connector.allowed ? [] : [{ label: 'Allowed', value: 'Not on the list of allowed base URLs' }]),
                  { label: 'API key', value: <Mono>{hintOf(connector.apiKeyHint)}</Mono> },
                  { label: 'Division', value: connector.divisionId ?? 'None' },
                  { label: 'Contract', value: connector.contractAccount ? 'Contract account' : 'No' },
                  { label: 'Template', value: templateWords(connector.template) },
                  {
                    label: 'Added',
                    value: (
                      <>
                        <DateTime at={connector.createdAt} now={now} />
                        {connector.createdBy !== null && ` by ${connector.createdBy}`}
                      </>
                    ),
                  },
                ]}
              />
            </Section>
            <Section title="History">
              {checks.length === 0 ? (
                <Small>No checks yet.</Small>
              ) : (
                <CheckHistory
                  label="Checks"
                  checks={checks.map((one) => ({
                    id: one.id,
                    at: <DateTime at={one.at} now={now} clock />,
                    counts: [one.passed, one.warnings, one.failed, one.notChecked],
                  }))}
                />
              )}
            </Section>
          </>
        }
      >
        {last ? (
          <Checklist
            label="Prerequisites"
            head={
              <>
                <span>{last.lines.length} prerequisites</span>
                <span>
                  Checked <DateTime at={last.at} now={now} clock />
                </span>
              </>
            }
            lines={last.lines.map(({ prerequisite, state, evidence, remedy }) => ({
              name: prerequisiteWord[prerequisite],
              status: stateWord[state],
              evidence,
              remedy,
            }))}
          />
        ) : (
          <CardsState>
            <NothingYet icon={ListChecks} title="No checklist yet" sentence="Re-check goes through everything that is needed to issue, and says what to do." />
          </CardsState>
        )}
      </ChecklistPage>
      <Outlet />
    </Page>
  )
}
