import type { ReactNode } from 'react'
import { failureOf } from '../client/failure.ts'
import { wordsFor } from '../client/words.ts'
import { TableFoot, TableFault } from '../ui/table-frame.tsx'

/** The line under the table. When reading it again failed, the rows stay and this says how old they may be. */
export function Refreshed({ failure, onRetry, things, children }: { failure: unknown; onRetry: () => void; things: string; children: ReactNode }) {
  const failed = failure !== undefined && failure !== null
  return (
    <TableFoot>
      <span aria-live="polite">
        {failed && (
          <TableFault onRetry={onRetry}>{`The ${things} could not be read again; these are the last ones. ${wordsFor(failureOf(failure))}`}</TableFault>
        )}
      </span>
      {children}
    </TableFoot>
  )
}
