import { credentialKindNames, credentialKinds } from '#contract/credential-kinds.ts'
import { runMax } from '#contract/lists-of-overview.ts'

/*
 * A row of the trail as people say it. The trail's own words (`certcentral-key.create`, `done`) stand in the opened row, in exports and
 * in filters; an action that is new here reads as it is.
 */

/** Of the last part of an action: what was done, and what it is to do it. */
const verbs: Readonly<Record<string, readonly [did: string, todo: string]>> = {
  create: ['Created', 'create'],
  'create-for-other': ['Created', 'create'],
  update: ['Changed', 'change'],
  rotate: ['Rotated', 'rotate'],
  delete: ['Deleted', 'delete'],
  revoke: ['Revoked', 'revoke'],
  reactivate: ['Made active', 'make active'],
  reveal: ['Revealed the secret of', 'reveal the secret of'],
  export: ['Exported', 'export'],
  import: ['Imported', 'import'],
  check: ['Checked', 'check'],
  deliver: ['Changed the delivery of', 'change the delivery of'],
  use: ['Changed the uses of', 'change the uses of'],
  fetch: ['Fetched the file of', 'fetch the file of'],
  report: ['Reported what is run by', 'report what is run by'],
  plan: ['Planned', 'plan'],
  advance: ['Took on', 'take on'],
  undo: ['Took back a step of', 'take back a step of'],
  run: ['Checked', 'check'],
  worsened: ['Found worse in a check:', 'find worse in a check:'],
  disable: ['Disabled', 'disable'],
  enable: ['Enabled', 'enable'],
  unlock: ['Unlocked', 'unlock'],
  invite: ['Invited', 'invite'],
  read: ['Looked at', 'look at'],
  list: ['Listed', 'list'],
  verify: ['Verified', 'verify'],
  statement: ['Made a statement of', 'make a statement of'],
  introspect: ['Asked about', 'ask about'],
  end: ['Ended', 'end'],
  acknowledge: ['Acknowledged', 'acknowledge'],
  'end-session': ['Ended a session of', 'end a session of'],
  'request-token': ['Made a request token with', 'make a request token with'],
}

/** Actions that are no verb and object. With `as`, its object is the person who was meant. */
const whole: Readonly<Record<string, readonly [did: string, todo: string, as?: true]>> = {
  'session.create': ['Signed in', 'sign in', true],
  'session.end': ['Signed out', 'sign out'],
  'session.confirm': ['Confirmed that it is them', 'confirm that it is them'],
  'invitation.accept': ['Accepted the invitation', 'accept an invitation'],
  'setup.complete': ['Set up Countersign', 'set up Countersign'],
  'password.update': ['Changed the password', 'change the password'],
  'profile.update': ['Changed the name', 'change the name'],
  'connector.allow': ['Changed which base URLs are allowed', 'change which base URLs are allowed'],
  'reply.acknowledge': ['Acknowledged a value that was shown', 'acknowledge a value that was shown'],
  'tsig-check.cancel': ['Cancelled the check of all TSIG keys', 'cancel the check of all TSIG keys'],
  'tsig-check.schedule': ['Changed when TSIG keys are checked', 'change when TSIG keys are checked'],
  'audit.break': ['Found the trail broken', 'find the trail broken'],
  'audit.archive': ['Moved old rows of the trail into an archive', 'move old rows of the trail into an archive'],
  'root-key.rotate': ['Replaced the root key', 'replace the root key'],
}

/** `one`: before a name; `some`: where there is none. */
const kinds: Readonly<Record<string, readonly [one: string, some: string]>> = {
  ...Object.fromEntries(credentialKindNames.map((kind) => [kind, [credentialKinds[kind].one, credentialKinds[kind].some]] as const)),
  connector: ['connector', 'a connector'],
  nameserver: ['nameserver', 'a nameserver'],
  rollover: ['the rollover of', 'a rollover'],
  'tsig-checks': ['', 'all TSIG keys'],
  user: ['user', 'a user'],
  session: ['a session of', 'a session'],
  view: ['view', 'a view'],
  audit: ['', 'the audit log'],
  'account-facts': ['', 'the account facts'],
}

/** What a row is told by: of the list, or of the overview. */
export interface Told {
  action: string
  object: { kind: string; name: string }
  outcome: string
  /** How often in a row, of things that are not named then. */
  times?: number
}

export interface Sentence {
  /** `Rotated API key`, `Tried to sign in as`. */
  text: string
  /** What it was done to, to stand out; empty where nothing has a name. */
  name: string
  /** `asked`: the password was asked for first, as it is before a secret is shown. */
  how: 'done' | 'denied' | 'asked' | 'other'
}

/** Of what the trail holds, which may be called as every object's own parts are. */
const known = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined => (Object.hasOwn(table, name) ? table[name] : undefined)

export function sentenceOf({ action, object, outcome, times = 1 }: Told): Sentence {
  const how = outcome === 'done' ? 'done' : outcome.startsWith('denied') ? 'denied' : outcome.startsWith('asked') ? 'asked' : 'other'
  const tried = how === 'denied' || how === 'asked'
  const [, verb = action] = /\.([a-z-]+)$/.exec(action) ?? []
  const special = known(whole, action)
  const words = special ?? known(verbs, verb)
  if (words === undefined) return { text: action, name: object.name, how }
  const begin = tried ? `${how === 'asked' ? 'Was asked who it is, to' : 'Tried to'} ${words[1]}` : words[0]
  if (special !== undefined && times > 1) return { text: begin, name: timesText(times), how }
  if (special !== undefined) return tried && special[2] && object.name !== '' ? { text: `${begin} as`, name: object.name, how } : { text: begin, name: '', how }
  const [one, some] = known(kinds, object.kind) ?? [object.kind.replaceAll('-', ' '), `a ${object.kind.replaceAll('-', ' ')}`]
  if (times > 1) return one === '' ? { text: `${begin} ${some}`, name: timesText(times), how } : { text: begin, name: severalOf(object.kind, times), how }
  return object.name === '' || one === '' ? { text: `${begin} ${some}`.trim(), name: '', how } : { text: `${begin} ${one}`, name: object.name, how }
}

/** What is not named is counted as far as is looked: `200+ times`. */
const timesText = (times: number) => `${times}${times >= runMax ? '+' : ''} times`

/** `30 API keys`, `200+ users`. */
function severalOf(kind: string, times: number): string {
  const number = `${times.toLocaleString('en')}${times >= runMax ? '+' : ''}`
  return `${number} ${known<{ many: string }>(credentialKinds, kind)?.many ?? `${kind.replaceAll('-', ' ')}s`}`
}

/** The same in one line. */
export const sentenceText = (of: Told): string => {
  const { text, name } = sentenceOf(of)
  return name === '' ? text : `${text} ${name}`
}

/** Why it was refused, of the trail's `denied: not-found`; `undefined` where it was not. */
export function whyDenied(outcome: string): string | undefined {
  const [, code] = /^denied: (.*)$/.exec(outcome) ?? []
  if (code === undefined) return undefined
  return code === 'invalid-credential' ? 'wrong credential' : code.replaceAll('-', ' ')
}

/** What it was done with: `session:01a2…` is a session. The id stands in the opened row. */
export function credentialWords(credential: string): string | undefined {
  if (credential === 'none' || credential === '') return undefined
  const [kind = ''] = credential.split(':')
  const one = kind === 'session' ? 'session' : (known(kinds, kind)?.[0] ?? kind.replaceAll('-', ' '))
  return one === '' ? credential : one.charAt(0).toUpperCase() + one.slice(1)
}

/** `Done`, `Denied: not found`, `Asked first`. */
export function outcomeWords(outcome: string): string {
  const why = whyDenied(outcome)
  if (why !== undefined) return `Denied: ${why}`
  return outcome.startsWith('asked') ? 'Asked first' : outcome.charAt(0).toUpperCase() + outcome.slice(1)
}
