import { migration1 } from './migration-1.ts'
import { migration10 } from './migration-10.ts'
import { migration11 } from './migration-11.ts'
import { migration12 } from './migration-12.ts'
import { migration13 } from './migration-13.ts'
import { migration14 } from './migration-14.ts'
import { migration15 } from './migration-15.ts'
import { migration16 } from './migration-16.ts'
import { migration17 } from './migration-17.ts'
import { migration18 } from './migration-18.ts'
import { migration19 } from './migration-19.ts'
import { migration2 } from './migration-2.ts'
import { migration3 } from './migration-3.ts'
import { migration4 } from './migration-4.ts'
import { migration5 } from './migration-5.ts'
import { migration6 } from './migration-6.ts'
import { migration7 } from './migration-7.ts'
import { migration8 } from './migration-8.ts'
import { migration9 } from './migration-9.ts'
import { CannotOpen, type Dialect, type OpenOptions } from './store.ts'

/** Runs one statement on the one connection that migrates. `?` in SQLite, `$n` in PostgreSQL. */
export type Run = (sql: string, parameters?: readonly unknown[]) => Promise<readonly unknown[]>

export interface Migration {
  /** `0001-base`; the number orders them. */
  name: string
  /** The statements, one each. Never edited once released: its checksum is in every database that has run it. */
  statements(dialect: Dialect): readonly string[]
  /**
   * Servers that do not know it go on serving a database that has it: it only adds what they do not read, and lets them leave out what
   * they do not write. What it makes needless goes a release later, by one without this word (decision 0050).
   */
  beside?: true
}

/** Where a database says how many migrations a server has to know to serve it. */
const COMPATIBLE = 'compatible-from'

export const migrations: readonly Migration[] = [
  migration1,
  migration2,
  migration3,
  migration4,
  migration5,
  migration6,
  migration7,
  migration8,
  migration9,
  migration10,
  migration11,
  migration12,
  migration13,
  migration14,
  migration15,
  migration16,
  migration17,
  migration18,
  migration19,
]

/** Any constant of our own: servers that start at once on one PostgreSQL migrate one after another. */
const MIGRATION_LOCK = 7_235_801

/**
 * Brings the schema up to `list`, each migration in its own transaction. A database that has more is left as it is, and may be served where
 * those only add. Refuses one that this version cannot serve, or where a migration's text has changed since. There is no way back but a
 * backup. Each one that ran is told to `migrated`, once committed.
 */
export async function migrate(
  dialect: Dialect,
  run: Run,
  list: readonly Migration[] = migrations,
  migrated: OpenOptions['migrated'] = () => undefined,
): Promise<void> {
  const checksums = await Promise.all(list.map((migration) => checksum(migration, dialect)))
  for (let done = false; !done;) {
    const started = performance.now()
    let ran: Migration | undefined
    await run(dialect === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
    try {
      if (dialect === 'postgres') await run(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
      const applied = await readApplied(dialect, run)
      const from = await compatibleFrom(run, applied.length)
      refuseStrangers(applied, list, checksums, from)
      const next = list[applied.length]
      if (next === undefined) {
        done = true
      } else {
        for (const statement of next.statements(dialect)) await run(statement)
        ran = next
        await run(`INSERT INTO migrations (number, name, checksum) VALUES ${dialect === 'sqlite' ? '(?, ?, ?)' : '($1, $2, $3)'}`, [
          applied.length + 1,
          next.name,
          checksums[applied.length],
        ])
        const needed = String(next.beside ? from : applied.length + 1)
        await run(`INSERT INTO meta (key, value) VALUES ('${COMPATIBLE}', '${needed}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`)
      }
      await run('COMMIT')
      if (ran) migrated(ran.name, performance.now() - started)
    } catch (error) {
      // A failed COMMIT may have ended the transaction already; the first error is the one to show.
      await run('ROLLBACK').catch(() => {})
      throw error
    }
  }
}

interface Applied {
  name: string
  checksum: string
}

async function readApplied(dialect: Dialect, run: Run): Promise<Applied[]> {
  await run(`CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY, name text NOT NULL UNIQUE, checksum text NOT NULL
  )${dialect === 'sqlite' ? ' STRICT' : ''}`)
  return await run('SELECT name, checksum FROM migrations ORDER BY number') as Applied[]
}

/** How many migrations a server has to know: all, where nobody has said. Before the first there is no table that would. */
async function compatibleFrom(run: Run, applied: number): Promise<number> {
  if (applied === 0) return 0
  const [row] = await run(`SELECT key AS name, value AS checksum FROM meta WHERE key = '${COMPATIBLE}'`) as Applied[]
  return row === undefined ? applied : Number(row.checksum)
}

function refuseStrangers(applied: readonly Applied[], list: readonly Migration[], checksums: readonly string[], from: number): void {
  applied.forEach(({ name, checksum }, index) => {
    const known = list[index]
    if (index >= list.length && from <= list.length && !list.some((migration) => migration.name === name)) return
    if (known === undefined || (known.name !== name && !list.some((migration) => migration.name === name))) {
      throw new CannotOpen(
        `This database was made by a newer Countersign: it has migration ${name}, which this version does not know. ` +
        'Start that version, or restore the backup taken before the upgrade.',
      )
    }
    if (known.name !== name || checksums[index] !== checksum) {
      throw new CannotOpen(
        `Migration ${name} of this database is not the one this version has (its checksum differs). Nothing was changed. ` +
        'Start the version that made the database, or restore a backup.',
      )
    }
  })
}

/** Web Crypto, since this also runs in the tab. */
async function checksum(migration: Migration, dialect: Dialect): Promise<string> {
  const text = new TextEncoder().encode(migration.statements(dialect).join(';\n'))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
