import { sql, type Expression, type RawBuilder } from 'kysely'
import type { Dialect } from './store.ts'

/*
 * What the two databases call by different names, where Kysely has no word for it.
 */

/** The position of a text in another, from 1; 0 where it is not. */
export const positionSql = (dialect: Dialect, text: Expression<unknown>, sought: string): RawBuilder<number> =>
  dialect === 'sqlite' ? sql`instr(${text}, ${sql.lit(sought)})` : sql`strpos(${text}, ${sql.lit(sought)})`

/** An instant in milliseconds as `2026-11-21T12:00:00+00:00`; empty where there is none. */
export const instantSql = (dialect: Dialect, column: Expression<unknown>): RawBuilder<string> =>
  dialect === 'sqlite'
    ? sql`coalesce(strftime('%Y-%m-%dT%H:%M:%S+00:00', ${column} / 1000, 'unixepoch'), '')`
    : sql`coalesce(to_char(to_timestamp(floor(${column} / 1000.0)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), '')`
