import { type FormEvent, type ReactNode, useEffect } from 'react'
import css from './paper.module.css'

/** Paper is white: a dark page is printed as the light one, and is dark again after it. */
function useLightOnPaper() {
  useEffect(() => {
    const root = document.documentElement
    let dark = false
    const before = () => {
      dark = root.dataset['theme'] === 'dark'
      if (dark) root.dataset['theme'] = 'light'
    }
    const after = () => {
      if (dark) root.dataset['theme'] = 'dark'
    }
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [])
}

/** What is made to be printed. Around it the console is left out on paper, as is everything in `OnScreen`. */
export function Paper({ children, label }: { children: ReactNode; label: string }) {
  useLightOnPaper()
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
