import { sql } from 'kysely'
import type { Proof } from '#contract/endpoint.ts'
import { restrictions, type Restriction } from '#contract/restrictions.ts'
import type { Role } from '#contract/permissions.ts'
import { deleteApiKey } from '#contract/api-keys.ts'
import { revokeCertcentralKey } from '#contract/certcentral-keys.ts'
import { signOut } from '#contract/sessions.ts'
import { mint } from '../credentials/format.ts'
import { serverCredential } from './sample-kinds.ts'
import { csrf, type Caller, type Person, type TestApp } from './app.ts'

/** What somebody may come with. */
export interface CredentialContext {
  name: string
  role: Role
  /** What a door finds in it when all is well; `dead` when there is nothing to find any more, or never was. */
  proof: Exclude<Proof, 'none'> | 'dead'
  /** Does it travel in `Authorization`? */
  bearer: boolean
  csrf: boolean
  /** Does it have to do with a vendor's header? */
  vendor?: true
  /** A session whose password was said more than five minutes ago. */
  leftOpen?: true
  /** What a CertCentral key is cut down to. */
  restriction?: Restriction
  /** Headers with the credential of this person. `root` is an administrator who helps. */
  make(server: TestApp, person: Person, root: Caller): Promise<Record<string, string>>
  /** What then happens to it, once everything else is in place. */
  spoil?(server: TestApp, person: Person): Promise<void>
}

const bearer = (value: string) => ({ Authorization: `Bearer ${value}` })
const keyOf = (server: TestApp, person: Person, root: Caller) => server.key(root, { userId: person.id })
const sessionOf = async (server: TestApp, person: Person) => (await server.signIn(person)).headers
const deadTokenOf = async (server: TestApp, person: Person, root: Caller) => ({ ...csrf, ...(await tokenOf(server, person, root)) })
const tokenOf = async (server: TestApp, person: Person, root: Caller) => bearer(await server.token((await keyOf(server, person, root)).apiKey))
const disable = async (server: TestApp, person: Person) => {
  await server.store.write((tx) => tx.updateTable('users').set({ enabled: 0 }).where('id', '=', person.id).execute())
}
const ownValues = (person: Person) => `SELECT v.id FROM credential_values v JOIN credentials c ON c.id = v.credential_id WHERE c.owner_id = '${person.id}'`

const devKeyOf = async (server: TestApp, person: Person, root: Caller, restrictedToRoleId: Restriction = 0) =>
  (await server.devKey(root, { userId: person.id, restrictedToRoleId })).api_key
const devKey = (value: string) => ({ 'X-DC-DEVKEY': value })

const oneTokenOf = async (server: TestApp, person: Person) => (await server.oneToken(await server.signIn(person))).token
const oneToken = (value: string) => ({ 'x-api-key': value })

const dead = { role: 'administrator', proof: 'dead', bearer: true, csrf: true } as const
const deadKey = { ...dead, bearer: false, vendor: true } as const
const cookie = { bearer: false, csrf: true } as const
/** The console was left open: the password was said more than five minutes ago. */
const longAgo = async (server: TestApp, person: Person) => {
  await server.store.write((tx) => tx.updateTable('sessions').set({ confirmed_until: server.now() }).where('user_id', '=', person.id).execute())
}
const withoutCsrf = (headers: Record<string, string>) => ({ Cookie: headers.Cookie! })

/** Those of the authorization matrix, and those that came to mind on the way. The dead ones are administrators': there is more to leak. */
export const contexts: readonly CredentialContext[] = [
  { ...dead, name: 'nothing', bearer: false, make: async () => csrf },
  { ...dead, name: 'a malformed token', make: async () => ({ ...csrf, ...bearer('not-a-token') }) },
  {
    ...dead,
    name: 'Basic with a right API key',
    make: async (server, person, root) => ({ ...csrf, Authorization: `Basic ${btoa(`x:${(await keyOf(server, person, root)).apiKey}`)}` }),
  },
  {
    ...dead,
    name: 'a token with one character changed',
    make: async (server, person, root) => {
      const { Authorization } = await tokenOf(server, person, root)
      return { ...csrf, Authorization: Authorization.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) }
    },
  },
  { ...dead, name: 'a well-formed token that was never given out', make: async (server) => ({ ...csrf, ...bearer(mint(server.host, 'auth-token')) }) },
  {
    ...dead,
    name: 'an expired session',
    bearer: false,
    make: sessionOf,
    async spoil(server, person) {
      await server.store.write((tx) => tx.updateTable('sessions').set({ expires_at: server.now() }).where('user_id', '=', person.id).execute())
    },
  },
  {
    ...dead,
    name: 'an expired token',
    make: deadTokenOf,
    async spoil(server, person) {
      await server.store.write((tx) => sql.raw(`UPDATE auth_tokens SET expires_at = ${server.now()} WHERE value_id IN (${ownValues(person)})`).execute(tx))
    },
  },
  {
    ...dead,
    name: 'a token of an expired key',
    make: deadTokenOf,
    async spoil(server, person) {
      await server.store.write((tx) => tx.updateTable('credentials').set({ expires_at: server.now() }).where('owner_id', '=', person.id).execute())
    },
  },
  {
    ...dead,
    name: 'a session that was signed out',
    bearer: false,
    async make(server, person) {
      const by = await server.signIn(person)
      await by.send(signOut)
      return by.headers
    },
  },
  {
    ...dead,
    name: 'a token of a deleted key',
    async make(server, person, root) {
      const key = await keyOf(server, person, root)
      const headers = bearer(await server.token(key.apiKey))
      await root.send(deleteApiKey, { params: { apiKeyId: key.id } })
      return { ...csrf, ...headers }
    },
  },
  { ...dead, name: 'a session of a disabled administrator', bearer: false, make: sessionOf, spoil: disable },
  { ...dead, name: 'a token of a disabled administrator', make: deadTokenOf, spoil: disable },
  { ...cookie, name: 'a session of a user', role: 'user', proof: 'session', make: sessionOf },
  { ...cookie, name: 'a session of an administrator', role: 'administrator', proof: 'session', make: sessionOf },
  { ...cookie, name: 'a session of a user, left open', role: 'user', proof: 'session', leftOpen: true, make: sessionOf, spoil: longAgo },
  { ...cookie, name: 'a session of an administrator, left open', role: 'administrator', proof: 'session', leftOpen: true, make: sessionOf, spoil: longAgo },
  {
    ...cookie,
    csrf: false,
    name: 'a session of a user without the CSRF header',
    role: 'user',
    proof: 'session',
    make: async (server, person) => withoutCsrf(await sessionOf(server, person)),
  },
  {
    ...cookie,
    csrf: false,
    name: 'a session of an administrator without the CSRF header',
    role: 'administrator',
    proof: 'session',
    make: async (server, person) => withoutCsrf(await sessionOf(server, person)),
  },
  {
    name: 'an API key of a user',
    role: 'user',
    proof: 'api-key',
    bearer: true,
    csrf: false,
    make: async (server, person, root) => bearer((await keyOf(server, person, root)).apiKey),
  },
  {
    name: 'an API key of an administrator',
    role: 'administrator',
    proof: 'api-key',
    bearer: true,
    csrf: true,
    make: async (server, person, root) => ({ ...csrf, ...bearer((await keyOf(server, person, root)).apiKey) }),
  },
  { name: 'a token of a user', role: 'user', proof: 'auth-token', bearer: true, csrf: false, make: tokenOf },
  { name: 'a token of an administrator', role: 'administrator', proof: 'auth-token', bearer: true, csrf: false, make: tokenOf },
  ...(['user', 'administrator'] as const).flatMap((role) =>
    restrictions.map(({ id, name }): CredentialContext => ({
      name: `a CertCentral key (${name}) of a ${role}`,
      role,
      proof: 'certcentral-key',
      bearer: false,
      csrf: false,
      restriction: id,
      make: async (server, person, root) => devKey(await devKeyOf(server, person, root, id)),
    })),
  ),
  {
    ...deadKey,
    name: 'a revoked CertCentral key',
    async make(server, person, root) {
      const key = await server.devKey(root, { userId: person.id })
      await root.send(revokeCertcentralKey, { params: { keyId: key.id } })
      return { ...csrf, ...devKey(key.api_key) }
    },
  },
  {
    ...deadKey,
    name: 'a CertCentral key of a disabled administrator',
    make: async (server, person, root) => ({ ...csrf, ...devKey(await devKeyOf(server, person, root)) }),
    spoil: disable,
  },
  { ...deadKey, name: 'a CertCentral key that was never given out', make: async (server) => ({ ...csrf, ...devKey(mint(server.host, 'certcentral-key')) }) },
  {
    ...deadKey,
    name: 'a CertCentral key twice',
    make: async (server, person, root) => {
      const value = await devKeyOf(server, person, root)
      return { ...csrf, ...devKey(`${value}, ${value}`) }
    },
  },
  {
    ...deadKey,
    bearer: true,
    name: 'a CertCentral key in Authorization',
    make: async (server, person, root) => ({ ...csrf, ...bearer(await devKeyOf(server, person, root)) }),
  },
  {
    ...deadKey,
    name: 'a CertCentral key in x-api-key',
    make: async (server, person, root) => ({ ...csrf, 'x-api-key': await devKeyOf(server, person, root) }),
  },
  { ...deadKey, name: 'an API key in X-DC-DEVKEY', make: async (server, person, root) => ({ ...csrf, ...devKey((await keyOf(server, person, root)).apiKey) }) },
  {
    ...deadKey,
    name: 'a token in X-DC-DEVKEY',
    make: async (server, person, root) => ({ ...csrf, ...devKey(await server.token((await keyOf(server, person, root)).apiKey)) }),
  },
  ...(['user', 'administrator'] as const).map((role): CredentialContext => ({
    name: `a DigiCert ONE token of a ${role}`,
    role,
    proof: 'one-token',
    bearer: false,
    csrf: false,
    make: async (server, person) => oneToken(await oneTokenOf(server, person)),
  })),
  {
    ...deadKey,
    name: 'a disabled DigiCert ONE token',
    make: async (server, person) => ({ ...csrf, ...oneToken((await server.oneToken(await server.signIn(person), { status: 'disabled' })).token) }),
  },
  {
    ...deadKey,
    name: 'an expired DigiCert ONE token',
    make: async (server, person) => ({ ...csrf, ...oneToken(await oneTokenOf(server, person)) }),
    async spoil(server, person) {
      await server.store.write((tx) => tx.updateTable('credentials').set({ expires_at: server.now() }).where('owner_id', '=', person.id).execute())
    },
  },
  {
    ...deadKey,
    name: 'a DigiCert ONE token of a disabled administrator',
    make: async (server, person) => ({ ...csrf, ...oneToken(await oneTokenOf(server, person)) }),
    spoil: disable,
  },
  { ...deadKey, name: 'a DigiCert ONE token that was never given out', make: async (server) => ({ ...csrf, ...oneToken(mint(server.host, 'one-token')) }) },
  {
    ...deadKey,
    bearer: true,
    name: 'a DigiCert ONE token in Authorization',
    make: async (server, person) => ({ ...csrf, ...bearer(await oneTokenOf(server, person)) }),
  },
  { ...deadKey, name: 'a DigiCert ONE token in X-DC-DEVKEY', make: async (server, person) => ({ ...csrf, ...devKey(await oneTokenOf(server, person)) }) },
  { ...deadKey, name: 'an API key in x-api-key', make: async (server, person, root) => ({ ...csrf, ...oneToken((await keyOf(server, person, root)).apiKey) }) },
  {
    ...deadKey,
    name: 'a token in x-api-key',
    make: async (server, person, root) => ({ ...csrf, ...oneToken(await server.token((await keyOf(server, person, root)).apiKey)) }),
  },
  {
    name: 'the credential of a nameserver',
    role: 'user',
    proof: 'server-credential',
    bearer: true,
    csrf: false,
    make: async (server, person, root) => bearer(await serverCredential(server, person, root)),
  },
  {
    ...dead,
    name: 'a server credential that another has replaced',
    async make(server, person, root) {
      const value = await serverCredential(server, person, root)
      await serverCredential(server, person, root)
      return { ...csrf, ...bearer(value) }
    },
  },
  { ...dead, name: 'a server credential that was never given out', make: async (server) => ({ ...csrf, ...bearer(mint(server.host, 'server-credential')) }) },
  {
    name: 'a token of a user beside the session of an administrator',
    role: 'user',
    proof: 'auth-token',
    bearer: true,
    csrf: true,
    make: async (server, person, root) => ({ ...(await sessionOf(server, root.person)), ...(await tokenOf(server, person, root)) }),
  },
]
