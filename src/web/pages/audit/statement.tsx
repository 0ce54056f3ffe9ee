import { useSuspenseQuery } from '@tanstack/react-query'
import { HardDriveDownload, Printer } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { dayIn, startOfDay } from '#contract/zones.ts'
import { serverNow } from '../../client/clock.ts'
import { load } from '../../client/query-client.ts'
import { saveFile } from '../../client/save-file.ts'
import { failureOf } from '../../client/failure.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { paths } from '../../paths.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { DateInput, unfinished } from '../../ui/date-input.tsx'
import { Field } from '../../ui/field.tsx'
import { late } from '../../ui/late.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { FieldRow, OnScreen } from '../../ui/paper.tsx'
import { useZone } from '../../ui/zone.tsx'
import { useStatement } from './make-statement.ts'
import { auditState } from './queries.ts'
import { StatementPaper } from './statement-paper.tsx'

const Progress = late(() => import('../../ui/progress.tsx').then((part) => part.Progress))

const dayMs = 86_400_000
const usualDays = 90
const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

/** The days of a period, as instants of the zone: the last day is part of it. */
const instants = (first: string, last: string, zone: string) => ({
  from: new Date(startOfDay(Date.parse(first), zone)).toISOString(), to: new Date(startOfDay(Date.parse(last) + dayMs, zone)).toISOString(),
})

/** The last 90 days, or those since the day behind the rows that are in archives, of which nothing can be stated. */
function usualFirst(last: string, archivedUntil: string | undefined, zone: string): string {
  const usual = dayIn(Date.parse(last) - usualDays * dayMs, 'UTC')
  const next = archivedUntil === undefined ? usual : dayIn(Date.parse(archivedUntil) + dayMs, zone)
  return next > usual && next <= last ? next : usual
}

export const loader = () => load(auditState)

/** **AUDIT LOG › Statement**: made as soon as it is opened, for the period in its address or the usual one. */
export function Component() {
  const zone = useZone()
  const [given, navigate] = useSearchParams()
  const [today] = useState(() => dayIn(serverNow(), zone))
  const [from, to] = [given.get('from'), given.get('to')]
  const last = isDay(to) ? to : today
  const { archived } = useSuspenseQuery(auditState).data
  const first = isDay(from) && from <= last ? from : usualFirst(last, archived?.until, zone)
  const period = instants(first, last, zone)
  const { making, start, cancel } = useStatement(period.from, period.to)
  const statement = making.state === 'made' ? making.statement : undefined

  function save() {
    if (statement) saveFile(`countersign-statement-${statement.made.slice(0, 10)}.json`, new Blob([`${JSON.stringify(statement, null, 2)}\n`]))
  }
  return (
    <Page
      title="Statement"
      sentence="For an auditor: whether the trail holds, keys by risk, and who revealed what."
      actions={
        <OnScreen>
          <ButtonLink href={paths.auditLog}>Audit log</ButtonLink>
          {statement && <Button icon={HardDriveDownload} onClick={save}>Save for verification</Button>}
          {statement && <Button icon={Printer} variant="primary" onClick={() => window.print()}>Print</Button>}
        </OnScreen>
      }
    >
      <OnScreen>
        <Period
          key={`${first} ${last}`}
          first={first}
          last={last}
          busy={making.state === 'running'}
          onMake={(one, other) => (one === first && other === last ? start() : navigate({ from: one, to: other }, { replace: true }))}
        />
      </OnScreen>
      {making.state === 'running' && (
        <OnScreen><Progress label="Walking the chain" done={making.through} of={making.last} onCancel={cancel} /></OnScreen>
      )}
      {making.state === 'stopped' && <Notice announce>Cancelled. No statement was made.</Notice>}
      {making.state === 'failed' && (failureOf(making.error).code === 'confirmation-required'
        ? <Notice announce tone="info">No statement was made: that needs your password.</Notice>
        : <FailureNotice error={making.error} />)}
      {statement && <StatementPaper statement={statement} />}
    </Page>
  )
}

function Period({ first, last, busy, onMake }: { first: string; last: string; busy: boolean; onMake: (first: string, last: string) => void }) {
  const [from, setFrom] = useState(first)
  const [to, setTo] = useState(last)
  const [errors, setErrors] = useState<{ from?: string; to?: string }>({})
  const [fromField, toField] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)]
  const id = useId()

  function submit(event: FormEvent) {
    event.preventDefault()
    const wrong = (text: string) => (text === '' || text === unfinished ? 'Enter a date.' : undefined)
    const found = { from: wrong(from), to: wrong(to) ?? (to < from ? 'Enter a day that is not before the first.' : undefined) }
    setErrors({ ...(found.from && { from: found.from }), ...(found.to && { to: found.to }) })
    if (found.from !== undefined) fromField.current?.focus()
    else if (found.to !== undefined) toField.current?.focus()
    else onMake(from, to)
  }
  const ended = () => undefined
  const date = (name: 'from' | 'to', label: string) => (
    <Field id={`${id}-${name}`} label={label} {...(errors[name] === undefined ? {} : { error: errors[name] })}>
      <DateInput
        ref={name === 'from' ? fromField : toField}
        id={`${id}-${name}`}
        name={name}
        value={name === 'from' ? from : to}
        onChange={name === 'from' ? setFrom : setTo}
        onBlur={ended}
        invalid={errors[name] !== undefined}
        describedBy={`${id}-${name}-about`}
      />
    </Field>
  )
  return (
    <FieldRow label="Period" onSubmit={submit}>
      {date('from', 'First day')}
      {date('to', 'Last day')}
      <Button type="submit" busy={busy}>Make statement</Button>
    </FieldRow>
  )
}
