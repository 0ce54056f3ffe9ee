import type { Migration } from './migrations.ts'

/** What was last pushed to a nameserver, without secrets: JSON. Of that, what is no longer wanted is taken away. */
export const migration17: Migration = {
  name: '0017-pushed',
  statements: (dialect) => [`ALTER TABLE nameservers ADD COLUMN pushed ${dialect === 'sqlite' ? 'text' : 'text COLLATE "C"'}`],
}
