import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { late } from '../../ui/late.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useZone } from '../../ui/zone.tsx'
import type { Verification } from './verify.ts'
import { stoppedWords, verdictWords } from './words.ts'

/** It comes with the first walk: what draws it is of few pages. */
const Progress = late(() => import('../../ui/progress.tsx').then((part) => part.Progress))

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
