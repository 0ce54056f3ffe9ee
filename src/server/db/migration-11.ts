import type { Migration } from './migrations.ts'

/** Uses of a key, counted by day and client: who would stop if it ended, and who has not yet moved to its new value. */
export const migration11: Migration = {
  name: '0011-uses',
  statements: (dialect) => {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'text' : 'text COLLATE "C"'
    const instant = sqlite ? 'integer' : 'bigint'
    return [
      `CREATE TABLE uses (
      credential_id ${text} NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
      day integer NOT NULL,
      value_id ${text} NOT NULL,
      address ${text} NOT NULL,
      agent ${text} NOT NULL,
      calls integer NOT NULL,
      first_at ${instant} NOT NULL,
      last_at ${instant} NOT NULL,
      PRIMARY KEY (credential_id, day, value_id, address, agent)
    )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,
      'CREATE INDEX uses_day ON uses (day)',
    ]
  },
}
