import { isCodeFailure } from './reload-once.ts'
import type { FieldError, ProblemCode } from '#contract/problem.ts'

/** The server's own codes, and the three ways in which no answer of the server's comes back. */
export type FailureCode = ProblemCode | 'network' | 'timeout' | 'unexpected'

interface Facts {
  code: FailureCode
  status?: number
  detail?: string
  requestId?: string | undefined
  errors?: readonly FieldError[]
  retryAfter?: number | undefined
}

/** Why a call did not succeed. Branch on `code` (S7); `detail` is for logs and support, `wordsFor` for people. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly detail: string
  readonly requestId: string | undefined
  readonly errors: readonly FieldError[]
  /** Seconds to wait, when the server said so. */
  readonly retryAfter: number | undefined

  constructor({ code, status = 0, detail = '', requestId, errors = [], retryAfter }: Facts) {
    super(detail || code)
    this.code = code
    this.status = status
    this.detail = detail
    this.requestId = requestId
    this.errors = errors
    this.retryAfter = retryAfter
  }

  /** No answer came, so what was asked may have been done all the same. */
  get lost(): boolean {
    return this.code === 'network' || this.code === 'timeout'
  }
}

/** Anything that was thrown, as a `Failure`. */
export const failureOf = (thrown: unknown): Failure =>
  thrown instanceof Failure
    ? thrown
    : isCodeFailure(thrown)
      ? new Failure({ code: 'network' })
      : new Failure({ code: 'unexpected', detail: thrown instanceof Error ? thrown.message : String(thrown) })
