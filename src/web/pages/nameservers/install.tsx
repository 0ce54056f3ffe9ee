import { Copy } from 'lucide-react'
import { useState } from 'react'
import { installScript } from '#contract/calls-of-dns.ts'
import type { Nameserver, NameserverKind } from '#contract/nameservers.ts'
import { callForText } from '../../client/call.ts'
import { saveFile } from '../../client/save-file.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { toast } from '../../feedback/toast.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'

const folder = '/etc/countersign'
const files: Readonly<Record<Exclude<NameserverKind, 'other'>, string>> = {
  bind: '/etc/bind/countersign.conf', knot: '/etc/knot/countersign-knot.conf', nsd: '/etc/nsd/countersign-nsd.conf',
  powerdns: '/etc/powerdns/countersign-powerdns.txt',
}
/** Pasted into `read`, so that it is in no history and in no list of processes. */
const keep = (header: string, file: string) => `sh -c 'umask 077; read -r it; printf "${header} %s\\n" "$it" > ${folder}/${file}'`

interface Step {
  title: string
  command?: string
  about?: string
}

function stepsOf({ id, kind }: Nameserver): Step[] {
  const url = `${location.origin}/api/v1/nameservers/${id}/install`
  return [
    { title: 'Make a folder for root alone', command: `install -d -m 700 ${folder}` },
    { title: 'Keep the credential', command: keep('Authorization: Bearer', 'credential'),
      about: 'Run it, paste the credential that was shown, and press Enter.' },
    ...(kind === 'powerdns'
      ? [{ title: 'Keep the key of its API', command: keep('X-API-Key:', 'powerdns'),
          about: 'Run it, paste api-key of pdns.conf, and press Enter. It needs api=yes.' }]
      : []),
    {
      title: 'Fetch the script', command: `curl -fsS -H @${folder}/credential -o countersign-keys.sh \\\n     ${url}`,
      about: `Where an authority of your own vouches for this server: put its certificate into ${folder}/ca.pem, and add --cacert ${folder}/ca.pem.`,
    },
    { title: 'Install it', command: 'sh countersign-keys.sh install', about: 'A timer of systemd then runs it each minute.' },
    ...(kind === 'powerdns' || kind === 'other'
      ? []
      : [{ title: 'Have the server read the file', command: `head -20 ${files[kind]}`, about: 'What stands at its top goes into the configuration, once.' }]),
  ]
}

/** **Install on this server** (N3): as root, on the nameserver. No secret stands in any of it. */
export function Install({ nameserver }: { nameserver: Nameserver }) {
  const [failed, setFailed] = useState<unknown>()
  const steps = stepsOf(nameserver)

  async function copy(text: string) {
    try {
      await navigator.clipboard.writeText(text)
      toast({ text: 'Copied' })
    } catch {
      toast({ text: 'The browser does not let this page copy: select the text and copy it.', tone: 'bad' })
    }
  }
  async function save() {
    setFailed(undefined)
    try {
      const text = await callForText(installScript, { params: { nameserverId: nameserver.id } })
      saveFile('countersign-keys.sh', new Blob([text], { type: 'text/plain' }))
    } catch (thrown) {
      setFailed(thrown)
    }
  }

  return (
    <Section title="Install on this server" aside={<Button size="small" onClick={() => void save()}>Save the script</Button>}>
      <Stack gap={16}>
        {failed !== undefined && <FailureNotice error={failed} />}
        {steps.map(({ title, command, about }, at) => (
          <Labelled key={title} label={`${at + 1}. ${title}`}>
            {command !== undefined && (
              <Stack gap={8}>
                <CodeBlock label={title}>{command}</CodeBlock>
                <Stack row gap={8} wrap>
                  <Button size="small" icon={Copy} aria-label={`Copy: ${title}`} onClick={() => void copy(command)}>Copy</Button>
                  {about !== undefined && <Small>{about}</Small>}
                </Stack>
              </Stack>
            )}
          </Labelled>
        ))}
        <Small>
          It fetches what is new, has the server’s own checker look at it, puts it in place, loads it, and says here what runs. A file that the checker
          refuses is never put in place; why stands above as Last fault.
        </Small>
      </Stack>
    </Section>
  )
}
