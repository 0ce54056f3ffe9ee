import { useEffect, useEffectEvent, useState } from 'react'

const storageKey = 'countersign.shortcuts'

function stored(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off'
  } catch {
    return true
  }
}

/** Whether single keys do something; a person can turn them off (WCAG 2.1.4). */
export function useKeysOn(): [on: boolean, turn: (on: boolean) => void] {
  const [on, setOn] = useState(stored)
  return [on, (next) => {
    setOn(next)
    try {
      if (next) localStorage.removeItem(storageKey)
      else localStorage.setItem(storageKey, 'off')
    } catch {
      // Storage is refused: it lasts as long as the page.
    }
  }]
}

const typesInto =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]:not([contenteditable=false]), [role=combobox], [role=textbox]'
const covering = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'

/** Keys over a table. While one types, or something is open over the page, they are what they always are. */
export function useShortcuts(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>, on: boolean): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target.closest(typesInto) || document.querySelector(covering)) return
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
    if (!act) return
    event.preventDefault()
    act(event)
  })
  useEffect(() => {
    if (!on) return
    const listen = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [on])
}
