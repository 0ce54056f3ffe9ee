import type { ReactNode } from 'react'
import css from './check-card.module.css'
import { Icon } from './icon.tsx'
import { Status, statusWords, type StatusWord } from './status.tsx'
import { VisuallyHidden } from './visually-hidden.tsx'

export type CheckLine = { id: string; status: StatusWord; name: string; says?: ReactNode; /** As the wire has it. */ code?: string; time?: string }

/** What a check found at one server: the verdict, the diagnosis, each step with its evidence, and apart what must be refused. */
export function CheckCard({ name, about, status, mark, children, lines, apart }: {
  name: ReactNode
  about: ReactNode
  status: StatusWord
  /** Beside the verdict. */
  mark?: ReactNode
  /** The diagnosis, before the steps. */
  children?: ReactNode
  lines: readonly CheckLine[]
  apart?: { title: string; about: string; lines: readonly CheckLine[] }
}) {
  return (
    <article className={css.card}>
      <div className={css.head}>
        <h3 className={css.name}>{name} <span className={css.about}>{about}</span></h3>
        <span className={css.verdict}>{mark}<Status word={status} verdict /></span>
      </div>
      {children}
      <Lines label="Steps" lines={lines} />
      {apart && (
        <>
          <div className={css.apart}><strong>{apart.title}</strong> <span className={css.about}>{apart.about}</span></div>
          <Lines label={apart.title} lines={apart.lines} />
        </>
      )}
    </article>
  )
}

const Lines = ({ label, lines }: { label: string; lines: readonly CheckLine[] }) => (
  <ul aria-label={label}>
    {lines.map(({ id, status, name, says, code, time }) => (
      <li key={id} className={css.line}>
        <span className={css.sign} data-tone={statusWords[status][0]}>
          <Icon glyph={statusWords[status][1]} size={14} />
          <VisuallyHidden>{status}:</VisuallyHidden>
        </span>
        <div className={css.words}>
          <div className={css.step}>{name}</div>
          {says !== undefined && <div className={css.says}>{says}</div>}
        </div>
        <span className={css.code}>{code}</span>
        <span className={css.time}>{time}</span>
      </li>
    ))}
  </ul>
)

/** Two clocks on a ruler with what is allowed: for the eye; the words beside it say the same. */
export function ClockScale({ seconds, allowed, ours, theirs }: { seconds: number; allowed: number; ours: string; theirs: string }) {
  const most = Math.max(allowed * 1.4, Math.abs(seconds) * 1.15)
  const at = (value: number) => `${50 + (value / most) * 46}%`
  const isOut = Math.abs(seconds) > allowed
  return (
    <div className={css.scale} aria-hidden data-out={isOut || undefined}>
      <span className={css.ours} style={{ left: '50%' }}>{ours}</span>
      <span className={css.theirs} style={{ left: at(seconds) }} data-left={seconds < 0 || undefined}>{theirs}</span>
      <span className={css.ruler} />
      <span className={css.allowed} style={{ left: at(-allowed), right: `calc(100% - ${at(allowed)})` }} />
      <span className={css.between} style={{ left: at(Math.min(0, seconds)), right: `calc(100% - ${at(Math.max(0, seconds))})` }} />
      <span className={css.zero} />
      <span className={css.dot} style={{ left: at(seconds) }} />
      {[-allowed, 0, allowed].map((value) => (
        <span key={value} className={css.tick} style={{ left: at(value) }}>{value === 0 ? '0' : `${value < 0 ? '−' : '+'}${Math.abs(value)} s`}</span>
      ))}
    </div>
  )
}
