import { useState } from 'react'
import { useNavigate } from 'react-router'
import { confirmInPlace, exportFile, pushFile, setDelivery } from '#contract/calls-of-dns.ts'
import { wayOfDeliveryNames } from '#contract/lists-of-dns.ts'
import type { Nameserver } from '#contract/nameservers.ts'
import { call, callForText } from '../../client/call.ts'
import { makeStale } from '../../client/query-client.ts'
import { saveFile } from '../../client/save-file.ts'
import { confirm } from '../../feedback/confirm.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { paths } from '../../paths.ts'
import { reveal } from '../../feedback/reveal.ts'
import { toast } from '../../feedback/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { DateTime } from '../../ui/time.tsx'
import { staleNameservers } from './queries.ts'

/** The ETag that a file has in its first line. */
const etagIn = (text: string) => {
  const tag = /, file (\d+-[0-9a-f]{16})\.$/m.exec(text)?.[1]
  return tag === undefined ? undefined : `"${tag}"`
}

/** **Delivery** (N3): how keys get there. `etag` is of the nameserver as it is shown: a change that somebody else made meanwhile is not undone. */
export function Delivery({ nameserver, etag, now }: { nameserver: Nameserver; etag: string | undefined; now: number }) {
  const { delivery, running } = nameserver
  const navigate = useNavigate()
  const [taken, setTaken] = useState<string>()
  const [failed, setFailed] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const params = { nameserverId: nameserver.id }

  async function attempt(act: () => Promise<void>) {
    setFailed(undefined)
    setBusy(true)
    try {
      await act()
      await makeStale(...staleNameservers)
    } catch (thrown) {
      setFailed(thrown)
    } finally {
      setBusy(false)
    }
  }

  // From the reply into a file, and held by nobody (S8).
  const save = () => attempt(async () => {
    const text = await callForText(exportFile, { params })
    setTaken(etagIn(text))
    saveFile(nameserver.kind === 'powerdns' || nameserver.kind === 'other' ? 'countersign.txt' : 'countersign.conf', new Blob([text], { type: 'text/plain' }))
  })
  /** Of the file that was exported here, or the one that is shown: the page may show another by the time of the answer. */
  async function inPlace() {
    const file = taken ?? running.wanted
    const sure = await confirm({
      title: 'It is in place', body: `The server has loaded file ${file.replaceAll('"', '')}.`, names: [nameserver.name], action: 'It is in place',
      tone: 'primary',
    })
    if (sure)
      await attempt(async () => {
        await call(confirmInPlace, { params, body: { etag: file } })
        toast({ text: 'The file of {name} is in place', name: nameserver.name })
      })
  }
  const push = () => attempt(async () => {
    const after = await call(pushFile, { params, patience: 60_000 })
    if (after.running.state === 'up-to-date') toast({ text: 'The keys of {name} are in place', name: nameserver.name })
  })

  async function fetches() {
    const sure = await confirm({
      title: 'The server fetches it',
      body: delivery.way === 'pull'
        ? 'It gets a new credential, which is shown once. The one it has ends at once: until it has the new one it fetches nothing.'
        : 'It gets a credential, which is shown once. With it the server fetches its own file and says what it runs, and nothing else.',
      names: [nameserver.name], action: 'Make credential', tone: 'primary',
    })
    if (!sure) return
    await attempt(async () => {
      const { credential } = await call(setDelivery, { params, body: { way: 'pull' }, ifMatch: etag })
      if (credential === undefined) return
      const facts = [{ label: 'Nameserver', value: nameserver.name }]
      void reveal({ title: 'Server Credential - Action Required', label: 'Server credential', value: credential, facts })
    })
  }
  async function byHand() {
    const sure = await confirm({
      title: 'Deliver by hand', body: 'Its credential or API key ends at once: the file is put in place by people from then on.', names: [nameserver.name],
      action: 'Deliver by hand', tone: 'primary',
    })
    if (sure) await attempt(async () => void (await call(setDelivery, { params, body: { way: 'by-hand' }, ifMatch: etag })))
  }

  const hint = delivery.credentialHint
  return (
    <Section title="Delivery">
      <Stack gap={12}>
        <Facts
          facts={[
            { label: 'Way', value: wayOfDeliveryNames[delivery.way] },
            { label: 'Wanted', value: <Mono>{running.wanted}</Mono> },
            { label: 'Running', value: running.current === null ? 'Not told' : `File ${running.current}` },
            { label: 'Last seen', value: <DateTime at={running.seenAt} now={now} never="Never" clock /> },
            ...(hint === null ? [] : [{ label: 'Credential', value: <Mono>{`${hint.start}…${hint.last4}`}</Mono> }]),
            ...(delivery.url === null ? [] : [{ label: 'API', value: <Mono wrap>{delivery.url}</Mono> }]),
            ...(running.fault === null ? [] : [{ label: 'Last fault', value: <Mono wrap>{running.fault}</Mono> }]),
          ]}
        />
        {failed !== undefined && <FailureNotice error={failed} />}
        <Stack row gap={8} wrap>
          <Button size="small" busy={busy} onClick={() => void save()}>Export</Button>
          {delivery.way === 'by-hand' ? (
            <>
              <Button size="small" onClick={() => void inPlace()}>It is in place</Button>
              {nameserver.kind !== 'other' && <Button size="small" onClick={() => void fetches()}>Let it fetch</Button>}
            </>
          ) : (
            <>
              {delivery.way === 'pull' && <Button size="small" onClick={() => void fetches()}>New credential</Button>}
              {delivery.way === 'powerdns-api' && <Button size="small" busy={busy} onClick={() => void push()}>Push now</Button>}
              <Button size="small" onClick={() => void byHand()}>By hand</Button>
            </>
          )}
          {nameserver.kind === 'powerdns' && (
            <Button size="small" onClick={() => void navigate(paths.nameserverPowerdns(nameserver.id))}>PowerDNS API</Button>
          )}
        </Stack>
      </Stack>
    </Section>
  )
}
