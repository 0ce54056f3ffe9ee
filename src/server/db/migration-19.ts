import type { Migration } from './migrations.ts'

/** PostgreSQL's indexes of trigrams over people, as migration 8 has them over keys: a search asks both. */
const trigrams = `DO $$ BEGIN
  CREATE INDEX users_name_trigrams ON users USING gin (lower(name) gin_trgm_ops);
  CREATE INDEX users_email_trigrams ON users USING gin (lower(email) gin_trgm_ops);
EXCEPTION WHEN undefined_object THEN
  RAISE NOTICE 'no index of trigrams: %', SQLERRM;
END $$`

/**
 * The latest check of each place, by key and by nameserver, from an index alone: at a nameserver with a thousand keys there are a
 * hundred thousand checks, and each further check looks through them (tsig-checks/counted.ts).
 */
export const migration19: Migration = {
  name: '0019-long-lists',
  beside: true,
  statements: (dialect) => [
    'CREATE INDEX tsig_checks_places_of_key ON tsig_checks (tsig_key_id, nameserver_id, zone, id)',
    'CREATE INDEX tsig_checks_places_of_nameserver ON tsig_checks (nameserver_id, tsig_key_id, zone, id)',
    ...(dialect === 'postgres' ? [trigrams] : []),
  ],
}
