import type { Generated } from 'kysely'
import type { Restriction } from '#contract/restrictions.ts'
import type {
  NameserverTable, RolloverEventTable, RolloverTable, TsigCheckRunTable, TsigCheckTable, TsigKeyTable, TsigUseTable,
} from './tables-of-dns.ts'

/*
 * The tables, as Kysely sees them. Both dialects: text, bigint (read as number) and integer 0/1 only, so that one
 * set of queries serves SQLite and PostgreSQL. Instants are milliseconds since 1970, UTC.
 */

export interface MetaTable {
  key: string
  value: string
}

export interface UserTable {
  id: string
  /** Integer number of the user on CertCentral's wire. */
  number: Generated<number>
  name: string
  email: string
  /** Lower-case e-mail, unique. */
  email_key: string
  role: 'administrator' | 'user'
  /** 1 while the user may act. The last administrator who is enabled and has a password cannot lose either (triggers). */
  enabled: number
  /** PHC string of scrypt; null until the invitation is accepted. */
  password: string | null
  created_at: number
  updated_at: number
  last_sign_in_at: number | null
  version: number
  /** 1 for a service user of CertCentral: has keys, and can never sign in. */
  service: Generated<number>
}

export interface InvitationTable {
  /** HMAC of the code. */
  hash: string
  /** Null for the setup code. */
  user_id: string | null
  created_at: number
  expires_at: number
}

export interface SessionTable {
  id: string
  hash: string
  user_id: string
  created_at: number
  last_seen_at: number
  expires_at: number
  confirmed_until: number | null
  address: string
  user_agent: string
}

export interface CredentialTable {
  id: string
  /** `api-key`; later areas add theirs. */
  kind: string
  owner_id: string
  /** 1 or 2 for API keys: `UNIQUE(kind, owner_id, slot)` is the two-key limit. Null for kinds without a limit. */
  slot: number | null
  name: string
  /** NFKC, case-folded: equal means taken. */
  name_key: string
  /** Confusables mapped: equal means looks alike. */
  name_skeleton: string
  /** `naturalKey` of the name: what lists are sorted by. */
  name_order: string
  note: string | null
  created_at: number
  updated_at: number
  rotated_at: number | null
  expires_at: number | null
  hint_start: string
  hint_last4: string
  /** When the value before the last rotation ends; null when there is none. Derived status reads it. */
  old_ends_at: number | null
  last_used_at: number | null
  last_used_from: string | null
  last_used_agent: string | null
  version: number
  /** 0 while revoked or disabled: then none of its values works. */
  enabled: Generated<number>
}

/** The values of a credential that work: the current one and, during a grace, the one before. */
export interface CredentialValueTable {
  id: string
  credential_id: string
  /** HMAC-SHA-256 with the pepper, base64url; unique over all kinds. */
  hash: string
  hint_start: string
  hint_last4: string
  created_at: number
  /** Null for the current value (the credential's own expiry holds). */
  ends_at: number | null
  last_used_at: number | null
  last_used_from: string | null
}

/** How often a value was used by a client on a day; gone with its key, and after ninety days. */
export interface UseTable {
  credential_id: string
  /** Days since 1970, UTC. */
  day: number
  /** May have ended since. */
  value_id: string
  /** Both empty: clients beyond those that a day counts one by one. */
  address: string
  agent: string
  calls: number
  first_at: number
  last_at: number
}

export interface AuthTokenTable {
  hash: string
  /** The value it was bought with: when that goes, the token goes. */
  value_id: string
  created_at: number
  expires_at: number
}

export interface ReplyTable {
  caller: string
  key: string
  route: string
  fingerprint: string
  created_at: number
  /** Sealed: status, ETag and how many parts in a line, then what of the body lies in no part. Null once acknowledged. */
  sealed: string | null
}

export interface ReplyPartTable {
  caller: string
  key: string
  number: number
  sealed: string
}

export interface AuditTable {
  seq: number
  time: number
  actor_id: string | null
  actor_name: string
  /** The credential, session or token the actor came with: `session:…`, `api-key:…`. */
  credential: string
  address: string
  action: string
  object_kind: string
  object_id: string
  object_name: string
  outcome: string
  /** JSON: changed fields before and after, never a secret. */
  detail: string
  request_id: string
  /** HMAC(auditKey, previous hash || canonical row), base64url. */
  hash: string
}

export interface ViewTable {
  id: string
  owner_id: string
  noun: string
  name: string
  name_key: string
  shared: number
  /** The table's state as it stands in the console's URL. */
  query: string
  created_at: number
}

export interface CertcentralKeyTable {
  /** Integer id of the key in the dialect. */
  number: Generated<number>
  credential_id: string
  restricted_to_role_id: Restriction
  /** Why it was revoked or enabled again, as far as somebody said. */
  status_reason: string | null
}

export interface CertcentralCallTable {
  credential_id: string
  /** Days since 1970, UTC. */
  day: number
  /** Method and path of the contract: `GET /services/v2/key/{key_id}`. */
  call: string
  count: number
}

export interface AuthKeyTable {
  id: string
  /** 1, or null for one with a lifetime: unique, so that there is one permanent AuthKey at most. */
  permanent: number | null
  sealed: string
  hint_last4: string
  created_at: number
  created_by: string | null
  expires_at: number | null
  label: string | null
}

/** One row, or none before anything is loaded. */
export interface AccountFactsTable {
  id: number
  /** JSON as the contract has it. */
  facts: string
  updated_at: number
  version: number
}

export interface ConnectorTable {
  id: string
  name: string
  /** Folded; unique. */
  name_key: string
  region: 'own' | 'us' | 'eu' | 'custom'
  /** Empty for our own, which is wherever this server is. */
  base_url: string
  /** Sealed; its place is this row and `key_version`. */
  api_key: string
  key_version: number
  hint_start: string
  hint_last4: string
  division_id: string | null
  contract_account: number
  /** JSON as the contract has it. */
  template: string | null
  created_at: number
  created_by: string | null
  updated_at: number
  version: number
}

export interface ConnectorCheckTable {
  id: string
  connector_id: string
  checked_at: number
  /** JSON: the lines, in their order. */
  lines: string
}

export interface ConnectorBaseTable {
  id: string
  base_url: string
  created_at: number
}

export interface UserDivisionTable {
  user_id: string
  division: number
}

export interface VaultKeyTable {
  id: string
  wrapped: string
  created_at: number
}

/** Failures under a limit, over all servers. PostgreSQL alone, and not kept over a crash. */
export interface FailureTable {
  guess: string
  /** HMAC of the account, since people type a password in its place; empty where a network is counted over all of them. */
  account: string
  network: string
  count: number
  since: number
  blocked_until: number
}

/** Who does what is done once for all servers, and until when by the database's clock. PostgreSQL alone. */
export interface LeaseTable {
  name: string
  holder: string
  until: number
}

export interface Tables {
  meta: MetaTable
  users: UserTable
  invitations: InvitationTable
  sessions: SessionTable
  credentials: CredentialTable
  credential_values: CredentialValueTable
  auth_tokens: AuthTokenTable
  replies: ReplyTable
  reply_parts: ReplyPartTable
  uses: UseTable
  audit: AuditTable
  views: ViewTable
  tsig_keys: TsigKeyTable
  certcentral_keys: CertcentralKeyTable
  certcentral_calls: CertcentralCallTable
  auth_keys: AuthKeyTable
  user_divisions: UserDivisionTable
  account_facts: AccountFactsTable
  connectors: ConnectorTable
  connector_checks: ConnectorCheckTable
  connector_bases: ConnectorBaseTable
  vault_keys: VaultKeyTable
  nameservers: NameserverTable
  tsig_uses: TsigUseTable
  tsig_checks: TsigCheckTable
  tsig_check_runs: TsigCheckRunTable
  rollovers: RolloverTable
  rollover_events: RolloverEventTable
  failures: FailureTable
  leases: LeaseTable
}
