import { useRef } from 'react'
import type { Called } from '#contract/endpoint.ts'
import { makeStale } from '../client/query-client.ts'
import { failureOf } from '../client/failure.ts'

interface Attempt<Body> {
  values: string
  body: Body
  idempotencyKey: string
}

/**
 * Making a value is asked for once, however often it is sent. When the answer was lost (and once more on the client's
 * own second try), pressing Save again on an unchanged form sends the very same request, so that the server gives the
 * answer it gave before: no second key, and the value is not lost. Presets count from "now", hence the body is kept.
 * `stale`: what shows whether it was done all the same.
 */
export function useAttempt<Values, Body, Reply>(bodyOf: (values: Values) => Body, send: (attempt: Attempt<Body>) => Promise<Reply>, stale: readonly Called[]) {
  const lost = useRef<Attempt<Body>>(undefined)

  return async (given: Values): Promise<{ reply: Reply; idempotencyKey: string }> => {
    const values = JSON.stringify(given)
    const attempt = lost.current?.values === values ? lost.current : { values, body: bodyOf(given), idempotencyKey: crypto.randomUUID() }
    lost.current = undefined
    try {
      return { reply: await send(attempt), idempotencyKey: attempt.idempotencyKey }
    } catch (thrown) {
      if (failureOf(thrown).lost) {
        lost.current = attempt
        // It may have been done: the list behind the dialog is to show it.
        void makeStale(...stale)
      }
      throw thrown
    }
  }
}
