import { useSuspenseQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { factsBytesMax, type FactsSummary } from '#contract/account-facts.ts'
import { several } from '#contract/several.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { saveFile } from '../../client/save-file.ts'
import { useNow } from '../../client/use-now.ts'
import { confirm } from '../../feedback/confirm.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { TextSourceField, useTextSource } from '../../form/text-source.tsx'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { DateTime } from '../../ui/time.tsx'
import { example, factsIn } from './account-facts-text.ts'
import { loadedFacts, loadFacts } from './queries.ts'

export const loader = () => load(loadedFacts)

/** Eight megabytes take a while on the way. */
const patience = 60_000
/** Faults of a file are named one by one, up to here. */
const faultsMax = 20

/** `12 domains, 3 products`: what there is none of is not said. */
function countsWords({ organizations, domains, divisions, products }: FactsSummary): string {
  const parts = (
    [
      ['organization', organizations],
      ['domain', domains],
      ['division', divisions],
      ['product', products],
    ] as const
  ).filter(([, count]) => count > 0)
  return parts.length === 0 ? 'no entries' : parts.map(([one, count]) => several(count, one)).join(', ')
}

/** **Connectors › Account facts**: what `/services/v2` says of the account, loaded by an administrator. */
export function Component() {
  const { reply: { facts, summary }, etag } = useSuspenseQuery(loadedFacts).data
  const now = useNow()
  return (
    <Page
      title="Account facts"
      sentence={
        'What this server’s CertCentral API answers about the account, and a connector’s checklist looks at: ' +
        'organizations, domains, divisions, products and funds.'
      }
      actions={<ButtonLink href={paths.connectors}>Back to Connectors</ButtonLink>}
    >
      <Stack gap={24}>
        <Section
          title="Loaded"
          aside={
            summary.updatedAt === null ? undefined : (
              <Button
                size="small"
                icon={Download}
                onClick={() => saveFile('account-facts.json', new Blob([`${JSON.stringify(facts, null, 2)}\n`], { type: 'application/json' }))}
              >
                Download JSON
              </Button>
            )
          }
        >
          <Card>
            {summary.updatedAt === null ? (
              'Nothing is loaded yet: the lists of the API are empty, and there is no balance.'
            ) : (
              <Facts
                facts={[
                  { label: 'Account', value: facts.account?.primary_organization_name ?? facts.account?.id ?? 'None' },
                  { label: 'Organizations', value: summary.organizations.toLocaleString('en') },
                  { label: 'Domains', value: summary.domains.toLocaleString('en') },
                  { label: 'Divisions', value: summary.divisions.toLocaleString('en') },
                  { label: 'Products', value: summary.products.toLocaleString('en') },
                  { label: 'Funds', value: facts.balance === undefined ? 'None' : `${facts.balance.balance} ${facts.balance.currency}` },
                  { label: 'Loaded', value: <DateTime at={summary.updatedAt} now={now} clock /> },
                ]}
              />
            )}
          </Card>
        </Section>
        <Load key={etag} etag={etag} summary={summary} />
      </Stack>
    </Page>
  )
}

/** JSON in; it is checked by the server, which says of each fault where it is. */
function Load({ etag, summary }: { etag: string | undefined; summary: FactsSummary }) {
  const [error, setError] = useState<unknown>()
  const source = useTextSource({ otherwise: 'no JSON', max: factsBytesMax }, () => setError(undefined), 'account-facts')
  const [busy, setBusy] = useState(false)
  const failure = error === undefined ? undefined : failureOf(error)
  const faults = failure?.errors.filter(({ pointer }) => pointer !== '') ?? []

  async function bring() {
    setError(undefined)
    const { body, fault } = factsIn(source.read())
    source.blame(fault)
    if (body === undefined) return
    if (
      summary.updatedAt !== null &&
      !(await confirm({ title: 'Replace account facts', body: `What is loaded now goes: ${countsWords(summary)}.`, action: 'Replace' }))
    )
      return
    setBusy(true)
    try {
      const loaded = await run(loadFacts, { body, ifMatch: etag, patience })
      toast({ text: `Account facts loaded: ${countsWords(loaded)}` })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Section title="Load">
      <Stack gap={16}>
        {failure?.code === 'changed-meanwhile' ? (
          <ChangedNotice name="What is loaded" by="by you in another window or by another administrator" reload="Reload to see what it is now." />
        ) : faults.length > 0 ? (
          <Notice tone="bad" announce>
            Nothing was loaded. {several(faults.length, { one: 'value is', many: 'values are' })} not what the API expects there.
          </Notice>
        ) : (
          error !== undefined && <FailureNotice error={error} />
        )}
        {faults.length > 0 && (
          <BriefTable
            caption="Faults"
            columns={[{ header: 'Where' }, { header: 'What' }]}
            rows={faults.slice(0, faultsMax).map(({ pointer, message }, at) => ({ id: `fault-${at}`, cells: [pointer, message] }))}
          />
        )}
        {faults.length > faultsMax && <Small>{`And ${(faults.length - faultsMax).toLocaleString('en')} more.`}</Small>}
        <TextSourceField
          source={source}
          sent="when you press Load"
          label="JSON"
          rows={12}
          help="One object with any of account, container, containers, organizations, domains, products and balance, each as the vendor’s own API answers it."
        />
        <Stack row gap={8}>
          <Button variant="primary" busy={busy} onClick={() => void bring()}>
            Load
          </Button>
          {source.file === undefined && <Button onClick={() => source.write(example)}>Use an example</Button>}
        </Stack>
      </Stack>
    </Section>
  )
}
