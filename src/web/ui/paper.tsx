import type { FormEvent, ReactNode } from 'react'
import css from './paper.module.css'

/** What is made to be printed. Around it the console is left out on paper, as is everything in `OnScreen`. */
export function Paper({ children, label }: { children: ReactNode; label: string }) {
  return <article className={css.paper} aria-label={label}>{children}</article>
}

/** Buttons, fields and progress: of no use on paper. */
export function OnScreen({ children }: { children: ReactNode }) {
  return <div className={css.screen} data-screen>{children}</div>
}

/** A few fields of one line and a button, beside each other where there is room. */
export function FieldRow({ label, onSubmit, children }: { label: string; onSubmit: (event: FormEvent) => void; children: ReactNode }) {
  return <form className={css.row} aria-label={label} noValidate onSubmit={onSubmit}>{children}</form>
}
