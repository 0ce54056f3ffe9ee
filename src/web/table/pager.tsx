import { ChevronLeft, ChevronRight } from 'lucide-react'
import { totalCap } from '#contract/page.ts'
import { Choice } from '../ui/choice.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import css from '../ui/list-table.module.css'
import { countText } from './count-words.ts'
import { sizes } from './list-state.ts'

type PagerProps = { page: number; size: number; total: number; capped: boolean; onPage: (page: number) => void; onSize: (size: number) => void }

const options = sizes.map((size) => ({ value: String(size), label: String(size) }))

/** The foot: **Rows per page**, which rows these are of how many, and the way to others. */
export function Pager({ page, size, total, capped, onPage, onSize }: PagerProps) {
  const from = Math.min(total, (page - 1) * size + 1)
  const to = Math.min(total, page * size)
  const more = to < total
  const deepest = capped && page * size >= totalCap
  return (
    <nav aria-label="Pages" className={css.pager}>
      <span className={css.pagerWord} aria-hidden>Rows per page</span>
      <Choice label="Rows per page" options={options} value={String(size)} onChange={(value) => onSize(Number(value))} />
      <span className={css.range}>{from.toLocaleString('en')}–{to.toLocaleString('en')} of {countText(total, capped)}</span>
      <IconButton label="Previous page" icon={ChevronLeft} disabledReason={page > 1 ? undefined : 'This is the first page.'} onClick={() => onPage(page - 1)} />
      <IconButton label="Next page" icon={ChevronRight} disabledReason={deepest ? `Pages reach ${totalCap.toLocaleString('en')} rows deep. Filter to go further.` : more ? undefined : 'This is the last page.'} onClick={() => onPage(page + 1)} />
    </nav>
  )
}
