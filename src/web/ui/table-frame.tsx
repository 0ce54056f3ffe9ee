import { CircleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icon.tsx'
import css from './table.module.css'
import { TextButton } from './text-link.tsx'

/** The card around a table; scrolls sideways when the columns need more. Over and under it what does not scroll: strip and pages. */
export function TableCard({ above, below, children }: { above?: ReactNode; below?: ReactNode; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const node = box.current
    if (!node) return
    const measure = () => node.toggleAttribute('data-wide', node.scrollWidth > node.clientWidth)
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    if (node.firstElementChild) observer.observe(node.firstElementChild)
    return () => observer.disconnect()
  }, [])

  return <div className={css.card}>{above}<div ref={box} className={css.scroll}>{children}</div>{below}</div>
}

export type CardProps = {
  check?: ReactNode
  head: ReactNode
  status?: ReactNode
  menu?: ReactNode
  pairs: readonly { label: string; value: ReactNode }[]
  detail?: ReactNode
  selected?: boolean
  density?: 'compact' | 'comfortable'
}

/** One row on a phone. */
export function Card({ check, head, status, menu, pairs, detail, selected, density }: CardProps) {
  return (
    <div className={css.phoneCard} data-selected={selected || undefined} data-checks={check !== undefined || undefined} data-density={density}>
      <div className={css.phoneHead}>
        {check}
        <div className={css.phoneName}>{head}</div>
        {status}
        {menu}
      </div>
      <dl className={css.pairs}>
        {pairs.map(({ label, value }) => (
          <div key={label} className={css.pair}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {detail !== undefined && <div className={css.phoneDetail}>{detail}</div>}
    </div>
  )
}

/** The line under a table. */
export function TableFoot({ children }: { children: ReactNode }) {
  return <div className={css.foot}>{children}</div>
}

/** In that line: reading again failed. */
export function TableFault({ children, onRetry }: { children: ReactNode; onRetry: () => void }) {
  return (
    <span className={css.fault}>
      <Icon glyph={CircleAlert} size={14} />
      <span>{children} <TextButton onClick={onRetry}>Try again</TextButton></span>
    </span>
  )
}
