import { failureOf } from '../client/failure.ts'
import { wordsFor } from '../client/words.ts'
import { Mono } from '../ui/mono.tsx'
import { Notice } from '../ui/notice.tsx'

/** A failure where the person acted (S6): what happened, what to do, and the request's number for an administrator. */
export function FailureNotice({ error }: { error: unknown }) {
  const failure = failureOf(error)
  return (
    <Notice tone="bad" announce>
      {wordsFor(failure)}
      {failure.status >= 500 && failure.requestId !== undefined && <> <Mono wrap>request {failure.requestId}</Mono></>}
    </Notice>
  )
}
