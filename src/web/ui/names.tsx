import type { ReactNode } from 'react'
import css from './names.module.css'

export type NameLine = { name: string; detail?: ReactNode }

/** Names that something is done to, at most six, then how many more. */
export function Names({ names, most = 6 }: { names: readonly NameLine[]; most?: number }) {
  const more = names.length - most
  return (
    <div className={css.names}>
      <ul className={css.list}>
        {names.slice(0, most).map(({ name, detail }, at) => (
          <li key={at} className={css.line}>
            <span className={css.name}>{name}</span>
            {detail !== undefined && <span className={css.detail}>{detail}</span>}
          </li>
        ))}
      </ul>
      {more > 0 && <p className={css.more}>and {more} more</p>}
    </div>
  )
}
