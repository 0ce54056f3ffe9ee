import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import type { TsigCheckResult } from '#contract/tsig-checks.ts'
import { failingChecks, isFailingCheck, tallyOfChecks } from '#contract/lists-of-dns.ts'
import { tsigCheckSchedules } from '#contract/tsig-check-words.ts'
import { run } from '../../client/mutation.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { useBack } from '../../form/use-back.ts'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Button } from '../../ui/button.tsx'
import { Dotted } from '../../ui/dotted.tsx'
import { Hint } from '../../ui/hint.tsx'
import { Small } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Select } from '../../ui/select.tsx'
import { Sheet, SheetLine } from '../../ui/sheet.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { clockMost, clockWords } from '../credential/check-queries.ts'
import { checkWord } from '../credential/verdict-word.ts'
import { beginAll, cancelAll, checks, setSchedule, staleChecks } from './queries.ts'

export const loader = () => load(checks)

const often = { off: 'Off', daily: 'Daily', hourly: 'Hourly' } as const
const schedules = tsigCheckSchedules.map((value) => ({ value, label: often[value] }))
const isFar = ({ clockDifference: clock }: TsigCheckResult) => clock !== null && Math.abs(clock) > clockMost
/** Where it could not be asked is amiss too, though nothing failed. */
const isAmiss = (one: TsigCheckResult) => one.verdict === null || isFailingCheck(one)
/** What is amiss first. */
const rank = (one: TsigCheckResult) => (isAmiss(one) ? 0 : isFar(one) ? 1 : 2)

/** **Check all** (N5), over TSIG KEYS and over NAMESERVERS: how far it is, what it found by name, and how often it is done by itself. */
export function Component() {
  const back = useBack()
  const now = useNow()
  const id = useId()
  const { pathname } = useLocation()
  const { run: last, schedule } = useSuspenseQuery(checks).data
  const [error, setError] = useState<unknown>()
  const running = last?.state === 'running'
  // What it found stands in lists and pages too, once it is over.
  const ran = useRef(running)
  useEffect(() => {
    if (ran.current && !running) void makeStale(...staleChecks)
    ran.current = running
  }, [running])

  const during = async (work: Promise<unknown>) => {
    setError(undefined)
    await work.catch(setError)
  }
  const results = (last?.results ?? []).toSorted((a, b) => rank(a) - rank(b) || a.tsigName.localeCompare(b.tsigName))
  const { checked, failing, notAsked } = tallyOfChecks(results)
  const found = [`${checked} checked`, `${failing} failing`, ...(notAsked === 0 ? [] : [`${notAsked} not asked`])].join(', ')
  const list = pathname.startsWith(paths.nameservers) ? paths.nameservers : paths.tsigKeys

  return (
    <Sheet
      title="Check all"
      about="Every TSIG key, at every nameserver and zone that it is used for. Each server is asked what the key is for there; nothing is changed."
      onClose={() => void back()}
      head={
        <SheetLine
          field={
            <Select
              id={id} label="By itself" value={schedule.every} options={schedules}
              help={schedule.nextAt === null ? 'Only when somebody asks.' : undefined}
              onChange={(every) => void during(run(setSchedule, { body: { every } }))}
            />
          }
          button={<Button variant="primary" busy={running} onClick={() => void during(run(beginAll, {}))}>Check all</Button>}
        />
      }
    >
      {schedule.nextAt !== null && <Small>Next: <DateTime at={schedule.nextAt} now={now} clock /></Small>}
      {error !== undefined && <FailureNotice error={error} />}
      {running && (
        <Progress
          label={last.total === 0 ? 'Checking' : `Checking ${Math.min(last.done + 1, last.total)} of ${last.total}`} done={last.done} of={last.total}
          onCancel={() => void during(run(cancelAll, {}))}
        />
      )}
      {last && !running && (
        <div role="status">
          <strong>{last.state === 'cancelled' ? `Cancelled after ${last.done} of ${last.total}.` : `${found}.`}</strong>{' '}
          <Ago at={last.finishedAt ?? last.startedAt} now={now} />, {last.startedBy ?? 'by itself'}.{' '}
          {failing > 0 && <TextLink href={`${list}?${new URLSearchParams({ filter: failingChecks })}`}>Show those that fail</TextLink>}
        </div>
      )}
      {!last && <p>Nobody has checked all of them at once yet.</p>}
      {results.length > 0 && (
        <BriefTable
          caption="What was found"
          columns={[{ header: 'TSIG key' }, { header: 'Nameserver' }, { header: 'Zone', wide: true }, { header: 'Verdict' }]}
          rows={results.map((one) => ({
            id: `found-${one.tsigId}-${one.nameserverId}-${one.zone}`,
            cells: [
              <TextLink key="key" href={paths.tsigKey(one.tsigId)}><Dotted name={one.tsigName} /></TextLink>,
              <TextLink key="server" href={paths.nameserver(one.nameserverId)}><Dotted name={one.nameserverName} /></TextLink>,
              <Dotted key="zone" name={one.zone} />,
              <span key="verdict">
                <Status word={one.verdict === null ? 'Not checked' : checkWord({ verdict: one.verdict, enforced: one.enforced })} />{' '}
                {one.worse && <Hint word="worse" why="It was better before, and has not come back since." />}
                {isFar(one) && <Small>clock {clockWords(one.clockDifference!)}</Small>}
                {one.fault !== null && <Small>{one.fault}</Small>}
              </span>,
            ],
          }))}
        />
      )}
    </Sheet>
  )
}
