import { CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import css from './numbered.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

export type NumberedStep = {
  id: string
  name: string
  state: 'done' | 'now' | 'later'
  about?: ReactNode
  /** At the right: how far it is. */
  end?: ReactNode
  /** What it waits for, one by one. */
  rows?: readonly { id: string; who: ReactNode; marks?: ReactNode; says?: ReactNode; action?: ReactNode }[]
}

const stateWords = { done: 'done', now: 'under way', later: 'to come' } as const

/** Things that are done one after another: what is done is ticked, what is to come is grey. */
export function Numbered({ label, steps }: { label: string; steps: readonly NumberedStep[] }) {
  return (
    <ol className={css.list} aria-label={label}>
      {steps.map(({ id, name, state, about, end, rows = [] }, at) => (
        <li key={id} className={css.step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          <span className={css.sign} aria-hidden>{state === 'done' ? <Icon glyph={CircleCheck} size={20} /> : at + 1}</span>
          <div>
            <div className={css.name}>{name}<VisuallyHidden>{`: ${stateWords[state]}`}</VisuallyHidden></div>
            {about !== undefined && <div className={css.about}>{about}</div>}
          </div>
          <div className={css.end}>{end}</div>
          {rows.length > 0 && (
            <div className={css.body}>
              <ul className={css.rows} aria-label={name}>
                {rows.map((row) => (
                  <li key={row.id} className={css.row}>
                    <div className={css.who}>{row.who}</div>
                    <div className={css.marks}>{row.marks}</div>
                    <div className={css.says}>{row.says}</div>
                    <div>{row.action}</div>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}
