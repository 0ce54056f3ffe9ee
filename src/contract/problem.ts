import { z } from './zod.ts'

/**
 * Every error code the DNS API and the console's API can answer, with its HTTP status and its short title.
 * The code is what clients branch on (S7); the title is for people who read raw replies.
 */
export const problems = {
  'not-json': [400, 'The body is not JSON'],
  'too-deep': [400, 'The body is nested too deeply'],
  'duplicate-field': [400, 'A field is given twice'],
  'unknown-field': [400, 'A field is not known here'],
  required: [400, 'A required field is missing'],
  'invalid-value': [400, 'A value is not acceptable'],
  'too-long': [400, 'A value is too long'],
  'looks-like-existing': [400, 'The name looks like an existing one'],
  'invalid-filter': [400, 'The filter cannot be understood'],
  'invalid-cursor': [400, 'The cursor cannot be used'],
  'secret-required': [400, 'A new secret is required'],
  'secret-not-base64': [400, 'The secret is not base64'],
  'secret-looks-like-hex': [400, 'The secret looks like hex'],
  'secret-too-short': [400, 'The secret is too short'],
  'secret-too-long': [400, 'The secret is too long'],
  'address-not-allowed': [400, 'This address is not asked'],
  'credential-in-url': [400, 'Credentials do not belong in a URL'],
  'bad-idempotency-key': [400, 'The Idempotency-Key cannot be used'],
  'incomplete-body': [400, 'The body was cut off'],
  'malformed-request': [400, 'The request is not HTTP as it should be'],
  'not-signed-in': [401, 'Sign in first'],
  // In the errors of `not-signed-in` alone: why a session that was shown is none.
  'session-expired': [401, 'The session has expired'],
  'session-ended': [401, 'The session was ended'],
  'session-of-another': [401, 'Somebody else is signed in'],
  'invalid-credential': [401, 'The credential is not valid'],
  'wrong-password': [401, 'The password is not right'],
  'not-allowed': [403, 'You may not do this'],
  csrf: [403, 'The request did not come from the console'],
  'confirmation-required': [403, 'Confirm it is you first'],
  'not-found': [404, 'There is no such thing here'],
  'method-not-allowed': [405, 'This method is not offered here'],
  'not-acceptable': [406, 'No acceptable representation'],
  'api-key-limit': [409, 'Two API keys already exist'],
  'name-taken': [409, 'The name is taken'],
  'last-administrator': [409, 'The last administrator must stay'],
  'auth-key-exists': [409, 'An AuthKey is in use'],
  'several-auth-keys': [409, 'There are several AuthKeys'],
  'base-url-not-allowed': [409, 'The base URL is not on the list of allowed ones'],
  'tsig-key-in-use': [409, 'The TSIG key is in use'],
  'nameserver-in-use': [409, 'The nameserver is in use'],
  'rollover-open': [409, 'The key is being rolled over'],
  'undo-not-loaded': [409, 'Not every server has gone back yet'],
  'rollover-over': [409, 'The rollover is over'],
  'no-uses': [409, 'The key has no uses'],
  'use-exists': [409, 'This use stands there already'],
  'not-in-this-state': [409, 'Its state forbids this'],
  'limit-reached': [409, 'There are as many as there may be'],
  'request-running': [409, 'The same request is still running'],
  'secret-no-longer-available': [409, 'The secret is no longer available'],
  'secret-unreadable': [409, 'The stored secret cannot be opened'],
  'setup-done': [409, 'The first administrator exists already'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'changed-meanwhile': [412, 'It was changed meanwhile'],
  'too-large': [413, 'The request is too large'],
  'expectation-failed': [417, 'The expectation cannot be met'],
  'idempotency-key-reused': [422, 'The Idempotency-Key was used for another request'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The headers are too large'],
  internal: [500, 'Something broke here'],
  'not-ready': [503, 'The server is not ready'],
  busy: [503, 'The server is busy'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof problems
export const ProblemCode = z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]])

/** One fault of one field. `pointer` is a JSON Pointer (RFC 6901) into the body, or `""` for headers and queries. */
export const FieldError = z.object({
  field: z.string(),
  pointer: z.string(),
  code: ProblemCode,
  message: z.string(),
})
export type FieldError = z.infer<typeof FieldError>

/** `application/problem+json` (RFC 9457) with our `code`, `requestId` and `errors`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: ProblemCode,
  requestId: z.string(),
  errors: z.array(FieldError),
})
export type Problem = z.infer<typeof Problem>
