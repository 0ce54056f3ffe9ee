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

/** Tabs inside a dialog (ARIA APG: tabs with automatic activation). They wrap; on a phone they scroll sideways. MUI's are 5 kB for one dialog. */
export function TabList<Value extends string>({ label, tabs, value, onChange, autoFocus = false, children }: TabListProps<Value>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (autoFocus) list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus({ preventScroll: true })
  }, [autoFocus])

  function onKeyDown(event: KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab.value === value)
    const places: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }
    const place = places[event.key]
    if (place === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const to = (place + tabs.length) % tabs.length
    onChange(tabs[to]!.value)
    list.current?.querySelectorAll('button')[to]?.focus()
  }

  return (
    <div className={css.tabs}>
      <div ref={list} role="tablist" tabIndex={-1} aria-label={label} className={css.list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-${tab.value}`}
            className={css.tab}
            aria-selected={tab.value === value}
            aria-controls={tab.value === value ? `${id}-panel` : undefined}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className={css.panel}>
        {children}
      </div>
    </div>
  )
}
