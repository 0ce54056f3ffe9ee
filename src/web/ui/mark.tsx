import css from './mark.module.css'

/** A C and the same C turned half round. First stroke in `text`, second in `accent`. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" strokeWidth="2.5" aria-hidden>
      <path d="M16.5 4H9.5a4.5 4.5 0 0 0 0 9h2" className={css.first} />
      <path d="M7.5 20h7a4.5 4.5 0 0 0 0-9h-2" className={css.second} />
    </svg>
  )
}

export function Wordmark() {
  return (
    <span className={css.wordmark}>
      <Mark />
      Countersign
    </span>
  )
}
