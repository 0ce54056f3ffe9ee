import type { Migration } from './migrations.ts'

/*
 * What the planners need for lists of a million rows.
 *
 * SQLite has no figures of its tables until somebody runs ANALYZE, and takes the index of the order for every list, also
 * where another finds the two rows that match (200,000 keys, `name equals`: 411 ms, with figures 3). These are the figures of a
 * large installation, written once, so that every installation has the same plans at every size.
 *
 * PostgreSQL keeps figures by itself. For `contains` it has pg_trgm, where it is installed and the database's owner may make
 * it; without it lists are the same and a rare word takes a walk through the table (docs/operations.md). SQLite's index of
 * trigrams is made when the file is opened (`text-index.ts`): the SQLite of the tab has none.
 */

/** Rows of the index, then how many share its first column, its first two, and so on. */
const figures: readonly [table: string, index: string, figures: string][] = [
  ['credentials', 'credentials_created', '1000000 300000 2 1'],
  ['credentials', 'credentials_expires', '1000000 300000 20 1'],
  ['credentials', 'credentials_name', '1000000 300000 2 1'],
  ['credentials', 'credentials_owner', '1000000 300000 3 1 1'],
  ['credentials', 'credentials_used', '1000000 300000 20 1'],
  ['credentials', 'credentials_counted', '1000000 300000 3 1 1 1 1 1'],
  ['credentials', 'credentials_old', '1000 300 1'],
  ['credentials', 'sqlite_autoindex_credentials_1', '1000000 1'],
  ['credentials', 'sqlite_autoindex_credentials_2', '1000000 300000 3 1'],
  ['credentials', 'sqlite_autoindex_credentials_3', '1000000 300000 3 1'],
  ['credential_values', 'credential_values_credential', '1000000 1'],
  ['credential_values', 'sqlite_autoindex_credential_values_1', '1000000 1'],
  ['credential_values', 'sqlite_autoindex_credential_values_2', '1000000 1'],
  ['users', 'sqlite_autoindex_users_1', '500000 1'],
  ['users', 'sqlite_autoindex_users_2', '500000 1'],
]

/** One block: what is missing, or not allowed, leaves the migration as it is. */
const trigrams = `DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX credentials_name_trigrams ON credentials USING gin (lower(name) gin_trgm_ops);
  CREATE INDEX credentials_note_trigrams ON credentials USING gin (lower(note) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object THEN
  RAISE NOTICE 'no index of trigrams: %', SQLERRM;
END $$`

export const migration8: Migration = {
  name: '0008-large-lists',
  statements(dialect) {
    if (dialect === 'postgres') return [trigrams]
    return [
      // Makes the table of figures, which then holds ours and nothing of this installation.
      'ANALYZE',
      'DELETE FROM sqlite_stat1',
      `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ${figures.map((row) => `(${row.map((text) => `'${text}'`).join(', ')})`).join(', ')}`,
    ]
  },
}
