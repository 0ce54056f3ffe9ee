import { CloudOff, RotateCcw, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { failureOf } from '../client/failure.ts'
import { wordsFor } from '../client/words.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import type { Glyph } from '../ui/icon.tsx'
import { thingsText } from './count-words.ts'
import type { Things } from './list-table-props.ts'

/** What comes here, and the first action. */
export function NothingYet({ icon, title, sentence, action }: { icon: Glyph; title: string; sentence: string; action?: ReactNode }) {
  return <Empty icon={icon} title={title} action={action}>{sentence}</Empty>
}

/** The filters in words, how many rows they hide, and the way out. */
export function NoMatch({
  things,
  words,
  hidden,
  capped,
  onClear,
}: {
  things: Things
  words: string
  hidden: number | undefined
  capped: boolean
  onClear: () => void
}) {
  return (
    <Empty icon={SearchX} title={`No ${things.one} matches`} action={<Button onClick={onClear}>Clear filters</Button>}>
      {words}.{hidden !== undefined && ` ${thingsText(hidden, things, capped)} ${hidden === 1 ? 'is' : 'are'} hidden by this.`}
    </Empty>
  )
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
