import { credentialKindNames, credentialKinds } from '#contract/credential-kinds.ts'
import type { InventoryEvent } from '#contract/inventory.ts'

/** What was done, of the last part of an action: `api-key.rotate`. What stands in none of these reads as it is. */
const done: Readonly<Record<string, string>> = {
  create: 'Created', 'create-for-other': 'Created', update: 'Changed', rotate: 'Rotated', delete: 'Deleted', revoke: 'Revoked', reactivate: 'Made active',
  reveal: 'Revealed', export: 'Exported', import: 'Imported', check: 'Checked',
  disable: 'Disabled', enable: 'Enabled', invite: 'Invited', allow: 'Changed what may be asked:', accept: 'Accepted', complete: 'Set up', end: 'Ended',
  'end-session': 'Ended a session of', confirm: 'Confirmed', 'request-token': 'Made a request token with',
}
const kinds: Readonly<Record<string, string>> = {
  ...Object.fromEntries(credentialKindNames.map((kind) => [kind, credentialKinds[kind].some])),
  connector: 'a connector', user: 'a user', session: 'a session', view: 'a view', audit: 'the audit log',
}

/** `Rotated` `terraform-prod`; a thing without a name is called by its kind. */
export function activityWords({ action, object, outcome }: InventoryEvent): { denied: boolean; did: string; what: string } {
  const [, verb = action] = /\.([a-z-]+)$/.exec(action) ?? []
  const denied = outcome.startsWith('denied')
  return { denied, did: denied ? verb.replaceAll('-', ' ') : (done[verb] ?? action), what: object.name || kinds[object.kind] || object.kind || 'something' }
}
