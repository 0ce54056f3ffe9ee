import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { type ReactNode, useEffect, useId, useRef } from 'react'
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

  useEffect(() => {
    if (autoFocus) list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus({ preventScroll: true })
  }, [autoFocus])

  return (
    <div className={css.tabs}>
      <Tabs ref={list} aria-label={label} data-pills selectionFollowsFocus value={value} onChange={(_, chosen: Value) => onChange(chosen)}>
        {tabs.map((tab) => (
          <Tab key={tab.value} value={tab.value} label={tab.label} id={`${id}-${tab.value}`} aria-controls={tab.value === value ? `${id}-panel` : undefined} />
        ))}
      </Tabs>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className={css.panel}>
        {children}
      </div>
    </div>
  )
}
