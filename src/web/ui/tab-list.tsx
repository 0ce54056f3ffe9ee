import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import css from './tab-list.module.css'

export type TabListProps<Value extends string> = {
  label: string
  tabs: readonly { value: Value; label: string }[]
  value: Value
  onChange: (value: Value) => void
  /** The focus begins on the chosen tab. */
  autoFocus?: boolean
  /** What the chosen tab shows. */
  children: ReactNode
}

/** Tabs inside a dialog (ARIA APG: tabs with automatic activation). They wrap; on a phone they scroll sideways. */
export function TabList<Value extends string>({ label, tabs, value, onChange, autoFocus = false, children }: TabListProps<Value>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const at = tabs.findIndex((tab) => tab.value === value)

  useEffect(() => {
    if (autoFocus) list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus({ preventScroll: true })
  }, [autoFocus])

  useEffect(() => {
    // `nearest` alone would scroll the page as well.
    const [box, tab] = [list.current, list.current?.querySelector<HTMLElement>('[aria-selected=true]')]
    if (!box || !tab) return
    if (tab.offsetLeft < box.scrollLeft) box.scrollLeft = tab.offsetLeft - 16
    else if (tab.offsetLeft + tab.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = tab.offsetLeft + tab.offsetWidth - box.clientWidth + 16
  }, [value])

  function onKeyDown(event: KeyboardEvent) {
    const moves: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }
    const next = tabs[((moves[event.key] ?? -1) + tabs.length) % tabs.length]
    if (moves[event.key] === undefined || !next) return
    event.preventDefault()
    onChange(next.value)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus()
  }

  return (
    <div className={css.tabs}>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the focus is on the tabs (ARIA APG) */}
      <div ref={list} role="tablist" aria-label={label} className={css.list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => {
          const on = tab.value === value
          return (
            <button key={tab.value} type="button" role="tab" id={`${id}-${tab.value}`} data-tab={tab.value} aria-selected={on} aria-controls={on ? `${id}-panel` : undefined} tabIndex={on ? 0 : -1} className={css.tab} onClick={() => onChange(tab.value)}>
              {tab.label}
            </button>
          )
        })}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className={css.panel}>{children}</div>
    </div>
  )
}
