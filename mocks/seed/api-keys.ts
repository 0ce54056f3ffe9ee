import { base64url, uuidv7 } from '#server/bytes.ts'
import { naturalKey } from '#contract/natural.ts'
import { nameKey, nameSkeleton } from '#server/credentials/confusables.ts'
import type { CredentialTable, CredentialValueTable } from '#server/db/tables.ts'
import type { Chance } from './random.ts'
import type { UserRow } from './users.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface SeededKey {
  key: Omit<CredentialTable, 'enabled'> & { enabled?: number }
  /** The value that works and, while one is being replaced, the one before it. Nobody knows either: the hashes are of nothing. */
  values: CredentialValueTable[]
}

/** A key in words: times are counted from the beginning, negative before it. */
interface Plan {
  owner: string
  name: string
  note?: string
  created: number
  expires: number
  used?: number
  from?: string
  agent?: string
  /** When it was rotated, and when its old value ends. */
  rotated?: [at: number, oldEnds: number]
  hint?: [start: string, last4: string]
}

/** Those in the pictures of the design, so that a screen can be laid beside its picture. */
const known: readonly Plan[] = [
  {
    owner: 'Ines Albrecht',
    name: 'acme-dns01',
    note: 'ACME DNS-01 for the old load balancers. To be deleted once they are gone.',
    created: -374 * day,
    expires: -9 * day,
    used: -9 * day - hour,
    from: '192.0.2.77',
    hint: ['R8uL', '0vQe'],
  },
  { owner: 'Tomasz Wilk', name: 'backup-export', created: -362 * day, expires: 3 * day, used: -2 * hour, from: '198.51.100.9', hint: ['bX3n', 'Hk7d'] },
  { owner: 'Maya Okafor', name: 'ci-zone-deploy', created: -347 * day, expires: 18 * day, used: -26 * hour, from: '2001:db8::17', hint: ['Zm4B', 'p2Tw'] },
  { owner: 'Maya Okafor', name: 'ci-preview', created: -341 * day, expires: 24 * day, used: -3 * minute, from: '2001:db8::17', hint: ['t9Yc', '5JsA'] },
  {
    owner: 'Ruth Lindqvist',
    name: 'terraform-prod',
    note: 'Terraform Cloud, workspace dns-prod. The old value stays in the drift job until tonight.',
    created: -323 * day,
    expires: 42 * day,
    used: -12 * minute,
    from: '203.0.113.40',
    rotated: [-29 * minute, 24 * hour - 29 * minute],
    hint: ['Kd1P', 'w8Ne'],
  },
  {
    owner: 'Ruth Lindqvist',
    name: 'terraform-staging',
    created: -323 * day,
    expires: 42 * day,
    used: -12 * minute,
    from: '203.0.113.40',
    hint: ['eV6g', '2mXb'],
  },
  { owner: 'Adil Haddad', name: 'legacy-migration', created: -307 * day, expires: 58 * day, hint: ['Qs0a', 'fL4z'] },
  {
    owner: 'Jonas Meyer',
    name: 'apikey1',
    note: 'First steps with the API. Used by the zone report that goes out on Mondays.',
    created: -291 * day,
    expires: 74 * day,
    used: -4 * minute,
    from: '192.0.2.41',
    hint: ['7QdR', 'x9Kf'],
  },
  { owner: 'Priya Raman', name: 'grafana-zones', created: -274 * day, expires: 91 * day, used: -minute, from: '198.51.100.61', hint: ['Nc5w', 'G1oU'] },
  {
    owner: 'Tomasz Wilk',
    name: 'octodns-sync',
    note: 'Runs from the operations repository, every 15 minutes.',
    created: -255 * day,
    expires: 110 * day,
    used: -38 * minute,
    from: '2001:db8:0:5::2',
    hint: ['hW2j', '9rDp'],
  },
  {
    owner: 'Lea Fontaine',
    name: 'external-dns-eu-west',
    created: -236 * day,
    expires: 129 * day,
    used: -10_000,
    from: '2001:db8:e0::a',
    hint: ['xT7k', 'c3Vy'],
  },
  {
    owner: 'Lea Fontaine',
    name: 'external-dns-us-east',
    created: -236 * day,
    expires: 129 * day,
    used: -14_000,
    from: '2001:db8:a0::a',
    hint: ['Ya8F', 'q6Mi'],
  },
  { owner: 'Sofia Marchetti', name: 'audit-reader', created: -228 * day, expires: 137 * day, used: -64 * day, from: '192.0.2.130', hint: ['mB9s', 'E0tR'] },
  { owner: 'Priya Raman', name: 'octodns-canary', created: -213 * day, expires: 152 * day, used: -5 * hour, from: '198.51.100.61', hint: ['uJ4v', '1hKo'] },
  {
    owner: 'Henrik Solberg',
    name: 'edge-purge',
    created: -190 * day,
    expires: 175 * day,
    used: -7 * minute,
    from: '2001:db8:1::9',
    rotated: [-2 * day, 5 * day],
  },
  {
    owner: 'svc-acceptance',
    name: 'acceptance',
    note: 'Made anew by every run of the acceptance tests. Leave it alone.',
    created: -day,
    expires: 29 * day,
    used: -50 * minute,
    from: '192.0.2.200',
  },
]

/** People who have no key yet, so that somebody can make a first one. */
const without = new Set(['Aisha Bello', 'Noah Brandt', 'Yuki Tanabe'])

const purposes = [
  'ansible-dns',
  'cert-manager',
  'dns-report',
  'zone-lint',
  'failover',
  'geo-probe',
  'import-2025',
  'inventory',
  'k8s-prod',
  'k8s-staging',
  'lab',
  'laptop',
  'mail-records',
  'monitoring',
  'ns-compare',
  'pipeline',
  'pulumi',
  'release',
  'sandbox',
  'slack-bot',
  'ticket-sync',
  'vendor-portal',
  'weekly-audit',
  'zone-backup',
]
const notes = [
  'Asked for in DNS-412.',
  'Read only in practice: it lists zones and nothing else.',
  'Belongs to the platform team; ask them before you rotate it.',
  'Trial. Delete when the contract ends.',
  'In the secret store under dns/automation.',
  'Used from the office only.',
  'Replaces the one that leaked in March.\nSee the incident report.',
]
const agents = ['octodns/1.11', 'Terraform/1.13', 'curl/8.14.1', 'python-requests/2.32', 'external-dns/0.19', 'Go-http-client/2.0', 'ansible-httpget']

function address(chance: Chance): string {
  if (chance.hits(0.4)) return `2001:db8:${chance.whole(1, 0xffff).toString(16)}::${chance.whole(1, 0xfff).toString(16)}`
  return `${chance.pick(['192.0.2', '198.51.100', '203.0.113'])}.${chance.whole(2, 254)}`
}

/** A key as they come: some expired, some about to, some being rotated, some never used. */
function madeUp(owner: UserRow, name: string, begin: number, chance: Chance): Plan {
  const created = -Math.min(chance.whole(2, 360) * day, Math.max(day, begin - owner.created_at - hour))
  const fate = chance.next()
  const expires =
    fate < 0.12
      ? -chance.whole(1, Math.max(1, Math.floor(-created / day) - 1)) * day
      : fate < 0.26
        ? chance.whole(1, 30) * day - hour
        : chance.whole(40, 364) * day
  const last = Math.min(expires, 0) - (chance.hits(0.3) ? chance.whole(20, 200) * day : chance.whole(1, 2000) * minute)
  const rotated = fate > 0.9 ? chance.pick<[number, number]>([[-20 * minute, 40 * minute], [-3 * hour, 21 * hour], [-4 * day, 3 * day]]) : undefined
  return {
    owner: owner.name, name, created, expires,
    ...(chance.hits(0.45) ? { note: chance.pick(notes) } : {}),
    ...(rotated !== undefined && created < rotated[0] ? { rotated } : {}),
    ...(chance.hits(0.8) && last > created ? { used: last, from: address(chance), agent: chance.pick(agents) } : {}),
  }
}

function rowsOf(plan: Plan, owner: UserRow, slot: number, begin: number, chance: Chance): SeededKey {
  const at = (time: number) => begin + time
  const createdAt = at(plan.created)
  const id = uuidv7(createdAt, chance.bytes)
  const used = plan.used === undefined ? { last_used_at: null, last_used_from: null } : { last_used_at: at(plan.used), last_used_from: plan.from ?? null }
  const value = (made: number, ends: number | null, hint: [string, string]): CredentialValueTable => ({
    id: uuidv7(made, chance.bytes), credential_id: id, hash: base64url(chance.bytes(32)), hint_start: hint[0], hint_last4: hint[1], created_at: made,
    ends_at: ends,
    // While the old value works, it is the old one that is still used: that is why it was kept.
    ...(plan.rotated === undefined || ends !== null ? used : { last_used_at: null, last_used_from: null }),
  })
  const hint: [string, string] = plan.hint ?? [chance.letters(4), chance.letters(4)]
  const rotatedAt = plan.rotated === undefined ? null : at(plan.rotated[0])
  const values = [value(rotatedAt ?? createdAt, null, hint)]
  if (plan.rotated !== undefined) values.push(value(createdAt, at(plan.rotated[1]), [chance.letters(4), chance.letters(4)]))
  return {
    key: {
      id, kind: 'api-key', owner_id: owner.id, slot, name: plan.name, name_key: nameKey(plan.name), name_skeleton: nameSkeleton(plan.name),
      name_order: naturalKey(plan.name),
      note: plan.note ?? null,
      created_at: createdAt, updated_at: rotatedAt ?? createdAt, rotated_at: rotatedAt, expires_at: at(plan.expires), hint_start: hint[0], hint_last4: hint[1],
      old_ends_at: plan.rotated === undefined ? null : at(plan.rotated[1]), ...used,
      last_used_agent: plan.used === undefined ? null : (plan.agent ?? 'octodns/1.11'), version: rotatedAt === null ? 1 : 2,
    },
    values,
  }
}

/** Two keys at most for each person who has ever signed in; `count` stops earlier. */
export function keyRows(users: readonly UserRow[], begin: number, chance: Chance, count = Number.POSITIVE_INFINITY): SeededKey[] {
  const rows: SeededKey[] = []
  for (const owner of users) {
    if (owner.password === null || without.has(owner.name)) continue
    const plans = known.filter((plan) => plan.owner === owner.name)
    // Of the cast only what the pictures show: a suite knows what it finds.
    if (plans.length === 0) {
      const start = chance.whole(0, purposes.length - 1)
      const wanted = Number.isFinite(count) ? 2 : chance.whole(1, 2)
      for (let n = 0; n < wanted; n++) plans.push(madeUp(owner, purposes[(start + n * 7) % purposes.length]!, begin, chance))
    }
    plans.forEach((plan, at) => {
      if (rows.length < count) rows.push(rowsOf(plan, owner, at + 1, begin, chance))
    })
  }
  return rows
}
