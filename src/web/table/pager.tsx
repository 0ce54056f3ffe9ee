import { ChevronLeft, ChevronRight } from 'lucide-react'
import { memo, useState } from 'react'
import { totalCap } from '#contract/lists.ts'
import { Choice } from '../ui/choice.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import type { Glyph } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'
import css from '../ui/list-table.module.css'
import { countText, grouped } from './count-words.ts'
import { sizes } from './list-state.ts'

type PagerProps = { page: number; size: number; total: number; capped: boolean; onPage: (page: number) => void; onSize: (size: number) => void }

const options = sizes.map((size) => ({ value: String(size), label: String(size) }))

/** The foot: **Rows per page**, which rows these are of how many, and the way to others. */
export const Pager = memo(function Pager({ page, size, total, capped, onPage, onSize }: PagerProps) {
  const from = Math.min(total, (page - 1) * size + 1)
  const to = Math.min(total, page * size)
  const last = Math.ceil(Math.min(total, totalCap) / size)
  const deepest = capped && page * size >= totalCap
  return (
    <nav aria-label="Pages" className={css.pager}>
      <span className={css.pagerWord} aria-hidden>
        Rows per page
      </span>
      <Size size={size} onSize={onSize} />
      <span className={css.range}>
        {grouped(from)}–{grouped(to)} of {countText(total, capped)}
      </span>
{last > 1 && <Go key={page} page={page} last={last} onPage={onPage} />}
      <Turn label="Previous page" icon={ChevronLeft} to={page - 1} onPage={onPage} disabledReason={page > 1 ? undefined : 'This is the first page.'} />
      <Turn
        label="Next page"
        icon={ChevronRight}
        to={page + 1}
        onPage={onPage}
        disabledReason={deepest ? `Pages reach ${grouped(totalCap)} rows deep. Filter to go further.` : to < total ? undefined : 'This is the last page.'}
      />
    </nav>
  )
})

// While one types only the words between them change.
const Size = memo(function Size({ size, onSize }: Pick<PagerProps, 'size' | 'onSize'>) {
  return <Choice label="Rows per page" options={options} value={String(size)} onChange={(value) => onSize(Number(value))} />
})

/** Which page this is, and a way to any other: typed, and gone to by Enter or by leaving it. */
function Go({ page, last, onPage }: { page: number; last: number; onPage: (page: number) => void }) {
  const [text, setText] = useState(String(page))
  function go() {
    const wanted = Math.min(last, Math.max(1, Math.trunc(Number(text))))
    if (Number.isNaN(wanted) || wanted === page) setText(String(page))
    else onPage(wanted)
  }
  return (
    <form
      className={css.goTo}
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
    >
      <Input
        bar
        inputMode="numeric"
        aria-label={`Page, of ${grouped(last)}`}
        maxLength={6}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={go}
      />
      <span aria-hidden>of {grouped(last)}</span>
    </form>
  )
}

const Turn = memo(function Turn({ to, onPage, ...rest }: { label: string; icon: Glyph; to: number; onPage: (page: number) => void; disabledReason?: string }) {
  return <IconButton {...rest} onClick={() => onPage(to)} />
})
