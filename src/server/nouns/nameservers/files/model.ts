import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import type { NameserverKind } from '#contract/nameservers.ts'

/** Another nameserver, at the other end of a transfer or notify. Addresses as kept: IPv4, IPv6 or a host name. */
export interface Peer {
  readonly id: string
  readonly name: string
  readonly addresses: readonly string[]
  readonly port: number
}

export interface FileKey {
  readonly name: string
  readonly algorithm: TsigAlgorithm
  /** Base64; absent in a preview, where it is masked. */
  readonly secret?: string
}

/** Keys by name, for one zone (empty: all zones), in the order of their names. */
export interface Answering {
  readonly zone: string
  readonly keys: readonly string[]
}

/** Towards others: with which key, and who they are; none known: nothing can be filled in. */
export interface Asking {
  readonly zone: string
  readonly key: string
  readonly peers: readonly Peer[]
  /** The place of its use among those of the nameserver, the oldest first: where there is room for one key only, the last made has it. */
  readonly made: number
}

/** All that stands in the file of one nameserver. */
export interface ServerFile {
  readonly name: string
  readonly kind: NameserverKind
  /** `"7-9f4c12e07b8a6d35"`. */
  readonly etag: string
  readonly keys: readonly FileKey[]
  readonly transfers: readonly Answering[]
  readonly updates: readonly Answering[]
  /** Of two keys to ask the same server for the same zone with, the one whose use was made later: that is how a rollover switches. */
  readonly asks: readonly Asking[]
  readonly notifies: readonly Asking[]
  /** With which keys notify is taken, from whom: all that it could ask with, also those that a newer one has replaced. */
  readonly accepts: readonly Asking[]
}
