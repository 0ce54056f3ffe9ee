import { useSuspenseQuery } from '@tanstack/react-query'
import { Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { nameserverKindNames, runningStateNames } from '#contract/lists-of-dns.ts'
import { load } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { CheckHistory } from '../credential/check-history.tsx'
import { History } from '../credential/history.tsx'
import { CredentialPage } from '../credential/page.tsx'
import { TsigUses } from '../credential/tsig-uses.tsx'
import { checkWord } from '../credential/verdict-word.ts'
import { Delivery } from './delivery.tsx'
import { Install } from './install.tsx'
import { nameserverAsSeen, usesOf } from './queries.ts'
import { remove } from './remove.ts'
import { checkDetail } from './words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const nameserverId = params['nameserverId'] ?? ''
  const [nameserver] = await Promise.all([load(nameserverAsSeen(nameserverId)), load(usesOf(nameserverId))])
  return nameserver.reply
}

/** A nameserver's own page: what it uses keys for, how they get there, and what was done. */
export function Component() {
  const { nameserverId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  const { reply: nameserver, etag } = useSuspenseQuery(nameserverAsSeen(nameserverId)).data
  const uses = useSuspenseQuery(usesOf(nameserverId)).data.data
  const { running, lastCheck: last } = nameserver

  return (
    <CredentialPage
      name={nameserver.name}
      sentence={`Nameserver, ${nameserverKindNames[nameserver.kind]}`}
      actions={[
        { label: 'Check', icon: RefreshCw, run: () => void navigate(paths.nameserverCheck(nameserver.id)) },
        { label: 'Edit', icon: Pencil, run: () => void navigate(paths.nameserverEdit(nameserver.id)) },
        { label: 'Delete', icon: Trash2, tone: 'bad', run: () => void remove(nameserver, () => void navigate(paths.nameservers)) },
      ]}
      primary="Edit"
      facts={[
        { label: 'Addresses', value: <Mono wrap>{nameserver.addresses.join(', ')}</Mono> },
        { label: 'Port', value: String(nameserver.port) },
        {
          label: 'Running',
          value: <><Status word={runningStateNames[running.state]} />{running.since !== null && <> <Ago at={running.since} now={now} /></>}</>,
        },
        {
          label: 'Last check',
          value: last === null
            ? <Status word="Not checked" />
            : <><Status word={checkWord(last)} /> {checkDetail(last)}, <Ago at={last.at} now={now} within /></>,
        },
        { label: 'Added', value: <DateTime at={nameserver.createdAt} now={now} /> },
        { label: 'Updated', value: <DateTime at={nameserver.updatedAt} now={now} /> },
        ...(nameserver.note === null ? [] : [{ label: 'Note', value: nameserver.note }]),
      ]}
    >
      <Section
        title="What it is for"
        aside={<Button size="small" icon={Plus} onClick={() => void navigate(paths.nameserverUsesNew(nameserver.id))}>Add use</Button>}
      >
        {uses.length === 0 ? <Card>It uses no TSIG key yet.</Card> : <TsigUses uses={uses} of="nameserver" now={now} />}
      </Section>
      <CheckHistory of="nameserver" id={nameserver.id} now={now} />
      <Delivery nameserver={nameserver} etag={etag} now={now} />
      {nameserver.delivery.way === 'pull' && <Install nameserver={nameserver} />}
      <History id={nameserver.id} name={nameserver.name} />
    </CredentialPage>
  )
}
