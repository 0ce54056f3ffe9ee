import type { Migration } from './migrations.ts'

/**
 * Whether a check came out worse than the one before it, and has not come back since: of a check, and of a key and a nameserver by their last
 * ones. Of a key also whether the last ones found it enforced.
 */
export const migration14: Migration = {
  name: '0014-worse-checks',
  statements: () => [
    'ALTER TABLE tsig_checks ADD COLUMN worse integer NOT NULL DEFAULT 0',
    'ALTER TABLE tsig_keys ADD COLUMN check_enforced integer CHECK (check_enforced IN (0, 1))',
    'ALTER TABLE tsig_keys ADD COLUMN check_worse integer NOT NULL DEFAULT 0',
    'ALTER TABLE nameservers ADD COLUMN check_worse integer NOT NULL DEFAULT 0',
  ],
}
