import { failureOf } from '../../client/failure.ts'
import { wordsFor } from '../../client/words.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Reading the list again failed: the cards stay, and this says how old they may be. */
export function ReadAgain({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Notice tone="bad" announce action={<Button size="small" onClick={onRetry}>Try again</Button>}>
      The tokens could not be read again; these are the last ones. {wordsFor(failureOf(error))}
    </Notice>
  )
}
