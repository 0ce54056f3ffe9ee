import type { Migration } from './migrations.ts'

/** The divisions of CertCentral that a service user is restricted to; no row: all of the account. */
export const migration7: Migration = {
  name: '0007-user-divisions',
  statements(dialect) {
    const sqlite = dialect === 'sqlite'
    return [
      // The divisions themselves are facts that an administrator loads, and may load anew: no reference.
      `CREATE TABLE user_divisions (
        user_id ${sqlite ? 'text' : 'text COLLATE "C"'} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        division integer NOT NULL,
        PRIMARY KEY (user_id, division)
      )${sqlite ? ' STRICT' : ''}`,
    ]
  },
}
