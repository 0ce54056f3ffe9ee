import { constants, type DatabaseSync, type StatementSync } from 'node:sqlite'
import { bind, translate } from './node-connection.ts'
import type { SqliteEngine } from './sqlite-kysely.ts'
import type { Lookup } from './store.ts'

/*
 * What look-ups found, kept in memory until something that they read is changed. This process is the file's only writer, so whoever
 * looks after a COMMIT sees what it made, as if the database had been asked. What a look-up reads, and what a statement changes, its
 * triggers and cascades among it, SQLite says itself when it prepares them.
 *
 * Rows that were not found are not kept, and a look-up goes by unique keys: what is added changes no row that was found.
 */

/** Rows of each look-up. */
const rowsMost = 16_384
/** Milliseconds after which a change by another program, such as `sqlite3` at the file, is seen. */
const foreignMost = 100
/** Texts of which it is known what they change. */
const textsMost = 1024

const reading = new Set([
  constants.SQLITE_READ, constants.SQLITE_SELECT, constants.SQLITE_TRANSACTION, constants.SQLITE_SAVEPOINT, constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE, constants.SQLITE_PRAGMA,
])
const anything = '*'
/** What makes an answer depend on rows that are not there yet. */
const morePlaces = /\b(?:left|right|full|exists|except|union|intersect|group|order|limit|distinct|count|sum|min|max|or|not)\b|\(\s*select\b|<>|!=|[<>]/i

export interface Remembering {
  /** A look-up by a connection of its own. */
  lookup<Row>(text: string): Lookup<Row>
  /** Another connection has written. */
  forget(): void
  /** The writer, as whom others are to know it. */
  readonly writer: SqliteEngine
}

interface Known {
  reads: Set<string>
  rows: Map<string | number | null, Promise<unknown>>
}

/** What the statements that a connection prepares read and change: `take` gives what was gathered since it was called last. */
function watching(database: DatabaseSync): { take(): { reads: Set<string>; writes: Set<string> } | undefined } {
  let gathered: { reads: Set<string>; writes: Set<string> } | undefined
  database.setAuthorizer((action, table, column) => {
    gathered ??= { reads: new Set(), writes: new Set() }
    if (action === constants.SQLITE_READ) gathered.reads.add(`${table}.${column}`).add(table!)
    else if (action === constants.SQLITE_UPDATE) gathered.writes.add(`${table}.${column}`)
    else if (action === constants.SQLITE_DELETE) gathered.writes.add(table!)
    else if (action !== constants.SQLITE_INSERT && !reading.has(action)) gathered.writes.add(anything)
    return constants.SQLITE_OK
  })
  return {
    take() {
      const taken = gathered
      gathered = undefined
      return taken
    },
  }
}

export function remembering(database: DatabaseSync, engine: SqliteEngine, lookups: DatabaseSync): Remembering {
  const [writes, reads] = [watching(database), watching(lookups)]
  const all: Known[] = []
  const changes = new Map<string, ReadonlySet<string>>()
  /** Those that the transaction under way disturbs. */
  const disturbed = new Set<Known>()
  const version: StatementSync = database.prepare('PRAGMA data_version')
  const versionNow = () => version.get()!.data_version
  let known = versionNow()
  let lookedAt = performance.now()
  writes.take()

  const forget = (some: Iterable<Known>) => {
    for (const { rows } of some) rows.clear()
  }

  /** Another program has written: on this connection only others' changes count. */
  function seeOthers(): void {
    lookedAt = performance.now()
    try {
      const found = versionNow()
      if (found !== known) forget(all)
      known = found
    } catch {
      forget(all)
    }
  }

  function disturb(text: string): void {
    const gathered = writes.take()?.writes
    if (gathered) {
      // What REPLACE takes away is not said.
      if (/\breplace\b/i.test(text)) gathered.add(anything)
      if (changes.size >= textsMost) changes.delete(changes.keys().next().value!)
      changes.set(text, gathered)
    }
    const changed = changes.get(text)
    if (changed?.size === 0) return
    for (const one of all) {
      if (!changed || changed.has(anything) || [...changed].some((name) => one.reads.has(name))) disturbed.add(one)
    }
  }

  return {
    forget: () => forget(all),
    writer: {
      query(text, parameters) {
        writes.take()
        try {
          return engine.query(text, parameters)
        } finally {
          disturb(text)
          // Also when a COMMIT failed: nobody knows then what it did.
          if (disturbed.size > 0 && (text === 'COMMIT' || !engine.inTransaction)) {
            forget(disturbed)
            disturbed.clear()
          }
        }
      },
      get inTransaction() {
        return engine.inTransaction
      },
    },
    lookup<Row>(text: string) {
      if (morePlaces.test(text)) throw new Error(`A look-up finds one row by unique keys, joined by what it names, and nothing else: ${text}`)
      reads.take()
      const statement = lookups.prepare(text)
      const one: Known = { reads: reads.take()?.reads ?? new Set(), rows: new Map() }
      all.push(one)
      return (...parameters: readonly (string | number | null)[]) => {
        if (performance.now() - lookedAt > foreignMost) seeOthers()
        const key = parameters.length === 1 ? parameters[0]! : parameters.join('\n')
        const kept = one.rows.get(key)
        if (kept) return kept as Promise<Row>
        try {
          const row = statement.get(...bind(parameters))
          const found = Promise.resolve(row && Object.freeze(row))
          if (row) {
            if (one.rows.size >= rowsMost) one.rows.delete(one.rows.keys().next().value!)
            one.rows.set(key, found)
          }
          return found as Promise<Row | undefined>
        } catch (error) {
          return Promise.reject(translate(error))
        }
      }
    },
  }
}
