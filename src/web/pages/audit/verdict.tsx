import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useZone } from '../../ui/zone.tsx'
import type { Verification } from './verify.ts'
import { stoppedWords, verdictWords } from './words.ts'

/** Over the table: how far the walk is, then what it found. */
export function Verdict({ of, onCancel }: { of: Verification; onCancel: () => void }) {
  // Words of times are below.
  useZone()
  if (of.state === 'none') return null
  if (of.state === 'failed') return <FailureNotice error={of.error} />
  if (of.state === 'running') return <Progress label="Walking the chain" done={of.through} of={of.last} onCancel={onCancel} />
  if (of.state === 'stopped') return <Notice announce>{stoppedWords(of.verdict)}</Notice>
  const { verdict, todo } = verdictWords(of.verdict)
  return <Notice tone={of.verdict.holds ? 'ok' : 'bad'} announce><strong>{verdict}</strong>{todo !== undefined && <> {todo}</>}</Notice>
}
