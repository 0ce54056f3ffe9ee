import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** What a link asked for and could not have, over a table that works. */
export function Problems({ problems, onClear }: { problems: readonly string[]; onClear: () => void }) {
  if (problems.length === 0) return null
  return (
    <Notice tone="warn" announce action={<Button size="small" onClick={onClear}>Clear filters</Button>}>
      {problems.join(' ')}
    </Notice>
  )
}
