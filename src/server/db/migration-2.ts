import type { Migration } from './migrations.ts'

/** Saved views of tables. */
export const migration2: Migration = {
  name: '0002-views',
  statements(dialect) {
    const text = dialect === 'sqlite' ? 'text' : 'text COLLATE "C"'
    return [
      `CREATE TABLE views (
        id ${text} PRIMARY KEY,
        owner_id ${text} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        noun ${text} NOT NULL,
        name ${text} NOT NULL,
        name_key ${text} NOT NULL,
        shared integer NOT NULL CHECK (shared IN (0, 1)),
        query ${text} NOT NULL,
        created_at ${dialect === 'sqlite' ? 'integer' : 'bigint'} NOT NULL,
        UNIQUE (owner_id, noun, name_key)
      )${dialect === 'sqlite' ? ' STRICT' : ''}`,
      'CREATE INDEX views_shared ON views (shared, noun)',
    ]
  },
}
