import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `test-store.ts` makes its databases; undefined without PostgreSQL. */
    postgresUrl: string | undefined
  }
}

/** vitest globalSetup: one PostgreSQL for the whole run, or the one of COUNTERSIGN_TEST_PG (a superuser's URL; `none` leaves it out). */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.COUNTERSIGN_TEST_PG
  if (given === 'none') {
    project.provide('postgresUrl', undefined)
    return undefined
  }
  if (given) {
    project.provide('postgresUrl', given)
    return undefined
  }
  try {
    // Without fsync: these tests are about queries. The checks of durability start their own, with it.
    const postgres = await startPostgres({ fsync: false })
    project.provide('postgresUrl', postgres.url('postgres'))
    return postgres.stop
  } catch (error) {
    if (process.env.COUNTERSIGN_REQUIRE === 'all') throw error
    console.warn(`Tests on PostgreSQL are skipped: ${(error as Error).message}`)
    project.provide('postgresUrl', undefined)
    return undefined
  }
}
