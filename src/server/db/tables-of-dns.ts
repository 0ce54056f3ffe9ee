import type { Generated } from 'kysely'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'

/* As `tables.ts`, of DNS. */

export interface TsigKeyTable {
  id: string
  /** Canonical: lower case, no final dot. Unique. */
  name: string
  /** `naturalKey` of the name. */
  name_order: string
  algorithm: TsigAlgorithm
  /** Sealed; its place is this row and `secret_version`. */
  secret: string
  /** Counts the secrets this key has had, so that an earlier one put back does not open and a new note seals nothing anew. */
  secret_version: number
  secret_bits: number
  fingerprint: string
  note: string | null
  /** Words joined by `, `, which no word holds; null when there are none. */
  tags: string | null
  used_by: string | null
  created_at: number
  updated_at: number
  check_verdict: string | null
  checked_at: number | null
  check_enforced: number | null
  /** 1: at a nameserver it is worse than it was. */
  check_worse: number
  version: number
  /** When its secret was made or replaced. */
  secret_at: number
  /** The secret is to be replaced every so many days; null: as is said for all keys. */
  rotate_days: number | null
}

export interface NameserverTable {
  id: string
  name: string
  /** Folded; unique. */
  name_key: string
  kind: 'bind' | 'knot' | 'nsd' | 'powerdns' | 'other'
  /** Joined by `, `, in the order given. */
  addresses: string
  port: number
  note: string | null
  created_at: number
  updated_at: number
  version: number
  /** How its keys get there. */
  way: 'by-hand' | 'pull' | 'powerdns-api'
  /** Of the PowerDNS API; its key is sealed, in the place of this row and `api_key_version`. */
  api_url: string | null
  api_key: string | null
  api_key_version: number
  /** HMAC of the server credential that fetches its file and reports. */
  credential_hash: string | null
  credential_start: string | null
  credential_last4: string | null
  credential_at: number | null
  /** Number of the file that it should have: one more each time that what would stand in it changes. */
  wanted: number
  /** Of all that decides what stands in the file, secrets by their version. */
  wanted_digest: string
  wanted_at: number
  /** Number of the file that it said it runs, and since when. */
  running: number | null
  running_at: number | null
  /** Its last report: what, of which file, when. */
  outcome: 'running' | 'refused' | 'failed' | null
  outcome_of: number | null
  outcome_at: number | null
  outcome_detail: string | null
  /** When it last asked for its file or reported, and from where. */
  seen_at: number | null
  seen_from: string | null
  /** The worst of what the last checks of its uses said, how many of how many were accepted, and the clock's difference in seconds. */
  check_verdict: string | null
  check_enforced: number | null
  check_clock: number | null
  check_accepted: number | null
  check_of: number | null
  checked_at: number | null
  /** 1: a key is worse there than it was. */
  check_worse: Generated<number>
}

export interface TsigUseTable {
  id: string
  tsig_key_id: string
  nameserver_id: string
  /** Canonical, or empty: all zones. */
  zone: string
  purpose: 'answers-transfers' | 'asks-for-transfers' | 'takes-updates' | 'signs-notify'
  created_at: number
}

export interface TsigCheckTable {
  id: string
  tsig_key_id: string
  nameserver_id: string
  zone: string
  verdict: string
  enforced: number | null
  /** Seconds that the server's clock is ahead of ours. */
  clock: number | null
  /** JSON: the reply as the API gives it. */
  detail: string
  checked_at: number
  /** Who asked; null: the schedule or a rollover. */
  checked_by: string | null
  /** 1: it was better before, and has not come back since. */
  worse: Generated<number>
}

/** Checks of many: how far they are. One whose server died is alive no more. */
export interface TsigCheckRunTable {
  id: string
  state: 'running' | 'finished' | 'cancelled'
  started_at: number
  started_by: string | null
  finished_at: number | null
  alive_at: number
  total: number
  done: number
  /** JSON: what came of each place, as the API answers it. */
  verdicts: string
}

export interface RolloverTable {
  id: string
  old_key_id: string | null
  new_key_id: string | null
  old_name: string
  new_name: string
  old_algorithm: TsigAlgorithm
  algorithm: TsigAlgorithm
  state: 'planned' | 'running' | 'paused' | 'finished' | 'undone'
  /** 1 to 5: the step under way. */
  step: number
  /** 1 while it goes on by itself as proofs come in. */
  automatic: number
  /** JSON: the uses as they were when it began. */
  plan: string
  /** JSON: what is proved, by step and server. */
  proofs: string
  fault: string | null
  started_by: string
  started_at: number
  updated_at: number
  finished_at: number | null
  version: number
}

export interface RolloverEventTable {
  rollover_id: string
  number: number
  at: number
  who: string | null
  what: string
  /** JSON. */
  detail: string
}
