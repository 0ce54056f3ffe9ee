/**
 * What the server needs from the machine it runs on (S14). `node.ts` fills it in from `node:crypto` and the
 * clock; a test fills it in with a fixed clock; the demo with @noble/hashes. Everything but `scrypt` is
 * synchronous, so that the hot path never waits.
 */
export interface Host {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Cryptographically strong random bytes. */
  random(size: number): Uint8Array
  crypto: HostCrypto
  /** Runs a task in another thread. Not there where there is one thread only (in a browser tab). */
  runTask?: RunTask
  /** Asks another server. Not there where no socket can be opened (in a browser tab). */
  outside?: AskOutside
  /** Calls an API in one's own network. Not there where no socket can be opened (in a browser tab). */
  callApi?: CallApi
  /** Asks nameservers. Not there where no socket can be opened (in a browser tab), unless it plays them. */
  nameserver?: NameserverPort
  /** One structured log line. Never given bodies, credentials, or URLs with values in them. */
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, facts?: Record<string, unknown>): void
  /** Tells a collector what takes how long. Not there unless an operator names one. */
  trace?: Trace
}

/** What a span tells: our own words, ids and counts. Never what came in a request, stands in a row, or is secret. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>

export interface Span {
  /** With `error.type` among them it has failed. */
  note(facts: SpanFacts): void
  /** Runs what is called from elsewhere, such as by a queue, as a part of this one. */
  inside<T>(work: () => T): T
}

export interface SpanOf {
  /** Few names: a route's pattern, a verb and a table. */
  name: string
  /** `server`: somebody's request. `client`: what another one answers, the database as well. `internal`: what is done here. */
  kind: 'server' | 'client' | 'internal'
  facts?: SpanFacts
  /** The caller's `traceparent` (W3C Trace Context §3.2), as it came. */
  parent?: string | null
  /** A part of the one that is open; where none is, it is only done. */
  within?: true
}

/** Does the work and says how long it took; what it throws is thrown on. */
export type Trace = <T>(of: SpanOf, work: (span: Span) => Promise<T>) => Promise<T>

export type HmacHash = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'

export interface HostCrypto {
  hmacSha256(key: Uint8Array, data: Uint8Array | string): Uint8Array
  /** Of TSIG (RFC 8945 §6): MD5 and SHA-1 are there because old nameservers have nothing else. */
  hmac(hash: HmacHash, key: Uint8Array, data: Uint8Array): Uint8Array
  sha256(data: Uint8Array | string): Uint8Array
  /** HKDF-SHA-256 (RFC 5869) without salt; 32 bytes. */
  hkdf(key: Uint8Array, info: string): Uint8Array
  /** AES-256-GCM; the 16-byte tag is appended to the ciphertext. */
  seal(key: Uint8Array, iv: Uint8Array, plain: Uint8Array, aad: string): Uint8Array
  /** Throws when the tag does not verify. */
  open(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array, aad: string): Uint8Array
  /** Constant-time comparison; false when lengths differ. */
  equal(a: Uint8Array, b: Uint8Array): boolean
  /** scrypt (RFC 7914), 32 bytes, off the main thread where there is one. */
  scrypt(password: string, salt: Uint8Array, cost: { N: number; r: number; p: number }): Promise<Uint8Array>
  /** CRC-32 (ISO 3309), unsigned. */
  crc32(text: string): number
}

/** What may take long and needs nothing but a text; a thread knows it by its name (`node/task-thread.ts`). */
export interface Task<Made> {
  readonly name: string
  readonly work: (text: string) => Made
}

/** A text that wants more memory or time than one task is given. */
export class TaskTooLarge extends Error {
  override readonly name = 'TaskTooLarge'
}

/** Rejects with TaskTooLarge, with the signal's reason when nobody waits any more, or with what the work threw. */
export type RunTask = <Made>(task: Task<Made>, text: string, signal: AbortSignal) => Promise<Made>

/** Why nothing was heard from outside. `address`: the name leads into a network that is not the internet. */
export type OutsideFault = 'name' | 'address' | 'unreachable' | 'certificate' | 'timeout' | 'too-large' | 'broken'

/**
 * `GET` of an https URL. The name is resolved once, every address of the answer must be a public one, and the connection goes
 * to the address that was looked at. Follows no redirect, reads 1 MiB at most, takes 10 s at most. Never rejects.
 * `tls` is the protocol's version as Node writes it: `TLSv1.3`.
 */
export type AskOutside = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Promise<{ status: number; text: string; milliseconds: number; tls?: string } | { fault: OutsideFault; milliseconds: number }>

/**
 * A call of an API on a server that an administrator named, by http or https. As `AskOutside`, but that `permits` says where it may go:
 * asked of every address that the name has, before anything is sent.
 */
export type CallApi = (call: {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  permits: (address: string) => boolean
}) => Promise<{ status: number; text: string } | { fault: OutsideFault }>

/** Where a nameserver is asked: an address that was looked at (`dns/addresses.ts`), never a name. */
export interface NameserverPeer {
  address: string
  port: number
}

/** A message of an answer, and how long after the question was sent. */
export interface NameserverReply {
  octets: Uint8Array
  milliseconds: number
}

/** `closed`: the connection ended in the middle of a message. */
export type NameserverFaultCode = 'unreachable' | 'timeout' | 'closed'

/** Why no (more) answer comes. */
export class NameserverFault extends Error {
  override readonly name = 'NameserverFault'
  readonly code: NameserverFaultCode
  /** After how long. */
  readonly milliseconds: number
  constructor(code: NameserverFaultCode, milliseconds: number) {
    super(code)
    this.code = code
    this.milliseconds = milliseconds
  }
}

/**
 * The way to nameservers. Both ways throw `NameserverFault`, or the signal's reason once it is aborted; whoever stops reading ends
 * the socket. `message` is a whole DNS message, at most 64 KiB.
 */
export interface NameserverPort {
  /** Answers are played, and nobody was asked: every check says so. */
  readonly simulated?: true
  /** The addresses that the machine's resolver has for a name, each written plainly; none where there is none. Never rejects but by the signal. */
  resolve(name: string, signal: AbortSignal): Promise<readonly string[]>
  /** By UDP: every datagram from this peer with the id of the question, until 3 s have passed since it was last sent; it is sent twice at most. */
  datagrams(peer: NameserverPeer, message: Uint8Array, signal: AbortSignal): AsyncIterable<NameserverReply>
  /** By TCP (RFC 1035 §4.2.2): every message until the peer closes. Waits 3 s at most for the connection, and for each message. */
  messages(peer: NameserverPeer, message: Uint8Array, signal: AbortSignal): AsyncIterable<NameserverReply>
}
