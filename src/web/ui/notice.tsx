import Alert from '@mui/material/Alert'
import { CircleAlert, CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

const tones = {
  warn: { severity: 'warning', variant: 'standard', glyph: TriangleAlert },
  bad: { severity: 'error', variant: 'standard', glyph: CircleX },
  ok: { severity: 'success', variant: 'standard', glyph: CircleCheck },
  info: { severity: 'info', variant: 'standard', glyph: Info },
  fact: { severity: 'info', variant: 'outlined', glyph: CircleAlert },
} as const

/** One per view. `fact` is plain; `announce` for those that appear after something was done. */
export function Notice({
  tone = 'fact',
  announce,
  children,
  action,
}: {
  tone?: keyof typeof tones
  announce?: boolean
  children: ReactNode
  action?: ReactNode
}) {
  const { glyph, ...look } = tones[tone]
  return (
    <Alert {...look} icon={<Icon glyph={glyph} />} role={announce ? (tone === 'bad' || tone === 'warn' ? 'alert' : 'status') : 'none'} action={action}>
      {children}
    </Alert>
  )
}
