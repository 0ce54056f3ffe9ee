import { ArrowRight, CircleCheck, CircleHelp, CircleX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './checklist.module.css'
import { Icon } from './icon.tsx'
import { Status, statusWords, type StatusWord } from './status.tsx'
import { VisuallyHidden } from './visually-hidden.tsx'

/** What is looked at, and its facts at the right; under 1024 px below. */
export function ChecklistPage({ children, side }: { children: ReactNode; side: ReactNode }) {
  return <div className={css.split}><div>{children}</div><aside className={css.side}>{side}</aside></div>
}

/** What it comes to, in one line under the title: `Not ready to issue.` and why. */
export function Verdict({ status, head, rest }: { status: StatusWord; head: string; rest: string }) {
  const [tone, glyph] = statusWords[status]
  return (
    <span className={css.verdict} data-tone={tone}>
      <Icon glyph={glyph} size={16} />
      <span>
        <strong className={css.verdictHead}>{head}</strong> {rest}
      </span>
    </span>
  )
}

/** One line a prerequisite: status, name, evidence, then what to do. */
export function Checklist({
  label,
  head,
  lines,
}: {
  label: string
  head: ReactNode
  lines: readonly { name: string; status: StatusWord; evidence: string; remedy: string | null }[]
}) {
  return (
    <div className={css.list}>
      <div className={css.head}>{head}</div>
      <ul aria-label={label}>
        {lines.map(({ name, status, evidence, remedy }) => (
          <li key={name} className={css.line}>
            <span>
              <Status word={status} />
            </span>
            <span className={css.name}>{name}</span>
            <div>
              <p className={css.evidence}>{evidence}</p>
              {remedy !== null && remedy !== '' && (
                <p className={css.remedy}>
                  <Icon glyph={ArrowRight} size={14} />
                  <span>{remedy}</span>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}

const counted = [['ok', CircleCheck, 'passed'], ['warn', TriangleAlert, 'warned'], ['bad', CircleX, 'failed'], ['none', CircleHelp, 'not checked']] as const

/** Earlier checks, newest first: when, and how many lines of each kind (passed, warned, failed, not checked). */
export function CheckHistory({
  label,
  checks,
}: {
  label: string
  checks: readonly { id: string; at: ReactNode; counts: readonly [number, number, number, number] }[]
}) {
  return (
    <ol className={css.past} aria-label={label}>
      {checks.map(({ id, at, counts }) => (
        <li key={id} className={css.check}>
          {at}
          <span className={css.counts}>
            {counted.map(([tone, glyph, word], place) => (
              <span key={word} className={css.count} data-tone={tone} data-none={counts[place] === 0 || undefined}>
                <Icon glyph={glyph} size={14} />
                {counts[place]}
                <VisuallyHidden> {word}</VisuallyHidden>
              </span>
            ))}
          </span>
        </li>
      ))}
    </ol>
  )
}
