import { ThemeContext } from '@emotion/react'
import DefaultPropsProvider from '@mui/material/DefaultPropsProvider'
import type { ReactNode } from 'react'
import { StyleCache } from './style-cache.tsx'
import { theme } from './theme.ts'

/**
 * Around every part of MUI's: the theme, and Emotion with the nonce. Not MUI's ThemeProvider: what it has beyond this writes
 * the variables (`theme.css` has them), turns `data-theme` (`look.tsx` does) and puts themes into one another.
 */
export function Mui({ children }: { children: ReactNode }) {
  return <StyleCache><ThemeContext value={theme}><DefaultPropsProvider value={theme.components as object}>{children}</DefaultPropsProvider></ThemeContext></StyleCache>
}
