import type { Migration } from './migrations.ts'

/** Connectors, what their checks said, and the base URLs that may be asked. */
export const migration5: Migration = {
  name: '0005-connectors',
  statements(dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'text' : 'text COLLATE "C"'
    const bigint = sqlite ? 'integer' : 'bigint'
    const strict = sqlite ? ' STRICT' : ''
    return [
      `CREATE TABLE connectors (
        id ${text} PRIMARY KEY,
        name ${text} NOT NULL,
        name_key ${text} NOT NULL UNIQUE,
        region ${text} NOT NULL CHECK (region IN ('own', 'us', 'eu', 'custom')),
        base_url ${text} NOT NULL,
        api_key ${text} NOT NULL,
        key_version integer NOT NULL,
        hint_start ${text} NOT NULL,
        hint_last4 ${text} NOT NULL,
        division_id ${text},
        contract_account integer NOT NULL CHECK (contract_account IN (0, 1)),
        template ${text},
        created_at ${bigint} NOT NULL,
        created_by ${text} REFERENCES users (id) ON DELETE SET NULL,
        updated_at ${bigint} NOT NULL,
        version integer NOT NULL
      )${strict}`,

      `CREATE TABLE connector_checks (
        id ${text} PRIMARY KEY,
        connector_id ${text} NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
        checked_at ${bigint} NOT NULL,
        lines ${text} NOT NULL
      )${strict}`,
      'CREATE INDEX connector_checks_of ON connector_checks (connector_id, id)',

      `CREATE TABLE connector_bases (
        id ${text} PRIMARY KEY,
        base_url ${text} NOT NULL UNIQUE,
        created_at ${bigint} NOT NULL
      )${strict}`,
    ]
  },
}
