import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import type { ReactNode } from 'react'

/**
 * Emotion with the nonce of this response (docs/security.md). The browser hides a nonce from
 * `getAttribute`, so it is read as a property. `prepend` keeps MUI's rules before our style sheets.
 */
function makeCache() {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  return createCache({ key: 'cs', prepend: true, nonce: meta?.nonce || undefined })
}

const cache = makeCache()

export function StyleCache({ children }: { children: ReactNode }) {
  return <CacheProvider value={cache}>{children}</CacheProvider>
}
