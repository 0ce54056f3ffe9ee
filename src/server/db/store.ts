import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'
import type { TextIndex } from './text-index.ts'

export type Database = Kysely<Tables>
export type Tx = Transaction<Tables>

/**
 * The database cannot do its work now: disk full or failing, connection lost or refused, locked by somebody else, or a
 * commit that failed. The app answers 503. After a failed commit the outcome may be unknown (PostgreSQL: connection
 * lost while committing), so nothing retries it; a client retries with its Idempotency-Key.
 */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
}

/** One statement was given up after the longest time it may take. Others are answered: it was asked for too much. */
export class TookTooLong extends StoreUnavailable {
  override readonly name = 'TookTooLong'
}

/** The database cannot be used as it is: the message says what an operator must do. Shown at start, without a stack. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen'
}

/** What an operator is told while a database is opened: what was done to its schema, and how long that took. */
export interface OpenOptions {
  migrated?: (what: string, milliseconds: number) => void
}

/**
 * A row lookup that runs often: compiled once, prepared once per connection. Parameters in the order of the SQL. It goes by unique
 * keys alone, so that a row that is added changes none that was found: on SQLite those are kept (node-remembered.ts). Read-only.
 */
export type Lookup<Row> = (...parameters: readonly (string | number | null)[]) => Promise<Row | undefined>

/** A change that one statement makes, which runs often: as a lookup, and as durable when it resolves as a `write`. */
export type Command = (...parameters: readonly (string | number | null)[]) => Promise<void>

/** Which SQL it is: asked in this folder alone. */
export type Dialect = 'sqlite' | 'postgres'

/** What the works of one transaction leave for its end: rows of the audit chain. */
export interface Ending {
  /** Have any of these works left something? */
  needed(works: readonly Tx[]): boolean
  /**
   * The last thing in the transaction, while no other server is at the same: `works` as they went before, by what they were
   * given as `tx`. Returns what there is to do once it is committed.
   */
  run(tx: Tx, works: readonly Tx[]): Promise<() => void>
}

/** Tables whose rows are read, decided upon and changed. */
export type Lockable =
  'account_facts' | 'connector_bases' | 'connectors' | 'credentials' | 'nameservers' | 'rollovers' | 'tsig_keys' | 'users' | 'views'

/**
 * The store that every noun writes and reads through. Two drivers keep it: `node-sqlite.ts` and `postgres.ts`
 * (and sql.js in the demo). The same tests run on all.
 */
export interface Store {
  readonly dialect: Dialect
  /** Several servers may use it at once (PostgreSQL); SQLite has one writer, and this process is it. */
  readonly shared: boolean
  /** Reads outside a transaction, committed state only. Read-only in both dialects: changes go through `write`. */
  readonly db: Database
  /**
   * The same reads, for statements that may walk through a table. On SQLite they run in another thread, so that nobody waits
   * for them but who asks; what an index finds at once is quicker by `db`. A signal takes a statement that waits away.
   */
  readonly aside: Database
  /**
   * Runs `work` in one transaction; what it throws rolls it back and is thrown on. It resolves when the change is
   * durable. On SQLite several works may share one commit (each inside its own savepoint). On PostgreSQL a deadlock
   * runs `work` again, so it has no effects outside `tx`. A statement that fails fails the whole work, also when its
   * error is caught (PostgreSQL aborts the transaction; SQLite is made to do the same): use ON CONFLICT DO NOTHING.
   * Do slow things (scrypt) before: while a work waits, SQLite's only writer waits; after 10 seconds it is given up.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * The same for a work that writes thousands of rows, in a transaction of its own: its COMMIT takes longer than all others may stand
   * still. On SQLite it is in another thread, while other changes wait; where it is absent, `write` is as good.
   */
  writeLarge?<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * The same for a work whose transaction others may share, so that all wait for the disk and for the chain together: of what
   * ends in it, `ending` is done once. PostgreSQL has it (postgres-together.ts); where one writer commits for all, `write` is as good.
   */
  together?<T>(work: (tx: Tx) => Promise<T>, ending: Ending): Promise<T>
  /** A prepared single-row lookup. `sql` uses `?` for parameters in both dialects. */
  lookup<Row>(sql: string): Lookup<Row>
  /** A prepared change of one statement, with `?` for parameters. On SQLite it needs no savepoint: a statement that fails undoes itself. */
  command(sql: string): Command
  /** Rows whose texts may hold something, where there is an index of trigrams. */
  readonly texts?: TextIndex
  /**
   * Holds this row for `tx` until it ends, so that of two changes at once the second reads what the first wrote; then read it.
   * Nothing where there is one writer. Rows that refer to a user go on being made.
   */
  lock(tx: Database | Tx, table: Lockable, id: string | number): Promise<void>
  /** Orders writers of the audit chain: a lock until the transaction ends (PostgreSQL); nothing where there is one writer. */
  lockChain(tx: Tx): Promise<void>
  /** Durable probe for `/readyz`: a write that reaches the disk. Throws when it cannot. */
  probe(): Promise<void>
  close(): Promise<void>
}
