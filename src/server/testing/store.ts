import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, inject } from 'vitest'
import { createDatabase } from './postgres.ts'
import { openSqlite } from '../db/node-sqlite.ts'
import { openPostgres } from '../db/postgres.ts'
import type { Store } from '../db/store.ts'

export interface TestStores {
  dialect: Store['dialect']
  /** A new, empty store of that database; closed after the test. */
  fresh(): Promise<Store>
  /** A place, empty yet, for tests that open it more than once: a file or a URL. */
  place(): Promise<string>
  open(place: string): Promise<Store>
}

/** Another driver that keeps the store, from a room that this one may not reach. */
export interface OtherStore {
  name: string
  dialect: Store['dialect']
  place(): Promise<string>
  open(place: string): Promise<Store>
}

let other: OtherStore | undefined

/** From here on the tests of this file's imports run on this store alone: how the demo plays the server's own tests. */
export function onlyOn(store: OtherStore): void {
  other = store
}

/** The same tests on both databases; without PostgreSQL its half is shown as skipped (the run's setup says why). */
export function onEachStore(title: string, tests: (stores: TestStores) => void): void {
  if (other !== undefined) {
    const { name, dialect, place, open } = other
    describe(`${title} · ${name}`, () => tests(storesOf(dialect, place, open)))
    return
  }
  const postgresUrl = inject('postgresUrl')
  describe(`${title} · SQLite`, () => tests(storesOf('sqlite', temporaryFile, openSqlite, migratedFile)))
  const describePostgres = postgresUrl === undefined ? describe.skip : describe
  describePostgres(`${title} · PostgreSQL`, () =>
    tests(
      storesOf(
        'postgres',
        () => createDatabase(postgresUrl!),
        openPostgres,
        () => createDatabase(postgresUrl!, inject('postgresTemplate')),
      ),
    ),
  )
}

const folders: string[] = []

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A path in a folder that goes after the tests of the file. */
export async function temporaryFile(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  folders.push(folder)
  return join(folder, 'countersign.db')
}

/** A copy of the file that the run's setup has migrated: migrations are tested where they are, not before each test. */
async function migratedFile(): Promise<string> {
  const file = await temporaryFile()
  copyFileSync(inject('sqliteTemplate'), file)
  return file
}

/** `migrated`: a place that has the schema already. */
function storesOf(dialect: Store['dialect'], place: () => Promise<string>, openAt: (place: string) => Promise<Store>, migrated = place): TestStores {
  const opened: Store[] = []
  const open = async (where: string): Promise<Store> => {
    const store = await openAt(where)
    opened.push(store)
    return store
  }
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()))
  })
  return { dialect, place, open, fresh: async () => open(await migrated()) }
}
