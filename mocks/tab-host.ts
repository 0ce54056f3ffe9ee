import { gcm } from '@noble/ciphers/aes.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { scryptAsync } from '@noble/hashes/scrypt.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { utf8 } from '#server/bytes.ts'
import type { Host } from '#server/host.ts'

const bytes = (data: Uint8Array | string): Uint8Array => (typeof data === 'string' ? utf8(data) : data)

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(text: string): number {
  let crc = 0xffffffff
  for (const byte of utf8(text)) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ b[at]!
  return difference === 0
}

/** AES-256-GCM and nothing shorter: noble would take a key of 16 bytes for AES-128, Node refuses it. */
function cipher(key: Uint8Array, iv: Uint8Array, aad: string) {
  if (key.length !== 32) throw new Error('A key has 32 bytes.')
  return gcm(key, iv, utf8(aad))
}

const hashes = { md5, sha1, sha224, sha256, sha384, sha512 }

const say: Partial<Record<Parameters<Host['log']>[0], (...facts: unknown[]) => void>> = { warn: console.warn, error: console.error }

/**
 * The host in a browser tab: @noble in the place of `node:crypto`, because Web Crypto only answers asynchronously and the
 * server's hot path never waits. Only what went wrong is logged, into the browser's console.
 */
export const tabHost = (now: () => number, log: Host['log'] = (level, message, facts) => say[level]?.(`[demo] ${message}`, facts)): Host => ({
  now,
  random: (size) => crypto.getRandomValues(new Uint8Array(size)),
  crypto: {
    hmacSha256: (key, data) => hmac(sha256, key, bytes(data)),
    hmac: (hash, key, data) => hmac(hashes[hash], key, data),
    sha256: (data) => sha256(bytes(data)),
    hkdf: (key, info) => hkdf(sha256, key, undefined, utf8(info), 32),
    seal: (key, iv, plain, aad) => cipher(key, iv, aad).encrypt(plain),
    open: (key, iv, sealed, aad) => cipher(key, iv, aad).decrypt(sealed),
    equal,
    scrypt: (password, salt, { N, r, p }) => scryptAsync(password, salt, { N, r, p, dkLen: 32 }),
    crc32,
  },
  log,
})
