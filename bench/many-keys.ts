import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { base64url, uuidv7 } from '#server/bytes.ts'
import { hintOf, mint } from '#server/credentials/format.ts'
import { deriveKeys } from '#server/keys.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import type { Home } from '../checks/servers.ts'

/*
 * The same API keys in every store: two a user, all live, their values known here. Users without a key come after them, for
 * whom keys are made.
 */

const services = ['billing', 'gateway', 'auth', 'search', 'mailer', 'ingest', 'reports', 'console']
const places = ['prod', 'dev', 'test', 'stage']
const day = 86_400_000
const begin = Date.UTC(2026, 0, 1)
const host = nodeHost('silent')

/** Bytes that are the same for the same text, as the host's random ones. */
const drawnFrom = (text: string) => {
  let draw = 0
  return (size: number) => new Uint8Array(createHash('sha512').update(`${text} ${draw++}`).digest().subarray(0, size))
}

/** The value of key `at`. */
export const valueOf = (at: number): string => mint({ ...host, random: drawnFrom(`value ${at}`) }, 'api-key')

/** Five letters of a number: 26^5 of them. */
function letters(number: number): string {
  let text = ''
  for (let place = 0, left = number; place < 5; place++, left = Math.trunc(left / 26)) text += String.fromCharCode(97 + (left % 26))
  return text
}

const mixed = (at: number) => Math.imul(at + 1, 2_654_435_761) >>> 0
/** Names as people give them: `billing-prod-nqzxa`. */
export const nameOf = (at: number): string => `${services[mixed(at) & 7]}-${places[(mixed(at) >>> 3) & 3]}-${letters((at * 7919 + 13) % 11_881_376)}`
const createdOf = (at: number) => begin + (mixed(at) % (300 * 86_400)) * 1000
const userIdOf = (at: number) => uuidv7(begin, drawnFrom(`user ${at}`))
const keyIdOf = (at: number) => uuidv7(createdOf(at), drawnFrom(`key ${at}`))

export interface Keys {
  /** How many keys there are. */
  count: number
  /** Users without a key. */
  keyless: number
}

export const keylessIds = ({ count, keyless }: Keys): string[] => Array.from({ length: keyless }, (_, at) => userIdOf(count / 2 + at))
export const ownerIdOf = (key: number): string => userIdOf(key >> 1)

type Table = readonly [name: string, columns: readonly string[], rows: (keys: Keys) => Generator<(string | number | null)[]>]

function tables(home: Home): Table[] {
  const { pepper } = deriveKeys(host, readRootKey(join(home.folder, 'root.key'), false))
  const end = Date.now() + 300 * day
  return [
    ['users', ['id', 'name', 'email', 'email_key', 'role', 'enabled', 'created_at', 'updated_at', 'version'], function* rows({ count, keyless }) {
      for (let at = 0; at < count / 2 + keyless; at++) yield [userIdOf(at), `User ${at}`, `user${at}@example.org`, `user${at}@example.org`, 'user', 1, begin, begin, 1]
    }],
    ['credentials', ['id', 'kind', 'owner_id', 'slot', 'name', 'name_key', 'name_skeleton', 'note', 'created_at', 'updated_at', 'expires_at', 'hint_start', 'hint_last4', 'version'], function* rows({ count }) {
      for (let at = 0; at < count; at++) {
        const [name, { start, last4 }] = [nameOf(at), hintOf(valueOf(at))]
        yield [keyIdOf(at), 'api-key', userIdOf(at >> 1), (at & 1) + 1, name, name, name, (mixed(at) & 1023) === 0 ? 'rotated quarterly' : null, createdOf(at), createdOf(at), end, start, last4, 1]
      }
    }],
    ['credential_values', ['id', 'credential_id', 'hash', 'hint_start', 'hint_last4', 'created_at'], function* rows({ count }) {
      for (let at = 0; at < count; at++) {
        const value = valueOf(at)
        const { start, last4 } = hintOf(value)
        yield [uuidv7(createdOf(at), drawnFrom(`value id ${at}`)), keyIdOf(at), base64url(host.crypto.hmacSha256(pepper, value)), start, last4, createdOf(at)]
      }
    }],
  ]
}

/** Rows a statement. */
const chunk = 5000

/** Writes the keys into a home whose servers are down. */
export async function writeKeys(home: Home, keys: Keys): Promise<void> {
  if (home.databaseUrl === undefined) return writeSqlite(home, keys)
  const client = new Client({ connectionString: home.databaseUrl })
  await client.connect()
  try {
    await client.query('SET synchronous_commit = off')
    for (const [name, columns, rows] of tables(home)) {
      let lists: (string | number | null)[][] = columns.map(() => [])
      const types = (await client.query<{ name: string; type: string }>('SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = $1', [name])).rows
      const parameters = columns.map((column, at) => `$${at + 1}::${types.find((one) => one.name === column)!.type}[]`)
      const write = async () => {
        await client.query(`INSERT INTO ${name} (${columns.join(', ')}) SELECT * FROM unnest(${parameters.join(', ')})`, lists)
        lists = columns.map(() => [])
      }
      for (const row of rows(keys)) {
        row.forEach((value, at) => lists[at]!.push(value))
        if (lists[0]!.length === chunk) await write()
      }
      if (lists[0]!.length > 0) await write()
    }
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

function writeSqlite(home: Home, keys: Keys): void {
  const database = new DatabaseSync(join(home.folder, 'countersign.db'))
  try {
    database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY')
    for (const [name, columns, rows] of tables(home)) {
      const insert = database.prepare(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
      let written = 0
      database.exec('BEGIN IMMEDIATE')
      for (const row of rows(keys)) {
        insert.run(...row)
        // In pieces: the log holds each page once a transaction, and would grow to many times the database.
        if (++written % 50_000 === 0) database.exec('COMMIT; BEGIN IMMEDIATE')
      }
      database.exec('COMMIT')
    }
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}
