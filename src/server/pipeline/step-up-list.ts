import { sql } from 'kysely'
import { createApiKey, rotateApiKey } from '#contract/api-keys.ts'
import { exportAudit } from '#contract/audit.ts'
import { makeStatement } from '#contract/audit-statement.ts'
import { createAuthKey, createRequestToken, revealAuthKey } from '#contract/auth-keys.ts'
import { createCertcentralKeys, updateCertcentralKey } from '#contract/certcentral-keys.ts'
import { allowBase } from '#contract/connectors.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { exportFile, setDelivery } from '#contract/nameserver-delivery.ts'
import { createOneToken, updateOneToken } from '#contract/one-tokens.ts'
import { covers } from '#contract/restrictions.ts'
import { createTsigKey, exportTsigKey, revealTsigSecret, updateTsigKey } from '#contract/tsig-keys.ts'
import { createUser, enableUser, inviteUser, updateUser } from '#contract/users.ts'
import type { Database, Store, Tx } from '../db/store.ts'
import type { Call } from './route.ts'

/** Does this call need it? Asked in the transaction of the change; what it looks at is locked until the end. */
type When<E extends Endpoint> = (call: Call<E>, db: Database | Tx, store: Store) => boolean | Promise<boolean>

export interface StepUp {
  readonly endpoint: Endpoint
  readonly when: When<Endpoint>
  /** Begins the sentence of the refusal: `Showing a secret`. */
  readonly what: string
}

const always = () => true

/**
 * The caller is an administrator. Whatever key they make or rotate is their own, with all their rights, or a way into somebody's
 * account; a standard user reaches no key but their own.
 */
const byAdministrator = ({ actor }: Pick<Call, 'actor'>) => actor?.user.role === 'administrator'

async function userRow(db: Database | Tx, store: Store, id: string) {
  await store.lock(db, 'users', id)
  return db.selectFrom('users as u').where('u.id', '=', id)
    .select(['u.email', 'u.role', 'u.password', sql<number>`(SELECT count(*) FROM credentials c WHERE c.owner_id = u.id)`.as('keys')]).executeTakeFirst()
}

/** There is an account behind the link: they have set a password, they have the role, or somebody made keys for them. */
const opensAnAccount: When<typeof inviteUser> = async ({ params }, db, store) => {
  const user = await userRow(db, store, params.userId)
  return user !== undefined && (user.password !== null || user.role === 'administrator' || user.keys > 0)
}

const anotherRole: When<typeof updateUser> = async ({ params, body }, db, store) =>
  body.role !== undefined && body.role !== ((await userRow(db, store, params.userId))?.role ?? body.role)

/** People sign in by it, and other services know them by it (`username` of introspection). */
const anotherAddress: When<typeof updateUser> = async ({ params, body }, db, store) =>
  body.email !== undefined && body.email !== ((await userRow(db, store, params.userId))?.email ?? body.email)

/** The key may then do what it may not now: for whoever holds its value that is another key. */
const wider: When<typeof updateCertcentralKey> = async (call, db, store) => {
  const wanted = call.body.restrictedToRoleId
  if (wanted === undefined || !byAdministrator(call)) return false
  await store.lock(db, 'credentials', call.params.keyId)
  const row = await db
    .selectFrom('certcentral_keys')
    .select('restricted_to_role_id as restriction')
    .where('credential_id', '=', call.params.keyId)
    .executeTakeFirst()
  return row !== undefined && !covers(row.restriction, wanted)
}

/** A value that was dead works again. */
const enabled: When<typeof updateOneToken> = (call) => byAdministrator(call) && call.body.status === 'enabled'

const row = <const E extends Endpoint>(endpoint: E, when: When<E>, what: string): StepUp => ({ endpoint, when: when as unknown as When<Endpoint>, what })

/** The list: what needs the password again, when, and what the refusal calls it. */
export const stepUps: readonly StepUp[] = [
  row(createApiKey, byAdministrator, 'Making an API key'),
  row(rotateApiKey, byAdministrator, 'Rotating an API key'),
  row(createCertcentralKeys, byAdministrator, 'Making a CertCentral API key'),
  row(updateCertcentralKey, wider, 'Letting a CertCentral API key do more'),
  row(createOneToken, byAdministrator, 'Making an API token'),
  row(updateOneToken, enabled, 'Enabling an API token'),
  row(createTsigKey, ({ body }) => body.secret === undefined, 'Making a secret'),
  row(updateTsigKey, ({ body }) => body.secret !== undefined, 'Replacing a secret'),
  row(revealTsigSecret, always, 'Showing a secret'),
  row(exportTsigKey, always, 'Exporting a secret'),
  row(createAuthKey, always, 'Making an AuthKey'),
  row(revealAuthKey, always, 'Showing an AuthKey'),
  row(createRequestToken, always, 'Making a request token'),
  row(createUser, ({ body }) => body.role === 'administrator', 'Making an administrator'),
  row(updateUser, anotherRole, 'Changing a role'),
  row(updateUser, anotherAddress, 'Changing an e-mail address'),
  row(enableUser, always, 'Enabling a user'),
  row(inviteUser, opensAnAccount, 'A link into an account'),
  row(exportAudit, always, 'Exporting the audit log'),
  row(makeStatement, always, 'Making a statement for an auditor'),
  row(setDelivery, always, 'Changing how keys reach a nameserver'),
  row(exportFile, always, 'Exporting the secrets of a nameserver'),
  row(allowBase, always, 'Letting connectors ask another base URL'),
]

const takes = 'It takes something away and gives nothing.'
const ownData = 'It holds no secret and opens nothing.'
const password = 'It asks for the password itself.'

/** What a session may change without, and why that gives nobody a secret or another account. */
export const leftOpen: Readonly<Record<string, string>> = {
  'DELETE /api/v1/session': takes,
  'DELETE /api/v1/sessions/{sessionId}': takes,
  'DELETE /api/v1/users/{userId}/sessions/{sessionId}': takes,
  'POST /api/v1/session/confirm': password,
  'PUT /api/v1/me/password': password,
  'PUT /api/v1/me': 'A name is shown; nobody is known by it.',
  'POST /api/v1/users/{userId}/disable': takes,
  'POST /api/v1/users/{userId}/unlock': 'It lets somebody try again; what they try must still be right.',
  'POST /accessmanagement/api-key/{apiKeyId}/end-old-value': takes,
  'POST /accessmanagement/api-key/bulk/delete': takes,
  'DELETE /accessmanagement/api-key/{apiKeyId}': takes,
  'PUT /accessmanagement/api-key/{apiKeyId}': 'A value that works may work longer; the caller does not learn it. An expired one stays dead.',
  'DELETE /tsig/{tsigId}': takes,
  'POST /tsig/import': 'The secrets are the caller\'s, none is answered, and no key that is there is changed.',
  'DELETE /tsig/import/progress': takes,
  'POST /auth/introspect': 'The caller holds the token they ask about.',
  'POST /api/v1/lookup': 'The caller holds the value they ask about.',
  'POST /api/v1/replies/{key}/acknowledge': takes,
  'PUT /api/v1/first-run': 'It says what was done elsewhere; nothing follows from it.',
  'POST /api/v1/views': ownData,
  'PUT /api/v1/views/{viewId}': ownData,
  'DELETE /api/v1/views/{viewId}': takes,
  'POST /api/v1/certcentral/keys/{keyId}/revoke': takes,
  'DELETE /api/v1/one/tokens/{tokenId}': takes,
  'PUT /api/v1/certcentral/account-facts': ownData,
  'PUT /api/v1/certcentral/auth-keys/{authKeyId}': 'A label is shown; nothing is known by it.',
  'DELETE /api/v1/certcentral/auth-keys/{authKeyId}': takes,
  'POST /api/v1/certcentral/request-tokens/validate': 'It finds only what the caller sent.',
  'POST /api/v1/connectors': 'The key goes in and never comes out; only base URLs on the list are asked.',
  'PUT /api/v1/connectors/{connectorId}': 'The kept key goes to no other base URL: that takes the key once more.',
  'DELETE /api/v1/connectors/{connectorId}': takes,
  'POST /api/v1/connectors/{connectorId}/check': 'The kept key goes where it went before, and only while that is on the list.',
  'DELETE /api/v1/connectors/allowed/{baseId}': takes,
  'POST /api/v1/nameservers': ownData,
  'PUT /api/v1/nameservers/{nameserverId}': 'Checks send no secret, only proofs of one; files go where the delivery says, and that is not here.',
  'DELETE /api/v1/nameservers/{nameserverId}': takes,
  'POST /api/v1/nameservers/{nameserverId}/uses': 'A key reaches the server that was confirmed to fetch it; the caller does not learn it.',
  'POST /api/v1/nameservers/{nameserverId}/uses/bulk': 'A key reaches the server that was confirmed to fetch it; the caller does not learn it.',
  'DELETE /api/v1/nameservers/{nameserverId}/uses/{useId}': takes,
  'POST /api/v1/nameservers/{nameserverId}/in-place': 'It says what was done elsewhere.',
  'POST /tsig/{tsigId}/check': 'A proof of a secret goes to a server on the list; the secret does not.',
  'POST /api/v1/tsig-checks': 'As one check, of all that are on the list.',
  'DELETE /api/v1/tsig-checks': takes,
  'PUT /api/v1/tsig-checks/schedule': 'As one check, of all that are on the list.',
  'POST /tsig/{tsigId}/rollover': 'A plan changes nothing.',
  'POST /api/v1/rollovers/{rolloverId}/advance': 'The new secret is answered to nobody; it goes to servers by the way that was confirmed.',
  'POST /api/v1/rollovers/{rolloverId}/pause': takes,
  'POST /api/v1/rollovers/{rolloverId}/undo': takes,
}
