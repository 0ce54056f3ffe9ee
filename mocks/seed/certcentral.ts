import type { Insertable } from 'kysely'
import { naturalKey } from '#contract/natural.ts'
import { restrictions, type Restriction } from '#contract/restrictions.ts'
import { factsSummary } from '#server/nouns/account-facts/routes.ts'
import { authKeyName } from '#server/nouns/auth-keys/changes.ts'
import { authKeyPlace } from '#server/nouns/auth-keys/rows.ts'
import { base64url, uuidv7 } from '#server/bytes.ts'
import { nameSkeleton } from '#server/credentials/confusables.ts'
import { base62, hintOf, mint } from '#server/credentials/format.ts'
import type { Tables } from '#server/db/tables.ts'
import type { Host } from '#server/host.ts'
import { iso } from '#server/time.ts'
import type { Vault } from '#server/secrets/vault.ts'
import { northwindFacts } from './account-facts.ts'
import type { Chance } from './random.ts'
import type { UserRow } from './users.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A CertCentral key in words; times count from the beginning. `calls`: what it calls, and how often a day. */
interface Plan {
  owner: string
  name: string
  restriction?: Restriction
  created: number
  used?: number
  from?: string
  /** What it calls itself. */
  agent?: string
  revoked?: string
  calls?: Readonly<Record<string, number>>
}

const connector = { 'GET /services/v2/user/me': 4, 'GET /services/v2/domain': 24, 'GET /services/v2/product': 4, 'GET /services/v2/finance/balance': 1 }
const service = ['Service User', 'Service User-2']

const plans: readonly Plan[] = [
  {
    owner: 'Service User',
    name: 'CSM Connector Integration',
    created: -212 * day,
    used: -6 * minute,
    from: '198.51.100.61',
    agent: 'csm-connector/3.2',
    calls: connector,
  },
  {
    owner: 'Service User-2',
    name: 'cert-manager issuer',
    restriction: 101,
    created: -164 * day,
    used: -41 * minute,
    from: '2001:db8:e0::a',
    agent: 'cert-manager-digicert/1.4',
    calls: { 'GET /services/v2/domain': 48, 'GET /services/v2/product': 12 },
  },
  {
    owner: 'Ruth Lindqvist',
    name: 'Terraform digicert provider',
    created: -301 * day,
    used: -3 * hour,
    from: '203.0.113.40',
    agent: 'terraform-provider-digicert/0.9',
    calls: { 'GET /services/v2/key': 6, 'PUT /services/v2/key/{key_id}': 1, 'GET /services/v2/user': 6, 'GET /services/v2/account': 2 },
  },
  { owner: 'Ines Albrecht', name: 'Monthly access review', restriction: 102, created: -95 * day, used: -11 * day, from: '192.0.2.130' },
  {
    owner: 'Tomasz Wilk',
    name: 'Onboarding script',
    restriction: 103,
    created: -58 * day,
    used: -2 * day,
    from: '198.51.100.9',
    calls: { 'POST /services/v2/key/user/{user_id}': 1, 'GET /services/v2/user': 2 },
  },
  { owner: 'Ruth Lindqvist', name: 'Old load balancer', created: -420 * day, used: -130 * day, from: '192.0.2.77', revoked: 'Load balancer was replaced.' },
  { owner: 'Ines Albrecht', name: 'Order desk', restriction: 100, created: -44 * day, used: -3 * hour, from: '192.0.2.130' },
  { owner: 'Jonas Meyer', name: 'First steps', restriction: 102, created: -9 * day, used: -4 * day, from: '192.0.2.41' },
]

/** Request tokens: days before the beginning, and for which domains. */
const requested: readonly (readonly [before: number, ...domains: string[]])[] = [
  [61.2, 'nwnd.example', 'www.nwnd.example'],
  [60.1, 'shop.nwnd.example'],
  [38.4, '*.edge.nwnd.example'],
  [21.7, 'status.nwnd.example'],
  [9.3, 'nwnd.example', 'www.nwnd.example', 'shop.nwnd.example', 'status.nwnd.example', 'docs.nwnd.example'],
  [2.2, 'iberia.example'],
]

/** A change as its audit row tells it; `by`: who made it, in the console. */
export interface Deed {
  time: number
  by: UserRow
  action: string
  object: { kind: string; id: string; name: string }
  detail: Record<string, unknown>
}

export interface CertcentralRows {
  deeds: Deed[]
  users: UserRow[]
  credentials: Insertable<Tables['credentials']>[]
  values: Insertable<Tables['credential_values']>[]
  keys: Insertable<Tables['certcentral_keys']>[]
  calls: Insertable<Tables['certcentral_calls']>[]
  authKeys: Insertable<Tables['auth_keys']>[]
  facts: Insertable<Tables['account_facts']>
  /** The keys' values by their names: what the connectors hold. They open this demo and nothing else. */
  plain: ReadonlyMap<string, string>
}

interface CertcentralParts {
  users: readonly UserRow[]
  begin: number
  chance: Chance
  vault: Vault
  host: Host
  pepper: Uint8Array
}

/** Northwind's CertCentral side: two service users, eight keys and what they called, two AuthKeys, the account's facts. */
export function certcentralRows({ users, begin, chance, vault, host, pepper }: CertcentralParts): CertcentralRows {
  const plain = new Map<string, string>()
  const serviceUsers = service.map((name, at): UserRow => {
    const createdAt = begin - (212 - at * 48) * day - hour
    const id = uuidv7(createdAt, chance.bytes)
    return {
      id,
      name,
      email: 'pki@nwnd.example',
      email_key: `service:${id}`,
      role: 'administrator',
      enabled: 1,
      password: null,
      service: 1,
      created_at: createdAt,
      updated_at: createdAt,
      last_sign_in_at: null,
      version: 1,
    }
  })
  const everybody = new Map([...users, ...serviceUsers].map((user) => [user.name, user]))
  const founder = users[0]!
  const facts = northwindFacts(begin)
  const loadedAt = begin - 3 * day
  const rows: CertcentralRows = {
    users: serviceUsers, credentials: [], values: [], keys: [], calls: [], authKeys: [],
    facts: { id: 1, facts: JSON.stringify(facts), updated_at: loadedAt, version: 1 }, plain,
    // As the server words them: nothing here was made by nobody.
    deeds: [
      ...serviceUsers.map(({ id, name, email, created_at: time }): Deed => ({
        time,
        by: founder,
        action: 'certcentral-user.create',
        object: { kind: 'user', id, name },
        detail: { after: { name, email, service: true } },
      })),
      {
        time: loadedAt,
        by: founder,
        action: 'account-facts.update',
        object: { kind: 'account-facts', id: '', name: 'CertCentral account' },
        detail: { after: factsSummary(facts, loadedAt) },
      },
    ],
  }

  for (const [at, plan] of plans.entries()) {
    const createdAt = begin + plan.created
    const id = uuidv7(createdAt, chance.bytes)
    const value = mint({ ...host, random: chance.bytes }, 'certcentral-key')
    plain.set(plan.name, value)
    const { start, last4 } = hintOf(value)
    const hint = { hint_start: start, hint_last4: last4 }
    const used = { last_used_at: plan.used === undefined ? null : begin + plan.used, last_used_from: plan.from ?? null }
    const owner = everybody.get(plan.owner)!
    // A day after its last use.
    const revokedAt = begin + (plan.used ?? plan.created) + day
    const restriction = plan.restriction ?? restrictions[0].id
    const by = owner.service === 1 ? founder : owner
    const of = { owner: { id: owner.id, name: owner.name }, number: at + 1 }
    const object = { kind: 'certcentral-key', id, name: plan.name }
    rows.deeds.push({
      time: createdAt,
      by,
      action: 'certcentral-key.create',
      object,
      detail: { ...of, after: { name: plan.name, restrictedToRoleId: restriction, hint: { start: hint.hint_start, last4: hint.hint_last4 } } },
    })
    if (plan.revoked !== undefined) {
      rows.deeds.push({
        time: revokedAt,
        by,
        action: 'certcentral-key.revoke',
        object,
        detail: { ...of, before: { status: 'active' }, after: { status: 'revoked' }, reason: plan.revoked },
      })
    }
    rows.credentials.push({
      id, kind: 'certcentral-key', owner_id: owner.id, slot: null, name: plan.name, name_key: id,
      name_skeleton: nameSkeleton(plan.name), name_order: naturalKey(plan.name), note: null,
      created_at: createdAt, updated_at: plan.revoked === undefined ? createdAt : revokedAt, rotated_at: null,
      expires_at: null, ...hint, old_ends_at: null, ...used,
      last_used_agent: plan.used === undefined ? null : (plan.agent ?? 'curl/8.9.1'), version: plan.revoked === undefined ? 1 : 2,
      enabled: plan.revoked === undefined ? 1 : 0,
    })
    rows.values.push({
      id: uuidv7(createdAt, chance.bytes),
      credential_id: id,
      hash: base64url(host.crypto.hmacSha256(pepper, value)),
      ...hint,
      created_at: createdAt,
      ends_at: null,
      ...used,
    })
    rows.keys.push({ number: at + 1, credential_id: id, restricted_to_role_id: restriction, status_reason: plan.revoked ?? null })
    const today = Math.floor(begin / day)
    for (const [call, often] of Object.entries(plan.calls ?? {})) {
      for (let back = 0; back < Math.min(60, -plan.created / day - 1); back++)
        if (often > 1 || chance.hits(0.1))
          rows.calls.push({ credential_id: id, day: today - back, call, count: Math.max(1, often + chance.whole(-often >> 1, often >> 1)) })
    }
  }

  for (const [created, days, label] of [[-70, 60, null], [-12, 90, 'Acme pipeline']] as const) {
    const createdAt = begin + created * day
    const id = uuidv7(createdAt, chance.bytes)
    const value = base62(chance.bytes, 48)
    rows.authKeys.push({
      id,
      permanent: null,
      sealed: vault.seal(authKeyPlace(id), value),
      hint_last4: value.slice(-4),
      created_at: createdAt,
      created_by: founder.id,
      expires_at: createdAt + days * day,
      label,
    })
    rows.deeds.push({
      time: createdAt,
      by: founder,
      action: 'auth-key.create',
      object: { kind: 'auth-key', id, name: authKeyName(false, value.slice(-4), label) },
      detail: { hint: value.slice(-4), after: { days, expiresAt: iso(createdAt + days * day) } },
    })
    for (const [before, ...domains] of requested.filter(([before]) => -before * day > created * day && -before * day < (created + days) * day)) {
      const time = begin - before * day
      rows.deeds.push({
        time,
        by: founder,
        action: 'auth-key.request-token',
        object: { kind: 'auth-key', id, name: authKeyName(false, value.slice(-4), label) },
        detail: { hint: value.slice(-4), domains, timestamp: iso(time) },
      })
    }
  }
  return rows
}
