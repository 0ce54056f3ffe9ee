import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { preloadLate } from './late.tsx'

/** Wrap the whole app in it. Variables, fonts and base rules are style sheets of index.html; here what opens later is fetched when the page has `settled`. */
export function Look({ settled, children }: { settled: () => boolean; children: ReactNode }) {
  useEffect(() => preloadLate(settled), [settled])
  return children
}

export type ThemeChoice = 'light' | 'dark' | 'system'

const key = 'countersign.theme'
const changed = new EventTarget()

function read(): ThemeChoice {
  try {
    const stored = localStorage.getItem(key)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

function choose(choice: ThemeChoice): void {
  try {
    localStorage.setItem(key, choice)
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
  document.documentElement.dataset.theme = choice === 'system' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : choice
  changed.dispatchEvent(new Event('change'))
}

const subscribe = (listener: () => void) => {
  changed.addEventListener('change', listener)
  window.addEventListener('storage', listener)
  return () => {
    changed.removeEventListener('change', listener)
    window.removeEventListener('storage', listener)
  }
}

/** What the person chose, and how to choose again. `public/theme.js` applies it before the first paint and follows the system. */
export function useThemeChoice(): [choice: ThemeChoice, choose: (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, read), choose]
}
