import MuiCard from '@mui/material/Card'
import type { ReactNode } from 'react'

/** A border and no shadow. */
export function Card({ children, as = 'div', label }: { children: ReactNode; as?: 'div' | 'section' | 'article' | 'li'; label?: string }) {
  return <MuiCard component={as} aria-label={label}>{children}</MuiCard>
}
