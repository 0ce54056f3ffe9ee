import type { Migration } from './migrations.ts'

/**
 * Nameservers: what each uses which TSIG key for, how the keys get there, what it says it runs, what checks found, and rollovers.
 * `wanted` counts the files that a server should have had; `running` is which of them it says it has. A key in use stays.
 */
export const migration12: Migration = {
  name: '0012-nameservers',
  statements(dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'text' : 'text COLLATE "C"'
    const bigint = sqlite ? 'integer' : 'bigint'
    const strict = sqlite ? ' STRICT' : ''
    return [
      `CREATE TABLE nameservers (
        id ${text} PRIMARY KEY,
        name ${text} NOT NULL,
        name_key ${text} NOT NULL UNIQUE,
        kind ${text} NOT NULL CHECK (kind IN ('bind', 'knot', 'nsd', 'powerdns', 'other')),
        addresses ${text} NOT NULL,
        port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
        note ${text},
        created_at ${bigint} NOT NULL,
        updated_at ${bigint} NOT NULL,
        version integer NOT NULL,
        way ${text} NOT NULL CHECK (way IN ('by-hand', 'pull', 'powerdns-api')),
        api_url ${text},
        api_key ${text},
        api_key_version integer NOT NULL,
        credential_hash ${text} UNIQUE,
        credential_start ${text},
        credential_last4 ${text},
        credential_at ${bigint},
        wanted integer NOT NULL,
        wanted_digest ${text} NOT NULL,
        wanted_at ${bigint} NOT NULL,
        running integer,
        running_at ${bigint},
        outcome ${text} CHECK (outcome IN ('running', 'refused', 'failed')),
        outcome_of integer,
        outcome_at ${bigint},
        outcome_detail ${text},
        seen_at ${bigint},
        seen_from ${text},
        check_verdict ${text},
        check_enforced integer CHECK (check_enforced IN (0, 1)),
        check_clock integer,
        check_accepted integer,
        check_of integer,
        checked_at ${bigint}
      )${strict}`,
      'CREATE INDEX nameservers_name ON nameservers (name, id)',

      `CREATE TABLE tsig_uses (
        id ${text} PRIMARY KEY,
        tsig_key_id ${text} NOT NULL REFERENCES tsig_keys (id),
        nameserver_id ${text} NOT NULL REFERENCES nameservers (id) ON DELETE CASCADE,
        zone ${text} NOT NULL,
        purpose ${text} NOT NULL CHECK (purpose IN ('answers-transfers', 'asks-for-transfers', 'takes-updates', 'signs-notify')),
        created_at ${bigint} NOT NULL,
        UNIQUE (tsig_key_id, nameserver_id, zone, purpose)
      )${strict}`,
      'CREATE INDEX tsig_uses_of_nameserver ON tsig_uses (nameserver_id, id)',

      `CREATE TABLE tsig_checks (
        id ${text} PRIMARY KEY,
        tsig_key_id ${text} NOT NULL REFERENCES tsig_keys (id) ON DELETE CASCADE,
        nameserver_id ${text} NOT NULL REFERENCES nameservers (id) ON DELETE CASCADE,
        zone ${text} NOT NULL,
        verdict ${text} NOT NULL,
        enforced integer CHECK (enforced IN (0, 1)),
        clock integer,
        detail ${text} NOT NULL,
        checked_at ${bigint} NOT NULL,
        checked_by ${text}
      )${strict}`,
      'CREATE INDEX tsig_checks_of_key ON tsig_checks (tsig_key_id, nameserver_id, id)',
      'CREATE INDEX tsig_checks_of_nameserver ON tsig_checks (nameserver_id, id)',
      'CREATE INDEX tsig_checks_at ON tsig_checks (checked_at)',

      `CREATE TABLE tsig_check_runs (
        id ${text} PRIMARY KEY,
        state ${text} NOT NULL CHECK (state IN ('running', 'finished', 'cancelled')),
        started_at ${bigint} NOT NULL,
        started_by ${text},
        finished_at ${bigint},
        alive_at ${bigint} NOT NULL,
        total integer NOT NULL,
        done integer NOT NULL,
        verdicts ${text} NOT NULL
      )${strict}`,

      `CREATE TABLE rollovers (
        id ${text} PRIMARY KEY,
        old_key_id ${text} REFERENCES tsig_keys (id) ON DELETE SET NULL,
        new_key_id ${text} REFERENCES tsig_keys (id) ON DELETE SET NULL,
        old_name ${text} NOT NULL,
        new_name ${text} NOT NULL,
        old_algorithm ${text} NOT NULL,
        algorithm ${text} NOT NULL,
        state ${text} NOT NULL CHECK (state IN ('planned', 'running', 'paused', 'finished', 'undone')),
        step integer NOT NULL,
        automatic integer NOT NULL CHECK (automatic IN (0, 1)),
        plan ${text} NOT NULL,
        proofs ${text} NOT NULL,
        fault ${text},
        started_by ${text} NOT NULL,
        started_at ${bigint} NOT NULL,
        updated_at ${bigint} NOT NULL,
        finished_at ${bigint},
        version integer NOT NULL
      )${strict}`,
      // One at a time for a key.
      "CREATE UNIQUE INDEX rollovers_open ON rollovers (old_key_id) WHERE state IN ('planned', 'running', 'paused')",
      'CREATE INDEX rollovers_started ON rollovers (started_at, id)',

      `CREATE TABLE rollover_events (
        rollover_id ${text} NOT NULL REFERENCES rollovers (id) ON DELETE CASCADE,
        number integer NOT NULL,
        at ${bigint} NOT NULL,
        who ${text},
        what ${text} NOT NULL,
        detail ${text} NOT NULL,
        PRIMARY KEY (rollover_id, number)
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,

      // When the secret was made or replaced: since when a key is as old as it is.
      `ALTER TABLE tsig_keys ADD COLUMN secret_at ${bigint} NOT NULL DEFAULT 0`,
      'UPDATE tsig_keys SET secret_at = CASE WHEN secret_version = 1 THEN created_at ELSE updated_at END',
      'ALTER TABLE tsig_keys ADD COLUMN rotate_days integer',
    ]
  },
}
