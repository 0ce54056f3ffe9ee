import type { Failure, FailureCode } from './failure.ts'

type Words = string | ((failure: Failure) => string)

/** The server says it best: it knows which key, and where. */
const asTold = (failure: Failure) => failure.detail || 'This cannot be done as things are now. Look at it again.'

const misunderstood = 'The console and the server did not understand each other. Reload the page and try again.'

/** The one catalogue: what happened and what to do next, for people (S7). The server owns the codes, this page the words. */
const catalogue: Record<FailureCode, Words> = {
  'not-json': misunderstood,
  'too-deep': misunderstood,
  'duplicate-field': misunderstood,
  'unknown-field': 'This page is older than the server. Reload it and try again.',
  required: 'Something is missing. Fill in the fields that are marked.',
  'invalid-value': 'Something here cannot be accepted. Change the fields that are marked.',
  'too-long': 'Something here is too long. Shorten the fields that are marked.',
  'looks-like-existing': 'This name is easily mistaken for one that exists. Choose one that differs more.',
  'invalid-filter': 'The filter cannot be understood. Change it, or clear the filters.',
  'invalid-cursor': 'This place in the list is gone. Start from the first page.',
  'secret-required': 'The new algorithm needs a new secret. Type one, or choose Auto-Generate Key.',
  'secret-not-base64': asTold,
  'secret-looks-like-hex': asTold,
  'secret-too-short': asTold,
  'secret-too-long': asTold,
  'credential-in-url': 'A credential was in the address. Remove it there, and replace that credential: addresses are logged.',
  'bad-idempotency-key': misunderstood,
  'incomplete-body': 'The connection broke off. Try again.',
  'malformed-request': misunderstood,
  'not-signed-in': 'You are signed out. Sign in and try again.',
  'session-expired': 'Your session has expired. Sign in and try again.',
  'session-ended': 'Your session was ended. Sign in and try again.',
  'session-of-another': 'Somebody else is signed in here now. Sign in and try again.',
  'invalid-credential': 'This is wrong, expired or deleted. Check it, or use another.',
  'wrong-password': 'The password is not right. Try again.',
  'not-allowed': 'You may not do this. Ask an administrator.',
  csrf: misunderstood,
  'confirmation-required': 'Confirm first that it is you, then try again.',
  'not-found': (failure) => failure.errors.length === 0
    ? 'It is not there (any more). It may have been deleted: look at the list again.'
    : `Nothing was changed, because not all of them are there any more: ${failure.errors.map(({ message }) => message).join(', ')}. Look at the list again.`,
  'method-not-allowed': misunderstood,
  'not-acceptable': misunderstood,
  'api-key-limit': 'There are two API keys already, the most a user can have. Delete one first, or rotate it to get a new value.',
  'name-taken': 'This name is taken. Choose another.',
  'last-administrator': 'This is the last administrator. Make somebody else one first.',
  'auth-key-exists': 'auth_key_exists_for_account: an AuthKey is in use already. Delete it first, or make one with a lifetime.',
  'several-auth-keys': asTold,
  'base-url-not-allowed': asTold,
  'tsig-key-in-use': asTold,
  'nameserver-in-use': asTold,
  'rollover-open': asTold,
  'undo-not-loaded': asTold,
  'rollover-over': asTold,
  'no-uses': asTold,
  'use-exists': asTold,
  'address-not-allowed': asTold,
  'not-in-this-state': asTold,
  'limit-reached': asTold,
  'request-running': asTold,
  'secret-no-longer-available': 'It was made, but its value can no longer be shown. Rotate the key to get a new value.',
  'secret-unreadable': asTold,
  'setup-done': asTold,
  'request-timeout': 'The connection is too slow or broke off. Try again.',
  'changed-meanwhile': 'It was changed meanwhile. Reload to see what it is now, then change it again.',
  'too-large': 'This is too large to be sent. Shorten it.',
  'expectation-failed': asTold,
  'idempotency-key-reused': 'Two requests were mixed up. Reload the page and look whether the change was made.',
  'too-many-requests': (failure) => `Too many attempts. Try again ${waitOf(failure)}.`,
  'headers-too-large': asTold,
  internal: 'The server could not finish this. Try again; if it stays so, give an administrator the request number.',
  'not-ready': 'The server is not ready yet. Try again in a moment.',
  busy: 'The server is busy. Try again in a moment.',
  network: 'The server cannot be reached. Check the connection and try again.',
  timeout: 'The server did not answer in ten seconds. Try again.',
  unexpected: (failure) => failure.status === 0
    ? 'The console could not finish this. Reload the page and try again.'
    : `The server gave an answer that the console does not understand (${failure.detail || failure.status}). Reload the page and try again.`,
}

const ours: readonly string[] = ['network', 'timeout', 'unexpected'] satisfies FailureCode[]

/** Is this one of the server's codes? There are words for each. */
export const isServerCode = (code: string): boolean => Object.hasOwn(catalogue, code) && !ours.includes(code)

/** What to tell a person about a failure: what happened, then what to do. */
export function wordsFor(failure: Failure): string {
  const words = catalogue[failure.code]
  return typeof words === 'string' ? words : words(failure)
}

/** "in 40 seconds", "in 15 minutes": how long the server asks to wait. */
export function waitOf({ retryAfter }: Failure): string {
  if (retryAfter === undefined) return 'in a few minutes'
  if (retryAfter <= 90) return retryAfter === 1 ? 'in a second' : `in ${Math.max(2, Math.ceil(retryAfter))} seconds`
  if (retryAfter <= 5400) return `in ${Math.ceil(retryAfter / 60)} minutes`
  return `in ${Math.ceil(retryAfter / 3600)} hours`
}
