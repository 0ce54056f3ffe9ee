import type { ReactNode } from 'react'
import css from '../ui/auth-page.module.css'
import { Wordmark } from '../ui/mark.tsx'
import { useTitle } from '../ui/use-title.ts'

export type AuthPageProps = {
  title: string
  sentence?: ReactNode
  version: string
  children: ReactNode
  /** Under the form: `No account yet, …`. */
  help?: ReactNode
}

/** Form 320 px in a 560 px column; at the right the mark, cropped by the panel on three sides. Also `/setup` and invitations. */
export function AuthPage({ title, sentence, version, children, help }: AuthPageProps) {
  useTitle(title)
  return (
    <div className={css.page}>
      <div className={css.column}>
        <header className={css.head}><Wordmark /></header>
        <main id="main" className={css.main}>
          <div className={css.form}>
            <h1 className={css.title} tabIndex={-1}>{title}</h1>
            {sentence !== undefined && <p className={css.sentence}>{sentence}</p>}
            <div className={css.fields}>{children}</div>
            {help !== undefined && <p className={css.help}>{help}</p>}
          </div>
        </main>
        <footer className={css.foot}>Countersign {version}. Self-hosted. Not affiliated with DigiCert.</footer>
      </div>
      <div className={css.panel} aria-hidden>
        <svg viewBox="0 0 24 24" fill="none" strokeWidth="2.5" className={css.mark}>
          <path d="M16.5 4H9.5a4.5 4.5 0 0 0 0 9h2" className={css.first} />
          <path d="M7.5 20h7a4.5 4.5 0 0 0 0-9h-2" className={css.second} />
        </svg>
      </div>
    </div>
  )
}
