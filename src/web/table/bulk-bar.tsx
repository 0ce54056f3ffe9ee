import { useEffect } from 'react'
import { Button } from '../ui/button.tsx'
import css from '../ui/list-table.module.css'
import { BulkMenu, type BulkState } from './strip.tsx'

const height = '56px'

/** On a phone: at the bottom edge while something is selected; toasts stand above it. */
export function BulkBar({ bulk }: { bulk: BulkState }) {
  const on = bulk.count > 0
  useEffect(() => {
    if (!on) return
    document.documentElement.style.setProperty('--bulk-bar', height)
    return () => void document.documentElement.style.removeProperty('--bulk-bar')
  }, [on])

  return (
    <>
      {on && <div className={css.bulkRoom} aria-hidden />}
      <div className={on ? css.bulk : undefined} role="region" aria-label="Selection">
        <span aria-live="polite" className={css.chosen}>{on ? bulk.words : ''}</span>
        {on && (
          <span className={css.bulkEnd}>
            <Button variant="quiet" onClick={bulk.onClear}>Clear selection</Button>
            <BulkMenu items={bulk.items} only={bulk.only} disabled={bulk.disabled} />
          </span>
        )}
      </div>
    </>
  )
}
