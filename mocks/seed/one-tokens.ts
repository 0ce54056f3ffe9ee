import { endOf } from '#contract/one-tokens.ts'
import { base64url, uuidv7 } from '#server/bytes.ts'
import { naturalKey } from '#contract/natural.ts'
import { nameKey, nameSkeleton } from '#server/credentials/confusables.ts'
import type { SeededKey } from './api-keys.ts'
import type { Chance } from './random.ts'
import type { UserRow } from './users.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A token in words: times are counted from the beginning, negative before it; the end in days. */
interface Plan {
  owner: string
  name: string
  created: number
  /** The day it ends: so many days after the beginning. */
  ends?: number
  used?: number
  from?: string
  disabled?: true
}

/** What a company that signs code, devices and documents there would have: some without an end, two that somebody has paused, three that are over. */
const plans: readonly Plan[] = [
  { owner: 'Ruth Lindqvist', name: 'Software Trust - release signing', created: -402 * day, ends: 58, used: -6 * minute, from: '203.0.113.40' },
  { owner: 'Ruth Lindqvist', name: 'Trust Lifecycle reports', created: -130 * day, used: -9 * hour, from: '203.0.113.41' },
  { owner: 'Ruth Lindqvist', name: 'pilot_2025', created: -500 * day, ends: -135, used: -140 * day, from: '192.0.2.14' },
  { owner: 'Jonas Meyer', name: 'smctl on build-07', created: -212 * day, ends: 153, used: -22 * minute, from: '192.0.2.41' },
  { owner: 'Jonas Meyer', name: 'Document signing test', created: -88 * day, ends: 32, disabled: true, used: -31 * day, from: '192.0.2.41' },
  { owner: 'Jonas Meyer', name: 'laptop', created: -371 * day, ends: -6, used: -7 * day, from: '198.51.100.24' },
  { owner: 'Maya Okafor', name: 'Device Trust enrolment', created: -301 * day, ends: 64, used: -2 * minute, from: '2001:db8::17' },
  { owner: 'Maya Okafor', name: 'seat-count-export', created: -40 * day },
  { owner: 'Ines Albrecht', name: 'audit-archive', created: -611 * day, used: -26 * hour, from: '192.0.2.77' },
  { owner: 'Tomasz Wilk', name: 'jenkins-signing', created: -95 * day, ends: 270, used: -48_000, from: '198.51.100.9' },
  { owner: 'Priya Raman', name: 'Zapier trial', created: -77 * day, ends: 13, disabled: true },
  { owner: 'Priya Raman', name: 'certificate profiles sync', created: -260 * day, ends: 105, used: -41 * minute, from: '198.51.100.61' },
  { owner: 'Lea Fontaine', name: 'k8s-issuer-eu', created: -190 * day, ends: 175, used: -15_000, from: '2001:db8:e0::a' },
  { owner: 'Lea Fontaine', name: 'k8s-issuer-us', created: -190 * day, ends: 175, used: -12_000, from: '2001:db8:a0::a' },
  { owner: 'Adil Haddad', name: 'migration from on-prem PKI', created: -420 * day, ends: -55, used: -62 * day, from: '203.0.113.88' },
]

/** API tokens of those of Northwind who have any. Nobody knows a value: the hashes are of nothing. */
export function oneTokenRows(users: readonly UserRow[], begin: number, chance: Chance): SeededKey[] {
  return plans.flatMap((plan) => {
    const owner = users.find(({ name }) => name === plan.owner)
    if (owner === undefined) return []
    const createdAt = begin + plan.created
    const id = uuidv7(createdAt, chance.bytes)
    const hint = { hint_start: chance.letters(4), hint_last4: chance.letters(4) }
    const used = { last_used_at: plan.used === undefined ? null : begin + plan.used, last_used_from: plan.from ?? null }
    const expiresAt = plan.ends === undefined ? null : endOf(new Date(begin + plan.ends * day).toISOString().slice(0, 10))
    return [{
      key: {
        id, kind: 'one-token', owner_id: owner.id, slot: null, name: plan.name, name_key: nameKey(plan.name), name_skeleton: nameSkeleton(plan.name),
        name_order: naturalKey(plan.name),
        note: null,
        created_at: createdAt, updated_at: plan.disabled ? begin - 3 * day : createdAt, rotated_at: null, expires_at: expiresAt, enabled: plan.disabled ? 0 : 1,
        ...hint, old_ends_at: null,
        ...used, last_used_agent: plan.used === undefined ? null : 'digicert-one-client/2.4', version: plan.disabled ? 2 : 1,
      },
      values: [
        { id: uuidv7(createdAt, chance.bytes), credential_id: id, hash: base64url(chance.bytes(32)), ...hint, created_at: createdAt, ends_at: null, ...used },
      ],
    }]
  })
}
