import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  randomFillSync,
  scrypt,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import { crc32 } from 'node:zlib'
import { valuePattern } from '#contract/credential-kinds.ts'
import type { Host } from '../host.ts'
import { nodeNameserver } from './nameserver.ts'
import { createCallApi, createOutside } from './outside.ts'
import { taskRunner } from './run-task.ts'

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof levels)[number]

/** Anything that looks like one of our values: a last line of defence, should one ever reach a log line. */
const secrets = new RegExp(valuePattern(4), 'g')

/** HMAC keys as key objects: Node copies raw bytes into a new one on every call. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>()
function keyObject(key: Uint8Array): KeyObject {
  let found = keyObjects.get(key)
  if (!found) keyObjects.set(key, (found = createSecretKey(key)))
  return found
}

/** Random bytes drawn a few kilobytes at a time; what is handed out is copied and wiped from the pool. */
function randomPool(size = 4096): (count: number) => Uint8Array {
  const pool = new Uint8Array(size)
  let at = size
  return (count) => {
    if (count > size / 8) return randomBytes(count)
    if (at + count > size) {
      randomFillSync(pool)
      at = 0
    }
    const out = pool.slice(at, at + count)
    pool.fill(0, at, at + count)
    at += count
    return out
  }
}

export interface NodeHost extends Host {
  /** Writes what waits for the end of this turn: before the process ends, which waits for nothing. */
  flush(): void
}

/**
 * The host on Node: `node:crypto`, the machine's clock, JSON lines on `write`. Lines of one turn go out together, so that
 * logging does not cost a system call per request.
 */
export function nodeHost(logLevel: LogLevel, write: (lines: string) => void = (lines) => void process.stdout.write(lines)): NodeHost {
  const least = levels.indexOf(logLevel)
  let pending = ''
  const flush = () => {
    if (pending !== '') write(pending)
    pending = ''
  }
  return {
    flush,
    now: () => Date.now(),
    random: randomPool(),
    outside: createOutside(),
    callApi: createCallApi(),
    nameserver: nodeNameserver(),
    runTask: taskRunner(),
    crypto: {
      hmacSha256: (key, data) => createHmac('sha256', keyObject(key)).update(data).digest(),
      hmac: (hash, key, data) => createHmac(hash, keyObject(key)).update(data).digest(),
      sha256: (data) => createHash('sha256').update(data).digest(),
      hkdf: (key, info) => new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), info, 32)),
      seal(key, iv, plain, aad) {
        const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
        cipher.setAAD(Buffer.from(aad))
        return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
      },
      open(key, iv, sealed, aad) {
        if (sealed.length < 16) throw new Error('Too short to hold a tag.')
        // Without authTagLength Node accepts a tag cut to four bytes.
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
        decipher.setAAD(Buffer.from(aad))
        decipher.setAuthTag(sealed.subarray(sealed.length - 16))
        return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
      },
      equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
      scrypt: (password, salt, { N, r, p }) =>
        new Promise((resolve, reject) => {
          scrypt(password, salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error ? reject(error) : resolve(key)))
        }),
      crc32: (text) => crc32(text),
    },
    log(level, message, facts) {
      if (levels.indexOf(level) < least) return
      if (pending === '') setImmediate(flush)
      const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...facts })
      pending += `${line.replace(secrets, (found) => `${found.slice(0, 7)}[redacted]`)}\n`
    },
  }
}
