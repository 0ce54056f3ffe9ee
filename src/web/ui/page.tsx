import type { ReactNode } from 'react'
import css from './page.module.css'

/** Title row (actions right, primary last), one sentence, then the content. One `h1` a page. */
export function Page({ title, sentence, actions, tabs, children, narrow }: {
  title: string
  sentence?: ReactNode
  actions?: ReactNode
  tabs?: ReactNode
  children?: ReactNode
  /** One column of 560 px: forms and wizards. */
  narrow?: boolean
}) {
  return (
    <div className={css.page} data-narrow={narrow || undefined}>
      <header className={css.head}>
        <div className={css.words}>
          <h1 className={css.title} tabIndex={-1}>{title}</h1>
          {sentence !== undefined && <p className={css.sentence}>{sentence}</p>}
        </div>
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </header>
      {tabs}
      {children}
    </div>
  )
}

/** A part of a page with its own heading. */
export function Section({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  return (
    <section className={css.section}>
      <div className={css.sectionHead}>
        <h2 className={css.sectionTitle}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** A line of help under a table or a form. */
export function Small({ children }: { children: ReactNode }) {
  return <p className={css.small}>{children}</p>
}
