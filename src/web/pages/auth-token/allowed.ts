import type { Action } from '#contract/permissions.ts'

/** What a program can do with an auth token, in words. Who a person is may allow more, but by other doors (a session). */
const words: Partial<Record<Action, string>> = {
  'api-key.list': 'List API keys',
  'api-key.read': 'Read one API key',
  'api-key.create': 'Generate API keys',
  'api-key.create-for-other': 'Generate API keys for other users',
  'api-key.update': 'Change API keys',
  'api-key.rotate': 'Rotate API keys',
  'api-key.delete': 'Delete API keys',
  'tsig-key.list': 'List TSIG keys',
  'tsig-key.read': 'Read one TSIG key, without its secret',
  'tsig-key.create': 'Add TSIG keys',
  'tsig-key.update': 'Change TSIG keys',
  'tsig-key.delete': 'Delete TSIG keys',
  'tsig-key.reveal': 'Show secrets of TSIG keys',
  'tsig-key.export': 'Export TSIG keys, with their secrets',
  'tsig-key.import': 'Import TSIG keys',
  'tsig-key.remind': 'Say when TSIG keys are due to be replaced',
  'auth-token.read': 'Say whose token it is',
  'auth-token.introspect': 'Ask whether a token is live',
}

/** The allowed actions that an auth token can be used for, in the order above. */
export const wordsForAllowed = (allowed: readonly string[]) => Object.entries(words).filter(([action]) => allowed.includes(action)).map(([, text]) => text)
