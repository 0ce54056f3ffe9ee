import { Circle, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import css from './steps.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

export type Step = { id: string; name: string; about: string; done: boolean; /** A link to where it is done, or a button. */ action?: ReactNode }

/** Things to do once, in any order; what is done is ticked and keeps its place. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <div className={css.card}>
      <ul className={css.steps} aria-label={label}>
        {steps.map(({ id, name, about, done, action }) => (
          <li key={id} className={css.step} data-done={done || undefined}>
            <span className={css.sign}><Icon glyph={done ? CircleCheck : Circle} size={16} /></span>
            <div>
              <div className={css.name}>{name}<VisuallyHidden>{done ? ': done' : ': to do'}</VisuallyHidden></div>
              <div className={css.about}>{about}</div>
            </div>
            <div className={css.do}>{action}</div>
          </li>
        ))}
      </ul>
    </div>
  )
}
