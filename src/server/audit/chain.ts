import { base64url } from '../bytes.ts'
import type { AuditTable } from '../db/tables.ts'
import type { Host } from '../host.ts'

/** The hash that stands before row 1. */
export const genesis = 'genesis'

export type AuditRow = Omit<AuditTable, 'hash'>

/** Where a chain ends: number and hash of its newest row. */
export interface End {
  seq: number
  hash: string
}

/** An end with the number of breaks that the chain tells of. */
export interface Head extends End {
  breaks: number
}

/** Where what is in the database begins: behind the row of this number, which is in an archive with all before it. */
export interface Base extends End {
  /** Of that row. */
  time: number
}

/** Nothing written yet. */
export const beginning: Head = { seq: 0, hash: genesis, breaks: 0 }

/** So far ahead of what is known rows are looked for when one is written. What stands further on is nobody's: only a walk looks there. */
export const ahead = 2 ** 32

/** The action of a row by which the server itself says that the trail was broken. */
export const breakAction = 'audit.break'

/** Every field but the hash, in a fixed order: what the HMAC covers. */
const canonical = (row: AuditRow) =>
  JSON.stringify([
    row.seq,
    row.time,
    row.actor_id,
    row.actor_name,
    row.credential,
    row.address,
    row.action,
    row.object_kind,
    row.object_id,
    row.object_name,
    row.outcome,
    row.detail,
    row.request_id,
  ])

/** The chain's functions of a key: the hash of a row behind another, and the seal of a head. */
export function createChain(crypto: Host['crypto'], key: Uint8Array) {
  const mac = (text: string) => base64url(crypto.hmacSha256(key, text))
  /** `seq.hash.mac`, and `seq.hash.breaks.mac` once there are any: who would hide them has to make a seal. */
  const head = (seq: number, hash: string, breaks = 0) =>
    (breaks === 0 ? `${seq}.${hash}.${mac(`head|${seq}|${hash}`)}` : `${seq}.${hash}.${breaks}.${mac(`head|${seq}|${hash}|${breaks}`)}`)
  const base = ({ seq, hash, time }: Base) => `${seq}.${hash}.${time}.${mac(`base|${seq}|${hash}|${time}`)}`
  return {
    base,
    readBase(text: string | null | undefined): Base | undefined {
      const [seq, hash = '', time] = (text ?? '').split('.')
      const read = { seq: Number(seq), hash, time: Number(time) }
      return Number.isSafeInteger(read.seq) && read.seq > 0 && base(read) === text ? read : undefined
    },
    next: (previous: string, row: AuditRow) => mac(`${previous}|${canonical(row)}`),
    head,
    /** Of a statement: not the hash of any row, nor the seal of any head. */
    seal: (previous: string, text: string) => mac(`statement|${previous}|${text}`),
    /** What a sealed head says, or `undefined` when it is none of this key. */
    readHead(text: string | null): Head | undefined {
      const parts = (text ?? '').split('.')
      const [seq, hash = '', breaks] = [Number(parts[0]), parts[1], parts.length === 4 ? Number(parts[2]) : 0]
      return head(seq, hash, breaks) === text ? { seq, hash, breaks } : undefined
    },
  }
}
export type Chain = ReturnType<typeof createChain>

/** Where a row that tells of a break goes on from, if it is not the row before it: the last end that the server had sealed. */
export function goesOnFrom({ action, detail }: AuditRow): End | undefined {
  if (action !== breakAction) return undefined
  try {
    const { goesOnFrom: from } = JSON.parse(detail) as { goesOnFrom?: { row?: unknown; hash?: unknown } }
    return typeof from?.row === 'number' && typeof from.hash === 'string' ? { seq: from.row, hash: from.hash } : undefined
  } catch {
    return undefined
  }
}

/** Does the newest row stand as it was written? `before`: the row before it, as far as there is one. */
export function stands(chain: Chain, { hash, ...row }: AuditTable, before: End | undefined): boolean {
  const from = goesOnFrom(row)
  if (from !== undefined && chain.next(from.hash, row) === hash) return true
  if (row.seq === 1) return chain.next(genesis, row) === hash
  return before?.seq === row.seq - 1 && chain.next(before.hash, row) === hash
}

export const missing = (from: number, to: number): string => (from === to ? `Row ${from} is missing.` : `Rows ${from} to ${to} are missing.`)
export const changed = (seq: number): string => `Row ${seq} or the one before it was changed.`
/** A row that somebody put behind the sealed end. Its place is where the trail went on from; far off, where it never will, its own. */
export const stranger = (head: End, seq: number): { at: number; why: string } => ({
  at: seq <= head.seq + ahead ? head.seq + 1 : seq, why: `Row ${seq} stands behind the sealed end of the trail: it was not written by the server.`,
})
