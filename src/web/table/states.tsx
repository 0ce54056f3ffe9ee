import { CloudOff, RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { failureOf } from '../client/failure.ts'
import { wordsFor } from '../client/words.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import type { Glyph } from '../ui/icon.tsx'

/** What comes here, and the first action. */
export function NothingYet({ icon, title, sentence, action }: { icon: Glyph; title: string; sentence: string; action?: ReactNode }) {
  return <Empty icon={icon} title={title} action={action}>{sentence}</Empty>
}

/** Why it is not here. A list is only read, so nothing can have been changed. */
export function NotLoaded({ things, error, onRetry }: { things: string; error: unknown; onRetry: () => void }) {
  const failure = failureOf(error)
  return (
    <Empty
      icon={CloudOff}
      tone="bad"
      announce
      title={`The ${things} could not be loaded`}
      code={failure.requestId === undefined ? undefined : `request ${failure.requestId}`}
      action={<Button icon={RotateCcw} onClick={onRetry}>Try again</Button>}
    >
      {wordsFor(failure)} Nothing was changed.
    </Empty>
  )
}
