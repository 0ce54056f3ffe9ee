/** What an auth token may do, in words; actions it has no words for are shown as they are. */
const words: Readonly<Record<string, string>> = {
  'api-key.list': 'List API keys',
  'api-key.read': 'Read one API key',
  'api-key.create': 'Generate API keys',
  'api-key.create-for-other': 'Generate API keys for other users',
  'api-key.update': 'Change API keys',
  'api-key.rotate': 'Rotate API keys',
  'api-key.delete': 'Delete API keys',
  'auth-token.read': 'Say whose token it is',
  'auth-token.introspect': 'Ask whether a token is live',
}

export const wordsForAction = (action: string) => words[action] ?? action
