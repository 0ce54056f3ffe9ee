import { CircleX } from 'lucide-react'
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Anchor } from './anchor.tsx'
import { monthsIn } from './dates.ts'
import { Icon } from './icon.tsx'
import { placeMarks, type Moment } from './timeline-marks.ts'
import css from './timeline.module.css'
import { useZone } from './zone.tsx'

export type Lane = { id: string; label: string; /** What is over already. */ past: ReactNode; moments: readonly Moment[] }

const dayMs = 86_400_000

/**
 * What happens in the next `days`, a row a kind: filled soon, hollow later, a diamond for the end of an old value. Marks are
 * links. It is drawn for the eye; a table beside it says the same.
 */
export function Timeline({ lanes, now, days, soonDays, hrefOf, words }: {
  lanes: readonly Lane[]
  now: number
  days: number
  soonDays: number
  hrefOf: (lane: string, ids: readonly string[]) => string
  /** What a mark is called. */
  words: (moments: readonly Moment[]) => string
}) {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const span = days * dayMs
  // Before the first drawing, so that no mark moves.
  useLayoutEffect(() => {
    const node = box.current
    if (!node) return
    const measure = () => setWidth(node.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  // Time goes on every minute; marks move by less than a pixel in half an hour.
  const from = Math.floor(now / (dayMs / 48)) * (dayMs / 48)
  const drawn = useMemo(() => lanes.map(({ moments }) => (width === 0 ? [] : placeMarks(moments, { from, span, width }))), [lanes, from, span, width])
  const months = monthsIn(from, span, useZone())
  /** Words in the head stand where they have room. */
  const pixels = (time: number) => (time / span) * width
  const at = (time: number) => `${((time - from) / span) * 100}%`

  return (
    <div className={css.card}>
      <div className={css.scroll}>
        <div className={css.grid} style={{ gridTemplateRows: `32px repeat(${lanes.length}, 36px)` }}>
          <div className={css.head} style={{ gridArea: '1 / 1' }}>
            Kind
          </div>
          <div className={css.head} style={{ gridArea: '1 / 2' }}>
            Expired
          </div>
          <div className={css.head} style={{ gridArea: '1 / 3' }} />
          <div ref={box} className={css.over} aria-hidden>
            <span className={css.soon} style={{ width: `${(soonDays / days) * 100}%` }} />
            {months.map(({ at: time, name }) => (
              <span key={time}>
                <span className={css.month} style={{ left: at(time) }} />
                {pixels(time - from) > 52 && pixels(from + span - time) > 14 + 7 * name.length && (
                  <span className={css.word} style={{ left: at(time) }}>
                    {name}
                  </span>
                )}
              </span>
            ))}
            {!months.some(({ at: time }) => Math.abs(pixels(time - from - soonDays * dayMs)) < 72) && (
              <span className={css.word} data-soon style={{ left: `${(soonDays / days) * 100}%` }}>
                {soonDays} days
              </span>
            )}
            <span className={css.today} />
            <span className={css.word} data-today>
              Today
            </span>
          </div>
          {lanes.map(({ id, label, past }, row) => [
            <div key={`${id} name`} className={css.cell} data-name style={{ gridArea: `${row + 2} / 1` }}>
              {label}
            </div>,
            <div key={`${id} past`} className={css.cell} style={{ gridArea: `${row + 2} / 2` }}>
              {past}
            </div>,
            <div key={id} className={css.track} style={{ gridArea: `${row + 2} / 3` }}>
              {drawn[row]!.map(({ x, moments, label: named }) => (
                <span key={moments[0]!.id} className={css.mark} style={{ left: x }}>
                  <Anchor
                    href={hrefOf(
                      id,
                      moments.map((moment) => moment.id),
                    )}
                    className={css.link}
                    aria-label={words(moments)}
                    title={words(moments)}
                  >
                    <Sign look={moments[0]!.look} many={moments.length} />
                    {named && moments[0]!.name}
                  </Anchor>
                </span>
              ))}
            </div>,
          ])}
        </div>
      </div>
    </div>
  )
}

/** What is over already, where it is anything: in red, with its icon. */
export const Past = ({ children }: { children: ReactNode }) => <span className={css.past}><Icon glyph={CircleX} size={14} />{children}</span>

const Sign = ({ look, many = 1 }: { look: Moment['look']; many?: number }) => (
  <span className={css.sign} data-look={look} data-many={many > 1 || undefined}>
    {many > 1 && many}
  </span>
)

/** What the marks mean. */
export function TimelineLegend({ items }: { items: readonly { look: Moment['look']; words: string }[] }) {
  return <ul className={css.legend}>{items.map(({ look, words }) => <li key={look}><Sign look={look} />{words}</li>)}</ul>
}
