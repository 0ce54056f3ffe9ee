import { refusalOn, type Wire, type VendorErrors } from '#contract/wire.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { problems, type FieldError, type Problem, type ProblemCode } from '#contract/problem.ts'

/** A refusal on its way to the caller: one code, one sentence, the fields at fault, and headers such as `Retry-After`. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly errors: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ProblemCode, detail: string, errors: readonly FieldError[] = [], headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.name = 'ProblemError'
    this.code = code
    this.errors = errors
    this.headers = headers
  }

  get status(): number {
    return problems[this.code][0]
  }
}

/** What a caller of `fail` may leave out of a field error: the pointer follows from the field, the code from the problem. */
export interface FieldFault {
  field: string
  pointer?: string
  code?: ProblemCode
  message: string
}

/** Refuses the request. `detail` is for people and never holds a secret, SQL, or anything of another user. */
export function fail(code: ProblemCode, detail: string, errors: readonly FieldFault[] = [], headers?: Record<string, string>): never {
  const full = errors.map((fault) => ({
    field: fault.field,
    pointer: fault.pointer ?? `/${fault.field.replaceAll('.', '/')}`,
    code: fault.code ?? code,
    message: fault.message,
  }))
  throw new ProblemError(code, detail, full, headers)
}

/** Refuses with 404: absent and not yours are the same answer, to the letter. */
export const notFound = (): never => fail('not-found', 'There is nothing at this address, or it is not yours to see.')

/** Refuses with 404 what a vendor offers and we do not, or nobody does: the caller need not look for rights that are missing. */
export const notOffered = (): never => fail('not-found', 'This call is not offered here.')

/** The body of a refusal (RFC 9457). */
export function problemBody(error: ProblemError, requestId: string): Problem {
  const [status, title] = problems[error.code]
  return { type: `/docs#${error.code}`, title, status, detail: error.message, code: error.code, requestId, errors: [...error.errors] }
}

/** The same refusal as a vendor says it: one entry a fault, the field's name in the place of `*` or, where the code has none, before the sentence. */
export function vendorProblem(wire: Wire, error: ProblemError, endpoint: Endpoint | undefined): { status: number; body: VendorErrors } {
  const { status, message } = refusalOn(wire, error.code, endpoint?.wire)
  // A body that is no object at all has no field at fault.
  const malformed = refusalOn(wire, 'not-json').code
  const faults = error.errors.length > 0 ? error.errors : [{ code: error.code, field: '', message: error.message }]
  const errors = faults.map((fault) => {
    const { code } = refusalOn(wire, fault.code, endpoint?.wire)
    return {
      code: code.endsWith('|*') ? (fault.field === '' ? malformed : code.slice(0, -1) + fault.field) : code,
      message: message ?? ((wire === 'one' || code === malformed) && fault.field !== '' ? `${fault.field}: ${fault.message}` : fault.message),
    }
  })
  return { status, body: { errors } }
}

/** Refuses a change of something that somebody else changed since the caller read it: `what` is `key`, `connector`. */
export function unchanged(
  ifMatch: number | undefined,
  { version }: { version: number },
  what: string,
  words = `The ${what} was changed since you read it. Read it again, then decide.`,
): void {
  if (ifMatch !== undefined && ifMatch !== version) fail('changed-meanwhile', words)
}

/** Says what an operator must do; shown without a stack. */
export class CannotStart extends Error {}
