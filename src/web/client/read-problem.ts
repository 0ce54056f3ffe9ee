import type { FieldError, Problem, ProblemCode } from '#contract/problem.ts'
import { isServerCode } from './words.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isCode = (value: unknown): value is ProblemCode => isText(value) && isServerCode(value)

function readFieldError(value: unknown): FieldError | undefined {
  if (!isObject(value)) return undefined
  const { field, pointer, code, message } = value
  return isText(field) && isText(pointer) && isCode(code) && isText(message) ? { field, pointer, code, message } : undefined
}

/**
 * A body that came over the wire as a problem, or `undefined` for what is none (a page of a proxy's, a body cut short, a code
 * of a newer server). Just what `Problem.safeParse` says (read-problem.test.ts), without zod: every page of the console needs it.
 */
export function readProblem(body: unknown): Problem | undefined {
  if (!isObject(body) || !Array.isArray(body['errors'])) return undefined
  const { type, title, status, detail, code, requestId } = body
  const errors = body['errors'].map(readFieldError).filter((error) => error !== undefined)
  if (!isText(type) || !isText(title) || !Number.isSafeInteger(status) || !isText(detail) || !isCode(code) || !isText(requestId)) return undefined
  return errors.length === body['errors'].length ? { type, title, status: status as number, detail, code, requestId, errors } : undefined
}
