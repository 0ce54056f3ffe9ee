import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { Verification } from './verify.ts'
import { verdictWords } from './words.ts'

/** Over the table: how the walk goes, then what it found. */
export function Verdict({ of }: { of: Verification }) {
  if (of.state === 'none') return null
  if (of.state === 'failed') return <FailureNotice error={of.error} />
  if (of.state === 'running') {
    const rows = of.rows === undefined ? 'every row' : `${of.rows.toLocaleString('en')} rows`
    // The seconds are not announced: only that it began, and then the verdict.
    return <Notice announce>Walking the chain: {rows} {of.rows === 1 ? 'is' : 'are'} read again and hashed anew.{of.seconds > 1 && <span aria-hidden> {of.seconds} seconds so far.</span>}</Notice>
  }
  const { verdict, todo } = verdictWords(of.verdict)
  return <Notice tone={of.verdict.holds ? 'ok' : 'bad'} announce><strong>{verdict}</strong>{todo !== undefined && <> {todo}</>}</Notice>
}
