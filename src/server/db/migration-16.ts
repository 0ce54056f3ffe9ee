import type { Migration } from './migrations.ts'

/** What people call an AuthKey; the vendor's have no names. Two may be called the same. */
export const migration16: Migration = {
  name: '0016-auth-key-labels',
  statements: (dialect) => [`ALTER TABLE auth_keys ADD COLUMN label ${dialect === 'sqlite' ? 'text' : 'text COLLATE "C"'}`],
}
