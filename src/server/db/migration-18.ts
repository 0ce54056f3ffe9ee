import type { Migration } from './migrations.ts'

/**
 * What several servers on one database tell each other: failures under a limit, and who does the work that is done once. UNLOGGED: a
 * change of them waits for no disk, a crash or a replica begins with none, and no backup has them. SQLite has one server, and no need.
 */
export const migration18: Migration = {
  name: '0018-shared',
  beside: true,
  statements: (dialect) =>
    dialect === 'sqlite'
      ? []
      : [
          `CREATE UNLOGGED TABLE failures (
            guess text COLLATE "C" NOT NULL,
            account text COLLATE "C" NOT NULL,
            network text COLLATE "C" NOT NULL,
            count bigint NOT NULL,
            since bigint NOT NULL,
            blocked_until bigint NOT NULL,
            PRIMARY KEY (guess, account, network)
          )`,
          `CREATE INDEX failures_account ON failures (account)`,
          `CREATE UNLOGGED TABLE leases (name text COLLATE "C" PRIMARY KEY, holder text COLLATE "C" NOT NULL, until bigint NOT NULL)`,
        ],
}
