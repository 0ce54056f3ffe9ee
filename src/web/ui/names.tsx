import { type ReactNode, useState } from 'react'
import css from './names.module.css'
import { TextButton } from './text-link.tsx'

export type NameLine = { name: string; detail?: ReactNode }

/** More than these nobody reads, and the browser would lay out every one. */
const mostLines = 1000

/** Names that something is done to: at most six at first, then all of them in a list that scrolls. */
export function Names({ names, most = 6 }: { names: readonly NameLine[]; most?: number }) {
  const [all, setAll] = useState(false)
  const shown = Math.min(names.length, all ? mostLines : most)
  const more = names.length - shown
  const list = (
    <ul className={css.list}>
      {names.slice(0, shown).map(({ name, detail }, at) => (
        <li key={at} className={css.line}>
          <span className={css.name}>{name}</span>
          {detail !== undefined && <span className={css.detail}>{detail}</span>}
        </li>
      ))}
    </ul>
  )
  return (
    <div className={css.names}>
      {all ? (
        // What scrolls has to be reached by keyboard; the button that opened it is gone, so the focus comes here.
        <div
          className={css.scroll}
          role="group"
          aria-label={more > 0 ? `The first ${shown}` : `All ${names.length}`}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
          tabIndex={0}
          ref={(node) => node?.focus()}
        >
          {list}
        </div>
      ) : (
        list
      )}
      {more > 0 && (
        <p className={css.more}>
          and {more.toLocaleString('en')} more. {!all && <TextButton onClick={() => setAll(true)}>Show all</TextButton>}
        </p>
      )}
    </div>
  )
}
