import { createApiKey } from '#contract/api-keys.ts'
import { createAuthKey } from '#contract/auth-keys.ts'
import { allowBase, createConnector } from '#contract/connectors.ts'
import { getNameserver, addUse, createNameserver } from '#contract/nameservers.ts'
import { setDelivery } from '#contract/nameserver-delivery.ts'
import { planRollover } from '#contract/rollovers.ts'
import { listSessions } from '#contract/sessions.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { mint } from '../credentials/format.ts'
import { uuidv7 } from '../bytes.ts'
import type { Caller, Person, TestApp } from './app.ts'
/** A kind of thing that belongs to somebody. */
export interface Kind {
  make(server: TestApp, owner: Person, root: Caller): Promise<string>
  remove(server: TestApp, id: string): Promise<void>
  absent(server: TestApp): string
  malformed: string
  /** What must stay as it is when a call is refused. */
  seen(server: TestApp, id: string): Promise<unknown>
}
export const uuid = (server: TestApp) => uuidv7(server.now(), server.host.random)
let counter = 0
/** A number that no other sample has. */
export const next = () => ++counter
export const fresh = () => `sample ${++counter}`
export const freshTsig = () => `canary.t${++counter}.example`
export const tsigSecret = btoa('0123456789abcdef0123456789abcdef')

export const apiKey: Kind = {
  make: async (server, owner, root) => (await server.key(root, { userId: owner.id, name: `canary ${owner.name}` })).id,
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('credentials').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'not-an-id',
  seen: (server, id) =>
    server.store.db
      .selectFrom('credentials as c')
      .leftJoin('credential_values as v', 'v.credential_id', 'c.id')
      .select(['c.version', 'c.name', 'v.hash'])
      .where('c.id', '=', id)
      .execute(),
}
export const user: Kind = {
  make: async (_, owner) => owner.id,
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('users').where('id', '=', id).execute())),
  absent: uuid,
  malformed: '1',
  seen: (server, id) => server.store.db.selectFrom('users').select(['version', 'name', 'role', 'enabled']).where('id', '=', id).execute(),
}
export const session: Kind = {
  async make(server, owner) {
    const { data } = (await (await server.signIn(owner)).send(listSessions)).body
    return data.find(({ current }) => current)!.id
  },
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('sessions').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'current',
  seen: (server, id) => server.store.db.selectFrom('sessions').select(['hash', 'expires_at']).where('id', '=', id).execute(),
}
export const reply: Kind = {
  async make(server, owner) {
    const key = `reply-${++counter}`
    await (await server.signIn(owner)).send(createApiKey, { body: { name: fresh() }, headers: { 'Idempotency-Key': key } })
    return key
  },
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('replies').where('key', '=', id).execute())),
  absent: () => `never-${++counter}`,
  malformed: 'with blank',
  seen: (server, id) => server.store.db.selectFrom('replies').select('sealed').where('key', '=', id).execute(),
}
export const token: Kind = {
  make: async (server, owner, root) => server.token((await server.key(root, { userId: owner.id })).apiKey),
  remove: async (server) => void (await server.store.write((tx) => tx.deleteFrom('auth_tokens').where('created_at', '=', -1).execute())),
  absent: (server) => mint(server.host, 'auth-token'),
  malformed: 'x',
  seen: async () => undefined,
}
export const view: Kind = {
  async make(server, owner) {
    const id = uuid(server)
    await server.store.write((tx) =>
      tx
        .insertInto('views')
        .values({ id, owner_id: owner.id, noun: 'users', name: `canary ${id}`, name_key: id, shared: 0, query: '', created_at: server.now() })
        .execute(),
    )
    return id
  },
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('views').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'mine',
  seen: (server, id) => server.store.db.selectFrom('views').selectAll().where('id', '=', id).execute(),
}
/** A CertCentral key, by the id that the console knows it by, or by the vendor's. */
export const devKey: Kind = {
  make: async (server, owner, root) => (await server.devKey(root, { userId: owner.id, name: `canary ${owner.name}` })).id,
  remove: apiKey.remove,
  absent: uuid,
  malformed: '17',
  seen: (server, id) =>
    server.store.db
      .selectFrom('credentials as c')
      .innerJoin('certcentral_keys as k', 'k.credential_id', 'c.id')
      .select(['c.version', 'c.name', 'c.enabled', 'k.restricted_to_role_id'])
      .where('c.id', '=', id)
      .execute(),
}
export const numbers = { absent: () => String(100_000_000 + ++counter), malformed: '1.5' }
/** An AuthKey is the account's: everybody sees it, administrators change it. */
export const authKey: Kind = {
  make: async (_, __, root) => (await root.send(createAuthKey, { body: { days: 10 } })).body.id,
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('auth_keys').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'permanent',
  seen: (server, id) => server.store.db.selectFrom('auth_keys').selectAll().where('id', '=', id).execute(),
}

export const whole = (id: string) => (/^\d+$/.test(id) ? Number(id) : -1)
export const vendorKey: Kind = {
  ...numbers,
  make: async (server, owner, root) => String((await server.devKey(root, { userId: owner.id, name: `canary ${owner.name}` })).number),
  remove: async (server, id) =>
    void (await server.store.write((tx) =>
      tx
        .deleteFrom('credentials')
        .where('id', 'in', tx.selectFrom('certcentral_keys').select('credential_id').where('number', '=', Number(id)))
        .execute(),
    )),
  seen: (server, id) =>
    server.store.db
      .selectFrom('credentials as c')
      .innerJoin('certcentral_keys as k', 'k.credential_id', 'c.id')
      .select(['c.version', 'c.name', 'c.enabled', 'k.restricted_to_role_id'])
      .where('k.number', '=', whole(id))
      .execute(),
}
export const vendorUser: Kind = {
  ...numbers,
  make: async (server, owner) =>
    String((await server.store.db.selectFrom('users').select('number').where('id', '=', owner.id).executeTakeFirstOrThrow()).number),
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('users').where('number', '=', Number(id)).execute())),
  seen: async (server, id) =>
    (
      await server.store.db
        .selectFrom('credentials as c')
        .innerJoin('users as u', 'u.id', 'c.owner_id')
        .select('c.id')
        .where('u.number', '=', whole(id))
        .execute()
    ).length,
}

/** A DigiCert ONE token: only its owner makes one. */
export const oneToken: Kind = {
  make: async (server, owner) => (await server.oneToken(await server.signIn(owner), { name: `of ${owner.name}` })).id,
  remove: apiKey.remove,
  absent: uuid,
  malformed: 'token',
  seen: (server, id) =>
    server.store.db
      .selectFrom('credentials as c')
      .leftJoin('credential_values as v', 'v.credential_id', 'c.id')
      .select(['c.version', 'c.name', 'c.enabled', 'c.expires_at', 'v.hash'])
      .where('c.id', '=', id)
      .execute(),
}

export const tsigKey: Kind = {
  async make(_, __, root) {
    const { status, body, text } = await root.send(createTsigKey, { body: { name: freshTsig() } })
    if (status !== 201) throw new Error(`No TSIG key: ${text}`)
    return body.id
  },
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('tsig_keys').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'tsigkey',
  seen: (server, id) => server.store.db.selectFrom('tsig_keys').selectAll().where('id', '=', id).execute(),
}

/** Connectors and what they may ask are the account's; administrators only. */
export const connector: Kind = {
  make: async (_, __, root) => (await root.send(createConnector, { body: { name: fresh(), region: 'own', apiKey: 'not-a-key-of-ours' } })).body.id,
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('connectors').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'mine',
  seen: (server, id) =>
    server.store.db
      .selectFrom('connectors')
      .leftJoin('connector_checks', 'connector_id', 'connectors.id')
      .select(['version', 'checked_at'])
      .where('connectors.id', '=', id)
      .execute(),
}
export const connectorBase: Kind = {
  make: async (_, __, root) => (await root.send(allowBase, { body: { baseUrl: `https://ca${++counter}.example.org/services/v2` } })).body.id,
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('connector_bases').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'base',
  seen: (server, id) => server.store.db.selectFrom('connector_bases').selectAll().where('id', '=', id).execute(),
}

/** A nameserver; each person has one at most, so that a server credential of theirs is that one's. */
async function nameserverOf(server: TestApp, owner: Person, root: Caller): Promise<string> {
  const name = `canary ns ${owner.name}`
  const known = await server.store.db.selectFrom('nameservers').select('id').where('name', '=', name).executeTakeFirst()
  return known?.id ?? (await root.send(createNameserver, { body: { name, kind: 'bind', addresses: ['ns.invalid'] } })).body.id
}
export const nameserver: Kind = {
  make: nameserverOf,
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('nameservers').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'ns1',
  // When it was seen is written a little later, and by nobody's call.
  seen: (server, id) =>
    server.store.db.selectFrom('nameservers').select(['version', 'name', 'addresses', 'way', 'credential_hash', 'wanted', 'running', 'outcome', 'outcome_at'])
      .where('id', '=', id).execute(),
}
/** The ETag of the file that it wants, as far as there is one. */
export async function etagOf(id: string, root: Caller): Promise<string> {
  const { body, status } = await root.send(getNameserver, { params: { nameserverId: id } })
  return status === 200 ? body.running.wanted : '"1-0000000000000000"'
}
export async function serverCredential(server: TestApp, owner: Person, root: Caller): Promise<string> {
  const id = await nameserverOf(server, owner, root)
  return (await root.send(setDelivery, { params: { nameserverId: id }, body: { way: 'pull' } })).body.credential!
}

async function useOf(server: TestApp, owner: Person, root: Caller, tsigId?: string): Promise<string> {
  const nameserverId = await nameserverOf(server, owner, root)
  const key = tsigId ?? (await tsigKey.make(server, owner, root))
  const { body } = await root.send(addUse, { params: { nameserverId }, body: { tsigId: key, zone: `z${next()}.example`, purpose: 'answers-transfers' } })
  return body.id
}
/** Its nameserver, once it is made. */
export const nameserversOfUses = new Map<string, string>()
export const use: Kind = {
  async make(server, owner, root) {
    const id = await useOf(server, owner, root)
    nameserversOfUses.set(id, await nameserverOf(server, owner, root))
    return id
  },
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('tsig_uses').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'use',
  seen: (server, id) => server.store.db.selectFrom('tsig_uses').selectAll().where('id', '=', id).execute(),
}
/** A TSIG key with a use. */
export const usedKey: Kind = {
  ...tsigKey,
  async make(server, owner, root) {
    const id = await tsigKey.make(server, owner, root)
    await useOf(server, owner, root, id)
    return id
  },
  async remove(server, id) {
    await server.store.write((tx) => tx.deleteFrom('tsig_uses').where('tsig_key_id', '=', id).execute())
    await tsigKey.remove(server, id)
  },
}
export const rollover: Kind = {
  make: async (server, owner, root) => (await root.send(planRollover, { params: { tsigId: await usedKey.make(server, owner, root) }, body: {} })).body.id,
  remove: async (server, id) => void (await server.store.write((tx) => tx.deleteFrom('rollovers').where('id', '=', id).execute())),
  absent: uuid,
  malformed: 'rollover',
  seen: (server, id) => server.store.db.selectFrom('rollovers').select(['state', 'step', 'version', 'new_key_id']).where('id', '=', id).execute(),
}
