import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { naturalKey } from '#contract/natural.ts'
import { uuidv7 } from '#server/bytes.ts'
import { nodeHost } from '#server/node/host.ts'

const day = 86_400_000

/** A rising row of numbers below 1 that is the same in every run. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * Writes `count` credentials into the database in `folder`, whose server is down: 40 % API keys, two a user, 30 % CertCentral
 * keys, 25 % ONE tokens, 5 % TSIG keys, and twenty AuthKeys. Of their users every fiftieth is disabled. None has a value.
 */
export function writeCredentials(folder: string, count: number): void {
  const database = new DatabaseSync(join(folder, 'countersign.db'))
  const { random } = nodeHost('silent')
  const [chance, now] = [chances(7), Date.now()]
  const id = () => uuidv7(now - Math.floor(chance() * 300 * day), random)
  const maybe = (share: number, at: () => number) => (chance() < share ? Math.round(at()) : null)
  database.exec('BEGIN IMMEDIATE')
  const user = database.prepare(
    "INSERT INTO users (id, name, email, email_key, role, enabled, password, created_at, updated_at, version) VALUES (?, ?, ?, ?, 'user', ?, NULL, ?, ?, 1)",
  )
  const users = Array.from({ length: Math.ceil(count * 0.2) }, (_, at) => {
    const one = id()
    user.run(one, `User ${at}`, `user${at}@example.org`, `user${at}@example.org`, at % 50 === 0 ? 0 : 1, now, now)
    return one
  })
  const credential =
    database.prepare(`INSERT INTO credentials (id, kind, owner_id, slot, name, name_key, name_skeleton, name_order, created_at, updated_at, expires_at, ` +
      `hint_start, hint_last4, old_ends_at, last_used_at, last_used_from, version, enabled)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'abcd', 'wxyz', ?, ?, '192.0.2.7', 1, ?)`)
  const certcentral = database.prepare('INSERT INTO certcentral_keys (credential_id, restricted_to_role_id) VALUES (?, ?)')
  function write(kind: string, owner: string, slot: number | null, at: number, expires: number | null): string {
    const [one, name] = [id(), `${kind}-${at}`]
    credential.run(
      one,
      kind,
      owner,
      slot,
      name,
      name,
      name,
      naturalKey(name),
      now - Math.floor(chance() * 300 * day),
      now,
      expires,
      kind === 'api-key' ? maybe(0.01, () => now + chance() * 7 * day) : null,
      maybe(0.9, () => now - chance() * 200 * day),
      kind === 'api-key' || chance() < 0.95 ? 1 : 0,
    )
    return one
  }
  const end = () => Math.round(now + (chance() * 395 - 30) * day)
  for (let at = 0; at < count * 0.4; at++) write('api-key', users[at >> 1]!, (at % 2) + 1, at, end())
  for (let at = 0; at < count * 0.3; at++)
    certcentral.run(write('certcentral-key', users[at % users.length]!, null, at, null), [0, 100, 101, 102, 103][Math.floor(chance() * 5)]!)
  for (let at = 0; at < count * 0.25; at++) write('one-token', users[at % users.length]!, null, at, maybe(0.8, end))
  const tsig = database.prepare(
    "INSERT INTO tsig_keys (id, name, name_order, algorithm, secret, secret_version, secret_bits, fingerprint, created_at, updated_at, check_verdict, " +
      "checked_at, version) VALUES (?, ?, ?, ?, '', 1, 256, '00:00:00:00:00', ?, ?, ?, ?, 1)",
  )
  for (let at = 0; at < count * 0.05; at++) {
    const name = `key${at}.example`
    tsig.run(id(), name, naturalKey(name), chance() < 0.1 ? 'HMAC-SHA224' : 'HMAC-SHA256', now, now, chance() < 0.5 ? 'accepted' : 'bad-time', now)
  }
  const authKey = database.prepare('INSERT INTO auth_keys (id, sealed, hint_last4, created_at, expires_at) VALUES (?, \'\', \'wxyz\', ?, ?)')
  for (let at = 0; at < 20; at++) authKey.run(id(), now, end())
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}
