import type { Migration } from './migrations.ts'

/** TSIG keys. They belong to the account, so a name is there once. */
export const migration3: Migration = {
  name: '0003-tsig-keys',
  statements(dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'text' : 'text COLLATE "C"'
    const bigint = sqlite ? 'integer' : 'bigint'
    return [
      `CREATE TABLE tsig_keys (
        id ${text} PRIMARY KEY,
        name ${text} NOT NULL UNIQUE,
        algorithm ${text} NOT NULL CHECK (algorithm IN ('HMAC-SHA224', 'HMAC-SHA256', 'HMAC-SHA384', 'HMAC-SHA512')),
        secret ${text} NOT NULL,
        secret_version integer NOT NULL,
        secret_bits integer NOT NULL,
        fingerprint ${text} NOT NULL,
        note ${text},
        tags ${text},
        used_by ${text},
        created_at ${bigint} NOT NULL,
        updated_at ${bigint} NOT NULL,
        check_verdict ${text},
        checked_at ${bigint},
        version integer NOT NULL
      )${sqlite ? ' STRICT' : ''}`,
      'CREATE INDEX tsig_keys_created ON tsig_keys (created_at, id)',
      'CREATE INDEX tsig_keys_updated ON tsig_keys (updated_at, id)',
      'CREATE INDEX tsig_keys_fingerprint ON tsig_keys (fingerprint, id)',
    ]
  },
}
