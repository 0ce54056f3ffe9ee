import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import { ThemeProvider, useColorScheme } from '@mui/material/styles'
import { type ReactNode, useEffect } from 'react'
import { preloadLate } from './late.tsx'
import { theme } from './theme.ts'

/** Where `public/theme.js` looks too, which applies the choice before the first paint. */
const key = 'countersign.theme'

/**
 * Emotion with the nonce of this response (docs/security.md). The browser hides a nonce from `getAttribute`, so it is read as a
 * property. `prepend` keeps MUI's rules before our style sheets.
 */
const cache = createCache({ key: 'cs', prepend: true, nonce: document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce || undefined })

/** Paper is white: a dark page is printed as the light one, and is dark again after it. */
function useLightOnPaper() {
  useEffect(() => {
    const root = document.documentElement
    let dark = false
    const before = () => {
      dark = root.dataset['theme'] === 'dark'
      if (dark) root.dataset['theme'] = 'light'
    }
    const after = () => {
      if (dark) root.dataset['theme'] = 'dark'
    }
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [])
}

/** Around the whole app: the theme and its variables. What opens later is fetched when the page has `settled`. */
export function Look({ settled, children }: { settled: () => boolean; children: ReactNode }) {
  useEffect(() => preloadLate(settled), [settled])
  useLightOnPaper()
  return <CacheProvider value={cache}><ThemeProvider theme={theme} modeStorageKey={key} noSsr>{children}</ThemeProvider></CacheProvider>
}

export type ThemeChoice = 'light' | 'dark' | 'system'

/** What the person chose, and how to choose again. */
export function useThemeChoice(): [choice: ThemeChoice, choose: (choice: ThemeChoice) => void] {
  const { mode = 'system', setMode } = useColorScheme()
  return [mode, setMode]
}
