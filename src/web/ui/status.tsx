import { Ban, CircleCheck, CircleHelp, CirclePause, CircleX, Clock3, RotateCw, TriangleAlert } from 'lucide-react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import css from './status.module.css'

/** Every word a status can say, its colour and its icon (design.md, Status). */
export const statusWords = {
  Active: ['ok', CircleCheck],
  Valid: ['ok', CircleCheck],
  Accepted: ['ok', CircleCheck],
  Passed: ['ok', CircleCheck],
  'Up to date': ['ok', CircleCheck],
  'Expires soon': ['warn', Clock3],
  'Bad time': ['warn', Clock3],
  Behind: ['warn', Clock3],
  Silent: ['warn', TriangleAlert],
  Warning: ['warn', TriangleAlert],
  'Bad truncation': ['warn', TriangleAlert],
  Rotating: ['info', RotateCw],
  Expired: ['bad', CircleX],
  Failed: ['bad', CircleX],
  'Unknown key': ['bad', CircleX],
  'Bad signature': ['bad', CircleX],
  'Unsigned reply': ['bad', CircleX],
  'Forged reply': ['bad', CircleX],
  Unreachable: ['bad', CircleX],
  Timeout: ['bad', CircleX],
  Malformed: ['bad', CircleX],
  'Not found': ['bad', CircleX],
  Future: ['bad', Clock3],
  Clash: ['bad', CircleX],
  Invalid: ['bad', CircleX],
  New: ['ok', CircleCheck],
  'Already here': ['mute', CircleCheck],
  Duplicate: ['mute', Ban],
  Weak: ['warn', TriangleAlert],
  Refused: ['bad', Ban],
  Denied: ['bad', Ban],
  Revoked: ['mute', Ban],
  'Kept out': ['warn', Clock3],
  Disabled: ['mute', CirclePause],
  Invited: ['mute', Clock3],
  Moved: ['ok', CircleCheck],
  Partly: ['warn', Clock3],
  'Not moved': ['bad', CircleX],
  Quiet: ['ok', CircleCheck],
  'In use': ['warn', Clock3],
  'Not enforced': ['bad', CircleX],
  'New accepted': ['ok', CircleCheck],
  'Old accepted': ['ok', CircleCheck],
  'Old refused': ['ok', CircleCheck],
  'Signs with new': ['ok', CircleCheck],
  'Old is gone': ['ok', CircleCheck],
  'Waits for you': ['warn', Clock3],
  Waits: ['info', Clock3],
  Planned: ['mute', Clock3],
  Running: ['info', RotateCw],
  Paused: ['warn', CirclePause],
  Finished: ['ok', CircleCheck],
  Undone: ['mute', Ban],
  'Not checked': ['none', CircleHelp],
  'Not told': ['none', CircleHelp],
} as const

export type StatusWord = keyof typeof statusWords

/** Icon and word; colour third. `verdict` tints the fine ones too (a sheet's head). */
export function Status({ word, verdict }: { word: StatusWord; verdict?: boolean }) {
  const [tone, glyph] = statusWords[word]
  return (
    <span className={cx(css.status, css[tone], verdict && css.verdict)}>
      <Icon glyph={glyph} size={14} />
      {word}
    </span>
  )
}
