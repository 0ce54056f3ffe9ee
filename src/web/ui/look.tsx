import './base.css'
import { ThemeProvider, useColorScheme } from '@mui/material/styles'
import type { ReactNode } from 'react'
import { StyleCache } from './style-cache.tsx'
import { theme } from './theme.ts'

const key = 'countersign.theme'

/** One key, as `public/theme.js` reads it. MUI asks for two more (the scheme per mode); they get nothing. */
const storageManager = ({ key: asked }: { key: string; storageWindow?: Window | null }) => ({
  get(fallback: unknown) {
    if (asked !== key) return fallback
    try {
      return localStorage.getItem(key) ?? fallback
    } catch {
      return fallback
    }
  },
  set(value: unknown) {
    if (asked !== key) return
    try {
      localStorage.setItem(key, String(value))
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
  },
  subscribe(handler: (value: unknown) => void) {
    const listen = (event: StorageEvent) => {
      if (event.key === asked) handler(event.newValue)
    }
    window.addEventListener('storage', listen)
    return () => window.removeEventListener('storage', listen)
  },
})

/** Everything that makes the console look like itself: base sheet, fonts, theme, Emotion's nonce. Wrap the whole app in it. */
export function Look({ children }: { children: ReactNode }) {
  return (
    <StyleCache>
      <ThemeProvider theme={theme} defaultMode="system" modeStorageKey={key} storageManager={storageManager} noSsr>
        {children}
      </ThemeProvider>
    </StyleCache>
  )
}

export type ThemeChoice = 'light' | 'dark' | 'system'

/** What the person chose, and how to choose again. */
export function useThemeChoice(): [choice: ThemeChoice, choose: (choice: ThemeChoice) => void] {
  const { mode, setMode } = useColorScheme()
  return [mode ?? 'system', setMode]
}
