import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openSqlite } from '../db/node-sqlite.ts'
import { openPostgres } from '../db/postgres.ts'
import { createDatabase, startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `store.ts` makes its databases; undefined without PostgreSQL. */
    postgresUrl: string | undefined
    /** The name of a database there with the schema and nothing else: copied for a test. */
    postgresTemplate: string | undefined
    /** A database file with the schema and nothing else. */
    sqliteTemplate: string
  }
}

/**
 * vitest globalSetup: one PostgreSQL for the whole run, or the one of COUNTERSIGN_TEST_PG (a superuser's URL; `none` leaves it
 * out), and for each database one that is migrated, which tests copy.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  const sqliteTemplate = join(folder, 'template.db')
  await (await openSqlite(sqliteTemplate)).close()
  project.provide('sqliteTemplate', sqliteTemplate)

  const { url, stop } = await postgres()
  project.provide('postgresUrl', url)
  if (url !== undefined) {
    const template = await createDatabase(url)
    await (await openPostgres(template)).close()
    project.provide('postgresTemplate', new URL(template).pathname.slice(1))
  }
  return async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function postgres(): Promise<{ url?: string; stop: () => Promise<void> }> {
  const given = process.env.COUNTERSIGN_TEST_PG
  const leave = () => Promise.resolve()
  if (given === 'none') return { stop: leave }
  if (given) return { url: given, stop: leave }
  try {
    // Without fsync: these tests are about queries. The checks of durability start their own, with it.
    const own = await startPostgres({ fsync: false })
    return { url: own.url('postgres'), stop: own.stop }
  } catch (error) {
    if (process.env.COUNTERSIGN_REQUIRE === 'all') throw error
    console.warn(`Tests on PostgreSQL are skipped: ${(error as Error).message}`)
    return { stop: leave }
  }
}
