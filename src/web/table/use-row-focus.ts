import { type KeyboardEvent, type RefObject, useState } from 'react'

/**
 * Roving focus: one row at a time is in the order of Tab, and j, k or the arrows go from row to row; right and left go
 * through the row's own controls.
 */
export function useRowFocus(box: RefObject<HTMLElement | null>, first: string | undefined) {
  const [focused, setFocused] = useState<string>()
  const rows = () => [...(box.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const here = () => document.activeElement?.closest<HTMLElement>('[data-row]') ?? undefined

  function go(step: 1 | -1): void {
    const all = rows()
    const current = here() ?? all.find((row) => row.dataset.row === focused)
    const at = current ? all.indexOf(current) : -1
    const next = here() === undefined && current !== undefined ? current : all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = here()
    const target = event.target as HTMLElement
    if (!row || event.ctrlKey || event.metaKey || event.altKey || !row.contains(target) || target.matches('input:not([type=checkbox]), textarea')) return
    const controls = [row, ...row.querySelectorAll<HTMLElement>('button, a[href], input')]
    const at = controls.indexOf(document.activeElement as HTMLElement)
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(1),
      ArrowUp: () => go(-1),
      ArrowRight: () => controls[Math.min(controls.length - 1, at + 1)]?.focus(),
      ArrowLeft: () => controls[Math.max(0, at - 1)]?.focus(),
      Home: () => rows()[0]?.focus(),
      End: () => rows().at(-1)?.focus(),
    }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    move()
  }

  const active = focused !== undefined && rows().some((row) => row.dataset.row === focused) ? focused : first
  return {
    /** The row that Tab reaches. */
    active,
    go,
    /** The row that keys like `x` are about. */
    current: () => here()?.dataset.row,
    bind: { onKeyDown, onFocus: () => setFocused(here()?.dataset.row) },
  }
}
