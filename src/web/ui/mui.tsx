import { ThemeProvider } from '@mui/material/styles'
import type { ReactNode } from 'react'
import { StyleCache } from './style-cache.tsx'
import { theme } from './theme.ts'

// Without `colorSchemes` MUI neither writes the variables (`theme.css` has them) nor turns `data-theme` (`look.tsx` does).
const { colorSchemes: _schemes, ...bare } = theme

/** Around every part of MUI's: the theme, and Emotion with the nonce. */
export function Mui({ children }: { children: ReactNode }) {
  return <StyleCache><ThemeProvider theme={bare}>{children}</ThemeProvider></StyleCache>
}
