import type { HostCrypto } from '../host.ts'
import type { Message } from './message.ts'
import { verify, type TsigFault, type TsigKey } from './tsig.ts'

/** How many messages in a row may come without a signature (RFC 8945 §5.3.1). */
const unsignedMost = 99

/**
 * The signatures of an answer of many messages (RFC 8945 §5.3.1): the first is signed as any answer; each later signature digests the
 * MAC before it, the unsigned messages since, its own message and its times. First and last must be signed.
 */
export class SignedStream {
  readonly #crypto: Pick<HostCrypto, 'hmac' | 'equal'>
  readonly #key: TsigKey
  #mac: Uint8Array
  #between: Uint8Array[] = []
  #first = true

  constructor(crypto: Pick<HostCrypto, 'hmac' | 'equal'>, key: TsigKey, requestMac: Uint8Array) {
    this.#crypto = crypto
    this.#key = key
    this.#mac = requestMac
  }

  /** What is wrong with the next message. An unsigned one is kept until a later signature covers it. */
  take({ octets, tsig }: Message, time: number): TsigFault | undefined {
    if (!tsig) {
      if (this.#first || this.#between.length === unsignedMost) return 'unsigned'
      this.#between.push(octets)
      return undefined
    }
    const before = this.#first ? { mac: this.#mac } : { mac: this.#mac, between: this.#between, timersOnly: true }
    const fault = verify(this.#crypto, { octets, tsig }, { key: this.#key, time, before })
    if (fault) return fault
    this.#first = false
    this.#mac = tsig.mac
    this.#between = []
    return undefined
  }

  /** Whether all that was taken is covered by a signature: only then may it end here. */
  get covered(): boolean {
    return !this.#first && this.#between.length === 0
  }
}
