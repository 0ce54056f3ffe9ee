import { useSuspenseQuery } from '@tanstack/react-query'
import { Play, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import type { Rollover, RolloverProof } from '#contract/rollovers.ts'
import { load } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { usePageName } from '../../layout/page-name.ts'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { ChecklistPage } from '../../ui/checklist.tsx'
import { Dotted } from '../../ui/dotted.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Numbered } from '../../ui/numbered.tsx'
import { Page, Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { DateTime } from '../../ui/time.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { discard, goOn, sayInPlace, stop, takeBack } from './actions.ts'
import { oneRollover } from './queries.ts'
import { eventSentence, marksOf, saysOf, stateWord, stepAbout, stepNames } from './words.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(oneRollover(params['rolloverId'] ?? ''))

const isOpen = ({ state }: Rollover) => state === 'running' || state === 'paused'

/** **Roll over** (N6): a page of its own, that one can leave and come back to. It reads itself anew while something is awaited. */
export function Component() {
  const { rolloverId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  const rollover = useSuspenseQuery(oneRollover(rolloverId)).data
  const { oldKey, newKey, state, step, servers, byThemselves } = rollover
  const title = `Roll over ${oldKey.name}`
  usePageName(title)
  const [busy, setBusy] = useState(false)
  const during = (work: Promise<unknown>) => {
    setBusy(true)
    void work.finally(() => setBusy(false))
  }
  const waiting = rollover.steps.flatMap(({ state: at, proofs }) => (at === 'under-way' ? proofs.filter((proof) => proof.state !== 'proved') : []))

  return (
    <Page
      title={title}
      sentence={
        <>
          <Status word={stateWord[state]} /> {isOpen(rollover) && `Step ${step} of 5. `}To <Mono wrap>{newKey.name}</Mono>, {newKey.algorithm}.{' '}
          {state !== 'planned' && (
            <>
              Started <DateTime at={rollover.startedAt} now={now} /> by {rollover.startedBy}.
            </>
          )}
        </>
      }
      actions={
        <>
          {state === 'planned' && <Button onClick={() => void discard(rollover, () => void navigate(paths.rollovers))}>Discard</Button>}
          {isOpen(rollover) && step < 5 && (
            <Button icon={Undo2} onClick={() => void takeBack(rollover)}>
              Undo step {step - 1}
            </Button>
          )}
          {isOpen(rollover) && rollover.automatic && <Button onClick={() => during(stop(rollover))}>Pause</Button>}
          {isOpen(rollover) && !rollover.automatic && byThemselves > 0 && <Button onClick={() => during(goOn(rollover, true))}>Go on by itself</Button>}
          {state === 'planned' && byThemselves > 0 && (
            <Button busy={busy} onClick={() => during(goOn(rollover, false))}>
              Start, step by step
            </Button>
          )}
          {state === 'planned' && (
            <Button variant="primary" icon={Play} busy={busy} onClick={() => during(goOn(rollover, byThemselves > 0))}>
              Start
            </Button>
          )}
          {isOpen(rollover) && (
            <Button variant="primary" busy={busy} onClick={() => during(goOn(rollover))}>
              {step === 5 ? 'Finish' : 'Go on'}
            </Button>
          )}
        </>
      }
    >
      {/* Told once each time it changes, not with every look. */}
      <VisuallyHidden>
        <div role="status">
          {isOpen(rollover) ? `Step ${step} of 5, ${waiting.length === 0 ? 'all is proved' : `${waiting.length} to be proved`}` : stateWord[state]}
        </div>
      </VisuallyHidden>
      <ChecklistPage
        side={
          <>
            <Section title="Facts">
              <Facts
                facts={[
                  { label: 'Old key', value: <Key of={oldKey} /> },
                  { label: 'New key', value: <Key of={newKey} /> },
                  { label: 'Servers', value: `${servers}, of which ${byThemselves} by themselves` },
                  { label: 'Zones', value: rollover.zones === 0 ? 'all' : String(rollover.zones) },
                  ...(waiting.length === 0
                    ? []
                    : [{ label: 'Waiting for', value: [...new Set(waiting.map(({ nameserverName }) => nameserverName))].join(', ') }]),
                ]}
              />
            </Section>
            <Section title="History">
              {rollover.events.length === 0 ? (
                <Small>Nothing has happened yet.</Small>
              ) : (
                <BriefTable
                  caption="History"
                  columns={[{ header: 'When', short: true, plain: true }, { header: 'What' }]}
                  rows={rollover.events.map((event, at) => ({
                    id: `event-${rollover.events.length - at}`,
                    cells: [<DateTime key="at" at={event.at} now={now} clock />, `${eventSentence(event)}${event.who === null ? '' : `, ${event.who}`}`],
                  }))}
                />
              )}
            </Section>
          </>
        }
      >
        <Stack gap={16}>
          {rollover.fault !== null && (
            <Notice tone="bad" announce>
              <strong>Paused.</strong> {rollover.fault} Mend it there, then press Go on.
            </Notice>
          )}
          <Numbered
            label="Steps"
            steps={rollover.steps.map((one) => {
              const look = one.state === 'done' ? 'done' : one.state === 'under-way' ? 'now' : 'later'
              return {
                id: String(one.number),
                name: stepNames[one.number - 1]!,
                state: look,
                about:
                  one.number === 1 && one.state === 'done' && newKey.fingerprint !== null ? (
                    <>
                      {newKey.algorithm}, fingerprint <Mono>{newKey.fingerprint}</Mono>
                    </>
                  ) : one.state === 'not-yet' ? (
                    stepAbout(one.number, rollover)
                  ) : undefined,
                end:
                  one.doneAt !== null ? (
                    <>
                      {one.number === 1 ? 'done' : 'proved'} <DateTime at={one.doneAt} now={now} clock />
                    </>
                  ) : one.state === 'under-way' ? (
                    `${one.proofs.filter((proof) => proof.state === 'proved').length} of ${one.proofs.length}`
                  ) : undefined,
                rows: one.state === 'not-yet' && state !== 'planned' ? [] : one.proofs.map((proof) => row(rollover, one.number, proof)),
              } as const
            })}
          />
        </Stack>
      </ChecklistPage>
    </Page>
  )
}

function row(rollover: Rollover, number: number, proof: RolloverProof) {
  const mine = isOpen(rollover) && number === rollover.step && proof.way === 'by-hand' && proof.state !== 'proved'
  return {
    id: `${proof.nameserverId}-${proof.zone ?? ''}-${proof.purpose}`,
    who: <TextLink href={paths.nameserver(proof.nameserverId)}><Dotted name={proof.nameserverName} /></TextLink>,
    marks: marksOf(number, proof).map((word) => <Status key={word} word={word} />),
    says: saysOf(number, proof),
    action: mine && (
      <>
        <ButtonLink href={paths.nameserver(proof.nameserverId)}>Open its file</ButtonLink>{' '}
        <Button onClick={() => void sayInPlace(rollover, proof)}>It is in place</Button>
      </>
    ),
  }
}

function Key({ of: { id, name, algorithm } }: { of: Rollover['oldKey'] }) {
  return (
    <>
      {id === null ? name : <TextLink href={paths.tsigKey(id)} strong>{name}</TextLink>}
      <br />
      <Small>{algorithm}</Small>
    </>
  )
}
