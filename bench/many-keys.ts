import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { naturalKey } from '#contract/natural.ts'
import { base64url, uuidv7 } from '#server/bytes.ts'
import { hintOf, mint } from '#server/credentials/format.ts'
import { deriveKeys } from '#server/secrets/keys.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { fill, type Table } from '../checks/fill.ts'
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

function tables(home: Home, { count, keyless }: Keys): Table[] {
  const { pepper } = deriveKeys(host, readRootKey(join(home.folder, 'root.key'), false))
  const end = Date.now() + 300 * day
  return [
    [
      'users',
      ['id', 'name', 'email', 'email_key', 'role', 'enabled', 'created_at', 'updated_at', 'version'],
      function* rows() {
        for (let at = 0; at < count / 2 + keyless; at++)
          yield [userIdOf(at), `User ${at}`, `user${at}@example.org`, `user${at}@example.org`, 'user', 1, begin, begin, 1]
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
        'name_order',
        'note',
        'created_at',
        'updated_at',
        'expires_at',
        'hint_start',
        'hint_last4',
        'version',
      ],
      function* rows() {
        for (let at = 0; at < count; at++) {
          const [name, { start, last4 }] = [nameOf(at), hintOf(valueOf(at))]
          yield [
            keyIdOf(at),
            'api-key',
            userIdOf(at >> 1),
            (at & 1) + 1,
            name,
            name,
            name,
            naturalKey(name),
            (mixed(at) & 1023) === 0 ? 'rotated quarterly' : null,
            createdOf(at),
            createdOf(at),
            end,
            start,
            last4,
            1,
          ]
        }
      },
    ],
    [
      'credential_values',
      ['id', 'credential_id', 'hash', 'hint_start', 'hint_last4', 'created_at'],
      function* rows() {
        for (let at = 0; at < count; at++) {
          const value = valueOf(at)
          const { start, last4 } = hintOf(value)
          yield [uuidv7(createdOf(at), drawnFrom(`value id ${at}`)), keyIdOf(at), base64url(host.crypto.hmacSha256(pepper, value)), start, last4, createdOf(at)]
        }
      },
    ],
  ]
}

/** Writes the keys into a home whose servers are down. */
export const writeKeys = async (home: Home, keys: Keys): Promise<void> => fill(home, tables(home, keys))
