import { ChevronDown, CircleAlert } from 'lucide-react'
import { memo, type ReactNode, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { type Glyph, Icon } from '../ui/icon.tsx'
import css from '../ui/list-table.module.css'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'
import { SkeletonBar } from '../ui/skeleton-bar.tsx'
import { useStable } from './use-stable.ts'

export type BulkState = {
  /** How many are selected. */
  count: number
  /** `3 selected`, with how many of them are on other pages. */
  words: string
  /** `Select all 214`, while that is more than is selected. */
  allWords?: string
  onAll: () => void
  onClear: () => void
  items: () => MenuItems
  /** Instead of the menu. */
  only?: { label: string; icon: Glyph; run: () => void }
  /** Why nothing can be done yet. */
  disabled?: string
}

type StripProps = {
  /** `214 keys`; `undefined` while that is not known. */
  count: string | undefined
  bulk?: BulkState
  failed: boolean
  /** Reading it again failed: the rows are the last ones. */
  fault?: ReactNode
}

/** The same while one types in the search and ticks one box more; and the same button when the reason goes. */
export const BulkMenu = memo(function BulkMenu({ items, only, disabled }: Pick<BulkState, 'items' | 'only' | 'disabled'>) {
  if (only) return <Button size="small" icon={only.icon} disabledReason={disabled} onClick={only.run}>{only.label}</Button>
  return (
    <MenuButton
      items={items}
      align="left"
      renderButton={(opener) => (
        <Button size="small" iconEnd={ChevronDown} disabledReason={disabled} {...opener}>
          Actions
        </Button>
      )}
    />
  )
})

const Choose = memo(function Choose({ words, run }: { words: string; run: () => void }) {
  return <Button variant="quiet" size="small" onClick={run}>{words}</Button>
})

/** The line over the heads: how many there are, and what can be done with those selected. As high when nothing is. */
export function Strip({ count, bulk, failed, fault }: StripProps) {
  const strip = useRef<HTMLDivElement>(null)
  const selected = bulk !== undefined && bulk.count > 0
  /** The button that was pressed goes: the next one takes the focus, once it is there. */
  const stay = (act?: () => void) => {
    act?.()
    setTimeout(() => strip.current?.querySelector<HTMLElement>('button')?.focus())
  }
  const { onClear, onAll } = useStable({ onClear: () => stay(bulk?.onClear), onAll: () => stay(bulk?.onAll) })
  return (
    <div ref={strip} className={css.strip} data-selected={selected || undefined}>
      {bulk && <span aria-live="polite" className={css.chosen}>{selected ? bulk.words : ''}</span>}
      {bulk && <BulkMenu items={bulk.items} only={bulk.only} disabled={bulk.disabled} />}
      {selected && <Choose words="Clear selection" run={onClear} />}
      {selected && bulk.allWords !== undefined && <Choose words={bulk.allWords} run={onAll} />}
      <span role="status" className={css.count}>{failed ? <NotLoadedYet /> : (count ?? <SkeletonBar width="short" />)}</span>
      {fault}
    </div>
  )
}

const NotLoadedYet = () => <span className={css.fault}><Icon glyph={CircleAlert} size={14} />Not loaded</span>
