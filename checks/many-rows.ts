import { join } from 'node:path'
import { createChain, genesis, type AuditRow } from '#server/audit/chain.ts'
import { uuidv7 } from '#server/bytes.ts'
import { deriveKeys } from '#server/secrets/keys.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { rowsOf } from './database.ts'
import { fill, type Cell, type Table } from './fill.ts'
import type { Home } from './servers.ts'

/*
 * A large installation, written behind the back of a server that is down: credentials of every kind, people, and a trail whose
 * chain holds. Some of it is as large as the API takes it, so that a page of it is.
 */

export interface Many {
  /** Credentials: 40 % API keys, two a person; 30 % CertCentral keys, 25 % ONE tokens, 5 % TSIG keys. */
  keys: number
  /** Rows of the audit log. */
  rows: number
  /** Rows as large as can be: TSIG keys with all their servers, and what the log has of them. */
  giants: number
  /** Live tokens of each key in `busy`. */
  tokens: number
}

const day = 86_400_000
const host = nodeHost('silent')
const services = ['billing', 'gateway', 'auth', 'search', 'mailer', 'ingest', 'reports', 'console']
const places = ['prod', 'dev', 'test', 'stage']

/** A rising row of numbers below 1 that is the same in every run. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const nameOf = (at: number) => `${services[at & 7]}-${places[(at >>> 3) & 3]}-${at.toString(36)}`
/** 200 servers, each with a name as long as names are: what one TSIG key may be used by. */
const usedBy = Array.from({ length: 200 }, (_, at) => `ns${at}.${'abcdefghi.'.repeat(24)}example`).join(', ')

/** What a check asks about: ids of rows that were written. */
export interface Written {
  /** API keys that have many live tokens each. */
  busy: string[]
  /** API keys of many people. */
  keys: string[]
  /** A nameserver that a thousand keys are used at, each of them checked there as often as is kept; and those uses. */
  checked: string
  uses: string[]
}

function tables(home: Home, many: Many, administrator: string, last: { seq: number; hash: string }, written: Written): Table[] {
  const chance = chances(7)
  const now = Date.now()
  const id = () => uuidv7(now - Math.floor(chance() * 300 * day), host.random)
  const maybe = (share: number, at: () => number) => (chance() < share ? Math.round(at()) : null)
  const end = () => Math.round(now + (chance() * 395 - 30) * day)
  const people = Array.from({ length: Math.ceil(many.keys * 0.2) }, id)
  const share = (part: number) => Math.floor(many.keys * part)
  const certcentral: string[] = []
  /** Keys of the nameserver that is checked most. */
  const checked: string[] = []
  const checks = many.giants === 0 ? 0 : Math.min(100, Math.ceil(many.keys / 1000))
  const values: [id: string, key: string][] = []
  /** A fifth of what has no limit is one person's. */
  const owner = (at: number) => (at % 5 === 0 ? administrator : people[at % people.length]!)
  const credential = (kind: string, owned: string, slot: number | null, at: number, expires: number | null): Cell[] => {
    const name = nameOf(at)
    const made = now - Math.floor(chance() * 300 * day)
    return [
      id(),
      kind,
      owned,
      slot,
      name,
      name,
      name,
      at % 1000 === 0 ? 'rotated quarterly' : null,
      made,
      made,
      expires,
      'abcd',
      `${at % 10_000}`.padStart(4, 'w'),
      maybe(kind === 'api-key' ? 0.01 : 0, () => now + chance() * 7 * day),
      maybe(0.9, () => now - chance() * 200 * day),
      '192.0.2.7',
      1,
      chance() < 0.95 ? 1 : 0,
    ]
  }
  const chain = createChain(host.crypto, deriveKeys(host, readRootKey(join(home.folder, 'root.key'), false)).audit)

  return [
    [
      'users',
      ['id', 'name', 'email', 'email_key', 'role', 'enabled', 'created_at', 'updated_at', 'version', 'service'],
      function* rows() {
        for (const [at, one] of people.entries())
          yield [
            one,
            `Person ${nameOf(at)}`,
            `person${at}@example.org`,
            `person${at}@example.org`,
            'user',
            at % 50 === 1 ? 0 : 1,
            now,
            now,
            1,
            at % 100 === 2 ? 1 : 0,
          ]
      },
    ],
    [
      'user_divisions',
      ['user_id', 'division'],
      function* rows() {
        for (const [at, one] of people.entries()) if (at % 100 === 2) for (const division of [1, 2, 3]) yield [one, division]
      },
    ],
    [
      'credentials',
      [
        'id',
        'kind',
        'owner_id',
        'slot',
        'name',
        'name_key',
        'name_skeleton',
        'note',
        'created_at',
        'updated_at',
        'expires_at',
        'hint_start',
        'hint_last4',
        'old_ends_at',
        'last_used_at',
        'last_used_from',
        'version',
        'enabled',
      ],
      function* rows() {
        for (let at = 0; at < share(0.4); at++) {
          const row = credential('api-key', people[at >> 1]!, (at % 2) + 1, at, end())
          written.keys.push(row[0] as string)
          if (at < 6) {
            written.busy.push(row[0] as string)
            values.push([id(), row[0] as string])
          }
          yield row
        }
        for (let at = 0; at < share(0.3); at++) {
          const row = credential('certcentral-key', owner(at), null, at, null)
          certcentral.push(row[0] as string)
          yield row
        }
        for (let at = 0; at < share(0.25); at++) yield credential('one-token', owner(at), null, at, maybe(0.8, end))
      },
    ],
    [
      'certcentral_keys',
      ['credential_id', 'restricted_to_role_id'],
      function* rows() {
        for (const one of certcentral) yield [one, [0, 100, 101, 102, 103][Math.floor(chance() * 5)]!]
      },
    ],
    [
      'credential_values',
      ['id', 'credential_id', 'hash', 'hint_start', 'hint_last4', 'created_at'],
      function* rows() {
        for (const [value, key] of values) yield [value, key, `hash ${value}`, 'abcd', 'wxyz', now]
      },
    ],
    [
      'auth_tokens',
      ['hash', 'value_id', 'created_at', 'expires_at'],
      function* rows() {
        for (const [value] of values) for (let at = 0; at < many.tokens; at++) yield [`${value} ${at}`, value, now, now + day]
      },
    ],
    [
      'tsig_keys',
      [
        'id',
        'name',
        'algorithm',
        'secret',
        'secret_version',
        'secret_bits',
        'fingerprint',
        'tags',
        'used_by',
        'created_at',
        'updated_at',
        'check_verdict',
        'checked_at',
        'version',
      ],
      function* rows() {
        for (let at = 0; at < share(0.05); at++)
          yield [
            checked.length < Math.min(1000, checks * 10) ? (checked[checked.length] = id()) : id(),
            `key${String(at).padStart(6, '0')}.example`,
            chance() < 0.1 ? 'HMAC-SHA224' : 'HMAC-SHA256',
            '',
            1,
            256,
            '00:00:00:00:00',
            'lab, north',
            at < many.giants ? usedBy : null,
            now - at,
            now,
            chance() < 0.5 ? 'accepted' : 'bad-time',
            now,
            1,
          ]
      },
    ],
    [
      'nameservers',
      [
        'id', 'name', 'name_key', 'kind', 'addresses', 'port', 'created_at', 'updated_at', 'version', 'way', 'api_key_version', 'wanted', 'wanted_digest',
        'wanted_at',
      ],
      function* rows() {
        written.checked = id()
        yield [written.checked, 'checked.example', 'checked.example', 'bind', '192.0.2.53', 53, now, now, 1, 'pull', 0, 0, '', 0]
      },
    ],
    [
      'tsig_uses',
      ['id', 'tsig_key_id', 'nameserver_id', 'zone', 'purpose', 'created_at'],
      function* rows() {
        for (const key of checked) {
          const use = id()
          written.uses.push(use)
          yield [use, key, written.checked, 'a.example', 'answers-transfers', now]
        }
      },
    ],
    [
      'tsig_checks',
      ['id', 'tsig_key_id', 'nameserver_id', 'zone', 'verdict', 'enforced', 'clock', 'detail', 'checked_at', 'checked_by', 'worse'],
      function* rows() {
        const detail = JSON.stringify({ verdict: 'accepted', enforced: true, steps: [], next: null, filler: 'x'.repeat(2000) })
        for (let time = now - checks * 60_000; time < now; time += 60_000)
          for (const key of checked) yield [uuidv7(time, host.random), key, written.checked, 'a.example', 'accepted', 1, 0, detail, time, null, 0]
      },
    ],
    [
      'audit',
      [
        'seq',
        'time',
        'actor_id',
        'actor_name',
        'credential',
        'address',
        'action',
        'object_kind',
        'object_id',
        'object_name',
        'outcome',
        'detail',
        'request_id',
        'hash',
      ],
      function* rows() {
        let { seq, hash } = last
        for (const until = seq + many.rows; seq < until;) {
          seq++
          const giant = seq > until - many.giants
          const row: AuditRow = {
            seq,
            time: now - (until - seq) * 1000,
            actor_id: people[seq % people.length]!,
            actor_name: `Person ${nameOf(seq % people.length)}`,
            credential: `session:${people[seq % people.length]!}`,
            address: '192.0.2.7',
            action: seq % 3 === 0 ? 'session.create' : 'api-key.rotate',
            object_kind: 'api-key',
            object_id: people[(seq * 7) % people.length]!,
            object_name: nameOf(seq),
            outcome: seq % 17 === 0 ? 'denied: not-allowed' : 'done',
            detail: JSON.stringify(giant ? { before: { usedBy }, after: { usedBy } } : { before: { note: null }, after: { note: `number ${seq}` } }),
            request_id: people[(seq * 13) % people.length]!,
          }
          hash = chain.next(hash, row)
          yield [...(Object.values(row) as Cell[]), hash]
        }
        last = { seq, hash }
      },
    ],
    // Last, since only now is it known.
    [
      'meta',
      ['key', 'value'],
      function* rows() {
        yield ['audit-head', chain.head(last.seq, last.hash)]
      },
    ],
  ]
}

/** Writes the installation. The first server that ran here has made the administrator whose id is given. */
export async function writeMany(home: Home, many: Many): Promise<Written> {
  const [administrator] = await rowsOf<{ id: string }>(home, 'SELECT id FROM users ORDER BY created_at LIMIT 1')
  const [newest] = await rowsOf<{ seq: number | string; hash: string }>(home, 'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1')
  const written: Written = { busy: [], keys: [], checked: '', uses: [] }
  const list = tables(home, many, administrator!.id, newest ? { seq: Number(newest.seq), hash: newest.hash } : { seq: 0, hash: genesis }, written)
  await fill(home, list, `DELETE FROM meta WHERE key = 'audit-head'`)
  return written
}
