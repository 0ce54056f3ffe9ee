import { createChain, genesis, type AuditRow } from '#server/audit/chain.ts'
import { uuidv7 } from '#server/bytes.ts'
import type { AuditTable, MetaTable } from '#server/db/tables.ts'
import type { TsigKeyTable } from '#server/db/tables-of-dns.ts'
import type { Host } from '#server/host.ts'
import { iso } from '#server/time.ts'
import { tsigKeyFacts } from '#server/nouns/tsig-keys/rows.ts'
import type { SeededKey } from './api-keys.ts'
import type { Deed } from './certcentral.ts'
import type { Chance } from './random.ts'
import type { UserRow } from './users.ts'

type Event = Omit<AuditRow, 'seq' | 'request_id' | 'detail'> & { detail: Record<string, unknown> }

const office = ['192.0.2.14', '192.0.2.15', '2001:db8::17', '198.51.100.24']

/** What has happened so far, as the server would have written it: who came, who made and rotated what, and what was refused. */
export function auditRows(
  crypto: Host['crypto'],
  key: Uint8Array,
  users: readonly UserRow[],
  keys: readonly SeededKey[],
  tsigKeys: readonly TsigKeyTable[],
  chance: Chance,
  tokens: readonly SeededKey[] = [],
  deeds: readonly Deed[] = [],
): { rows: AuditTable[]; head: MetaTable } {
  const byId = new Map(users.map((user) => [user.id, user]))
  const [founder] = users
  const events: Event[] = []
  const add = (time: number, actor: UserRow | undefined, action: string, kind: string, object: { id: string; name: string }, more: Partial<Event> = {}) => {
    events.push({
      time,
      actor_id: actor?.id ?? null,
      actor_name: actor?.name ?? '',
      credential: actor === undefined ? 'none' : `session:${uuidv7(time, chance.bytes)}`,
      address: chance.pick(office),
      action,
      object_kind: kind,
      object_id: object.id,
      object_name: object.name,
      outcome: 'done',
      detail: {},
      ...more,
    })
  }

  for (const user of users) {
    if (user === founder) add(user.created_at, user, 'setup.complete', 'user', user, { credential: 'none' })
    else
      add(user.created_at, founder, 'user.create', 'user', user, { detail: { after: { name: user.name, email: user.email, role: user.role, invited: true } } })
    if (user.password === null || user.last_sign_in_at === null || user.last_sign_in_at === undefined) continue
    if (user !== founder) add(user.created_at + 3_600_000, user, 'invitation.accept', 'user', user, { credential: 'none' })
    if (chance.hits(0.15)) add(user.last_sign_in_at - 20_000, undefined, 'session.create', 'user', user, { outcome: 'denied: invalid-credential' })
    add(user.last_sign_in_at, user, 'session.create', 'user', user, { credential: 'none' })
    if (user.enabled === 0)
      add(user.last_sign_in_at + 86_400_000, founder, 'user.disable', 'user', user, { detail: { before: { status: 'active' }, after: { status: 'disabled' } } })
  }

  for (const { key: row, values } of keys) {
    const owner = byId.get(row.owner_id)!
    const of = { owner: { id: owner.id, name: owner.name } }
    const hint = { start: row.hint_start, last4: row.hint_last4 }
    const old = values.find(({ ends_at: endsAt }) => endsAt !== null)
    const first = old === undefined ? hint : { start: old.hint_start, last4: old.hint_last4 }
    const expiresAt = iso(row.expires_at!)
    add(row.created_at, owner, 'api-key.create', 'api-key', row, { detail: { ...of, after: { name: row.name, note: row.note, expiresAt, hint: first } } })
    if (old !== undefined) {
      add(row.rotated_at!, owner, 'api-key.rotate', 'api-key', row, {
        detail: { ...of, before: { hint: first, expiresAt, note: row.note }, after: { hint, expiresAt, note: row.note, oldValueEndsAt: iso(old.ends_at!) } },
      })
    }
    // Somebody who follows a link to another's key.
    if (chance.hits(0.05)) {
      const other = chance.pick(users)
      if (other.role === 'user' && other.password !== null && other !== owner)
        add(row.created_at + chance.whole(1, 40) * 1_800_000, other, 'api-key.rotate', 'api-key', { id: row.id, name: '' }, { outcome: 'denied: not-found' })
    }
  }

  // The first administrator made them all, and later gave some another secret.
  for (const row of tsigKeys) {
    const { fingerprint } = row
    const first = row.version === 1 ? fingerprint : Array.from(chance.bytes(5), (byte) => byte.toString(16).padStart(2, '0')).join(':')
    add(row.created_at, founder, 'tsig-key.create', 'tsig-key', row, { detail: { after: { ...tsigKeyFacts(row), fingerprint: first } } })
    if (row.version > 1)
      add(row.updated_at, founder, 'tsig-key.update', 'tsig-key', row, { detail: { before: { fingerprint: first }, after: { fingerprint } } })
  }

  for (const { key: row } of tokens) {
    const owner = byId.get(row.owner_id)!
    const of = { owner: { id: owner.id, name: owner.name } }
    const after = { name: row.name, endDate: row.expires_at === null ? null : iso(row.expires_at).slice(0, 10), status: 'enabled' }
    add(row.created_at, owner, 'one-token.create', 'one-token', row, {
      detail: { ...of, after: { ...after, hint: { start: row.hint_start, last4: row.hint_last4 } } },
    })
    if (row.enabled === 0)
      add(row.updated_at, owner, 'one-token.disable', 'one-token', row, { detail: { ...of, before: after, after: { ...after, status: 'disabled' } } })
  }

  for (const { time, by, action, object, detail } of deeds) add(time, by, action, object.kind, object, { detail })

  const chain = createChain(crypto, key)
  let hash = genesis
  const rows = events
    .sort((a, b) => a.time - b.time)
    .map(({ detail, ...event }, at): AuditTable => {
      const row: AuditRow = { seq: at + 1, ...event, detail: JSON.stringify(detail), request_id: uuidv7(event.time, chance.bytes) }
      hash = chain.next(hash, row)
      return { ...row, hash }
    })
  return { rows, head: { key: 'audit-head', value: chain.head(rows.length, hash) } }
}
