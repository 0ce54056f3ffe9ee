import type { HmacHash, HostCrypto } from '../host.ts'
import { DnsFault } from './fault.ts'
import { classes, types, type Message, type Tsig } from './message.ts'
import { lowered, nameOf, sameName, textOf, type Name } from './names.ts'
import { joined, messageMost, u16, u32, u48 } from './octets.ts'

/* Signing and verifying of one message (RFC 8945). A transfer of many messages is in tsig-stream.ts. */

/** The algorithms by their names on the wire (RFC 8945 §6), those too that the product makes no keys of. */
export const wireAlgorithms = {
  'hmac-md5.sig-alg.reg.int': { hash: 'md5', octets: 16 },
  'hmac-sha1': { hash: 'sha1', octets: 20 },
  'hmac-sha224': { hash: 'sha224', octets: 28 },
  'hmac-sha256': { hash: 'sha256', octets: 32 },
  'hmac-sha384': { hash: 'sha384', octets: 48 },
  'hmac-sha512': { hash: 'sha512', octets: 64 },
} as const satisfies Record<string, { hash: HmacHash; octets: number }>
export type WireAlgorithm = keyof typeof wireAlgorithms

/** RFC 8945 §3. */
export const tsigErrors = { BADSIG: 16, BADKEY: 17, BADTIME: 18, BADTRUNC: 22 } as const
export const tsigErrorName = (error: number): string | null =>
  error === 0 ? null : (Object.entries(tsigErrors).find(([, code]) => code === error)?.[0] ?? `ERROR${error}`)

/** How far clocks may be apart, as everybody has it (RFC 8945 §10). */
export const usualFudge = 300

export interface TsigKey {
  name: Name
  algorithm: WireAlgorithm
  secret: Uint8Array
  /** How much of a MAC is sent, and the least that is taken (RFC 8945 §5.2.2.1); all of it unless said. */
  macOctets?: number
}

/** A key by the texts of its name and algorithm. */
export function keyOf({ name, algorithm, ...rest }: { name: string; algorithm: string; secret: Uint8Array; macOctets?: number }): TsigKey {
  const wire = algorithm.toLowerCase().replace(/\.$/, '')
  if (!Object.hasOwn(wireAlgorithms, wire)) throw new DnsFault('algorithm', 'There is no such TSIG algorithm.')
  return { name: nameOf(name), algorithm: wire as WireAlgorithm, ...rest }
}

/** What is digested before the message: the MAC of the request (§5.3), or in a stream the MAC before and the unsigned messages since (§5.3.1). */
export interface Before {
  mac: Uint8Array
  between?: readonly Uint8Array[]
  /** From the second message of a stream on: of the variables only the times are digested. */
  timersOnly?: boolean
}

type Variables = Pick<Tsig, 'name' | 'algorithm' | 'timeSigned' | 'fudge' | 'error' | 'otherData'>

/** The octets that are digested (RFC 8945 §4.3). `message` is without its TSIG record, with the id it had when it was signed. */
function digested(message: Uint8Array, tsig: Variables, before: Before | undefined): Uint8Array {
  const timers = [u48(tsig.timeSigned), u16(tsig.fudge)]
  return joined([
    ...(before ? [u16(before.mac.length), before.mac, ...(before.between ?? [])] : []),
    message,
    ...(before?.timersOnly
      ? timers
      : [
          // §4.3.3: names in canonical form, class ANY, TTL 0.
          lowered(tsig.name), u16(classes.ANY), u32(0), lowered(tsig.algorithm), ...timers, u16(tsig.error), u16(tsig.otherData.length), tsig.otherData,
        ]),
  ])
}

const macOf = (crypto: Pick<HostCrypto, 'hmac'>, key: TsigKey, data: Uint8Array) => crypto.hmac(wireAlgorithms[key.algorithm].hash, key.secret, data)

/** The message with one record more (RFC 8945 §5.1); `mac` as it was sent. */
function withTsig(message: Uint8Array, tsig: Omit<Tsig, 'start'>): Uint8Array {
  const data = joined([
    tsig.algorithm, u48(tsig.timeSigned), u16(tsig.fudge), u16(tsig.mac.length), tsig.mac, u16(tsig.originalId), u16(tsig.error), u16(tsig.otherData.length),
    tsig.otherData,
  ])
  const whole = joined([message, tsig.name, u16(types.TSIG), u16(classes.ANY), u32(0), u16(data.length), data])
  if (whole.length > messageMost) throw new DnsFault('too-large', `A message has at most ${messageMost} octets.`)
  whole.set(u16(whole[10]! * 256 + whole[11]! + 1), 10)
  return whole
}

export interface Signing {
  key: TsigKey
  /** Seconds since 1970. */
  time: number
  fudge?: number
  error?: number
  otherData?: Uint8Array
  before?: Before
}

/** Signs a message. The MAC is that which an answer, or the next message of a stream, digests first. */
export function sign(crypto: Pick<HostCrypto, 'hmac'>, message: Uint8Array, signing: Signing): { octets: Uint8Array; mac: Uint8Array } {
  const { key, time, fudge = usualFudge, error = 0, otherData = new Uint8Array(), before } = signing
  const variables = { name: key.name, algorithm: nameOf(key.algorithm), timeSigned: time, fudge, error, otherData }
  const mac = macOf(crypto, key, digested(message, variables, before)).subarray(0, key.macOctets ?? wireAlgorithms[key.algorithm].octets)
  return { octets: withTsig(message, { ...variables, mac, originalId: message[0]! * 256 + message[1]! }), mac }
}

/** An answer to a request that could not be verified: its TSIG is repeated with the error and an empty MAC (RFC 8945 §5.3.2). */
export const unsignedError = (message: Uint8Array, request: Omit<Tsig, 'start'>, error: number): Uint8Array =>
  withTsig(message, { ...request, mac: new Uint8Array(), error, otherData: new Uint8Array() })

/** The server's clock in an answer with BADTIME (RFC 8945 §5.2.3), whose time signed is that of the request; else the time signed. */
export function timeOf(tsig: Tsig): number {
  if (tsig.error !== tsigErrors.BADTIME || tsig.otherData.length !== 6) return tsig.timeSigned
  return tsig.otherData.reduce((time, octet) => time * 256 + octet, 0)
}

/** `format`: a MAC that nobody may send. `unsigned`: an empty one, as with BADKEY and BADSIG. */
export type TsigFault = 'key' | 'format' | 'unsigned' | 'signature' | 'time' | 'truncation'

/** What is wrong with a message's signature, in the order of RFC 8945 §5.2: key, MAC, time, truncation; `undefined` for nothing. */
export function verify(
  crypto: Pick<HostCrypto, 'hmac' | 'equal'>,
  { octets, tsig }: Pick<Message, 'octets'> & { tsig: Tsig },
  { key, time, before }: { key: TsigKey; time: number; before?: Before },
): TsigFault | undefined {
  // §5.2.1
  if (!sameName(tsig.name, key.name) || textOf(lowered(tsig.algorithm)) !== key.algorithm) return 'key'
  // §5.2.2.1: longer than the digest, or shorter than half of it or ten octets, is FORMERR.
  const full = wireAlgorithms[key.algorithm].octets
  if (tsig.mac.length === 0) return 'unsigned'
  if (tsig.mac.length > full || tsig.mac.length < Math.max(10, full / 2)) return 'format'
  // §4.3.2: without the TSIG record, and with the id that was signed.
  const message = octets.slice(0, tsig.start)
  message.set(u16(tsig.originalId), 0)
  message.set(u16(message[10]! * 256 + message[11]! - 1), 10)
  const mac = macOf(crypto, key, digested(message, tsig, before))
  if (!crypto.equal(mac.subarray(0, tsig.mac.length), tsig.mac)) return 'signature'
  // §5.2.3
  if (Math.abs(time - tsig.timeSigned) > tsig.fudge) return 'time'
  // §5.2.4
  return tsig.mac.length < (key.macOctets ?? full) ? 'truncation' : undefined
}
