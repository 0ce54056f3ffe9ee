import type { LucideIcon } from 'lucide-react'

export type Glyph = LucideIcon

/** 16 px at stroke 1.75; 14 px (rows, statuses, headers) at stroke 2; 20 px for Account and empty states. */
export function Icon({ glyph: Shape, size = 16, className }: { glyph: Glyph; size?: 14 | 16 | 20; className?: string }) {
  return <Shape size={size} strokeWidth={size === 14 ? 2 : 1.75} absoluteStrokeWidth={false} aria-hidden className={className} />
}
