import { useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { getFirstRun, updateFirstRun } from '#contract/calls-of-administration.ts'
import type { FirstStep, saidSteps } from '#contract/first-run.ts'
import { failureOf } from '../../client/failure.ts'
import { mutation, run } from '../../client/mutation.ts'
import { wordsFor } from '../../client/words.ts'
import { toast } from '../../feedback/toast.ts'
import { paths } from '../../paths.ts'
import { Section } from '../../ui/page.tsx'
import { Steps } from '../../ui/steps.tsx'
import { TextButton, TextLink } from '../../ui/text-link.tsx'
import { firstRun } from './queries.ts'

type Said = (typeof saidSteps)[number]

const change = mutation(updateFirstRun, { stale: [getFirstRun] })

/** An installation with more credentials is not new: the steps are shown to who asks for them. */
const fewThings = 10

const words: Record<FirstStep, { name: string; about: string; link?: { href: string; words: string } }> = {
  'api-key': {
    name: 'Generate an API key', about: 'It is exchanged for a token of one hour, which calls the API.',
    link: { href: paths.myApiKeysNew, words: 'Generate API Key' },
  },
  people: {
    name: 'Invite somebody', about: 'A second administrator gets you in again, should you lose your password.',
    link: { href: paths.usersNew, words: 'Invite User' },
  },
  'tsig-keys': {
    name: 'Add TSIG keys', about: 'Import them from a nameserver’s files, or have one made.', link: { href: paths.tsigKeysImport, words: 'Import' },
  },
  tls: { name: 'Serve it over HTTPS', about: 'On the machine: a proxy in front, and COUNTERSIGN_ORIGIN with https. docs/operations.md has examples.' },
  'root-key': { name: 'Back up the root key', about: 'On the machine: without it a backup of the database opens no secret. Keep it apart from the database.' },
  logs: { name: 'Keep the log elsewhere', about: 'On the machine: it has the audit trail’s head each minute, which tells of a database that was put back.' },
}

/**
 * What a new installation lacks, for administrators: shown by itself while there is little, and whenever it is asked for. `children`:
 * the overview, which is given the steps, and where they are not shown the way to them.
 */
export function FirstSteps({ things, children }: { things: number; children: (steps: ReactNode, again: ReactNode) => ReactNode }) {
  const { data } = useSuspenseQuery(firstRun)
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const send = (body: { said?: Said[]; dismissed?: boolean }) => {
    if (busy) return
    setBusy(true)
    run(change, { body })
      .catch((error: unknown) => toast({ tone: 'bad', text: wordsFor(failureOf(error)) }))
      .finally(() => setBusy(false))
  }
  const left = data.steps.filter(({ done }) => !done).length
  if (!asked && (data.dismissed || left === 0 || things >= fewThings)) {
    return children(undefined, <TextButton onClick={() => setAsked(true)}>First steps</TextButton>)
  }
  const said = data.steps.filter((step) => step.said && step.done).map(({ name }) => name as Said)
  function hide() {
    setAsked(false)
    if (!data.dismissed) send({ dismissed: true })
  }
  return children(
    <Section title="First steps" aside={<TextButton onClick={hide}>Hide</TextButton>}>
      <Steps
        label="First steps"
        steps={data.steps.map((step) => {
          const { name, about, link } = words[step.name]
          return {
            id: step.name,
            name,
            about,
            done: step.done,
            action: step.said ? (
              <TextButton
                name={`${step.done ? 'Not done' : 'Done'}: ${name}`}
                onClick={() => send({ said: step.done ? said.filter((one) => one !== step.name) : [...said, step.name as Said] })}
              >
                {step.done ? 'Not done' : 'Done'}
              </TextButton>
            ) : link !== undefined && !step.done ? <TextLink href={link.href}>{link.words}</TextLink> : undefined,
          }
        })}
      />
    </Section>,
    undefined,
  )
}
