import { type ReactNode, useState } from 'react'
import css from './names.module.css'
import { TextButton } from './text-link.tsx'

export type NameLine = { name: string; detail?: ReactNode }

/** Names that something is done to: at most six at first, then all of them in a list that scrolls. */
export function Names({ names, most = 6 }: { names: readonly NameLine[]; most?: number }) {
  const [all, setAll] = useState(false)
  const more = all ? 0 : names.length - most
  const list = (
    <ul className={css.list}>
      {names.slice(0, all ? undefined : most).map(({ name, detail }, at) => (
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
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
        <div className={css.scroll} role="group" aria-label={`All ${names.length}`} tabIndex={0} ref={(node) => node?.focus()}>{list}</div>
      ) : list}
      {more > 0 && <p className={css.more}>and {more} more. <TextButton onClick={() => setAll(true)}>Show all</TextButton></p>}
    </div>
  )
}
