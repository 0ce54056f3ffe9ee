// `npm run db:move`: everything in COUNTERSIGN_DATA's SQLite into the empty PostgreSQL of DATABASE_URL. See docs/operations.md.
import { createAudit } from '#server/audit/audit.ts'
import { digestOf, finish, migrationsOf, openReader, openWriter, sameShape, sequencesOf, shapesOf, type Table } from '#server/db/node-copy.ts'
import { lockFile } from '#server/db/node-sqlite-copy.ts'
import { openStore } from '#server/db/open.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { readSettings } from '#server/node/settings.ts'
import { CannotStart } from '#server/problem.ts'
import { keysOf } from '#server/secrets/root.ts'
import { command, hint, placeOf, say } from './words.ts'

const usage = `npm run db:move      from COUNTERSIGN_DATA's SQLite, its server stopped, into the empty PostgreSQL of DATABASE_URL`

async function move(): Promise<void> {
  const settings = readSettings(process.env)
  if (!settings.databaseUrl) throw new CannotStart('Set DATABASE_URL to the empty PostgreSQL database to move into.')
  const { file } = placeOf(settings)
  // Before anything else: a move must not end with a key that opens nothing.
  const host = nodeHost('silent')
  const rootKey = readRootKey(settings.rootKeyFile, false)
  // What a running server would write behind the snapshot were lost.
  const lock = lockFile(file)
  try {
    const source = await openReader({ file })
    try {
      const target = await openWriter({ databaseUrl: settings.databaseUrl, file }, await migrationsOf(source))
      try {
        const here = new Map((await shapesOf(target)).map((shape) => [shape.name, shape]))
        const tables: Table[] = []
        for (const shape of await shapesOf(source)) {
          const to = sameShape(here, shape)
          let told = Date.now()
          let rows = 0
          const table = await digestOf(source, shape, async (batch) => {
            await target.insert(to, batch)
            rows += batch.length
            if (Date.now() - told < 5000) return
            told = Date.now()
            hint(`${shape.name}: ${rows} rows`)
          })
          tables.push(table)
          hint(`${shape.name}: ${table.rows} rows`)
        }
        hint('Comparing')
        await finish(target, tables, await sequencesOf(source))
        say(`Moved ${tables.reduce((sum, { rows }) => sum + rows, 0)} rows in ${tables.length} tables; each table has the same digest on both sides.`)
      } finally {
        await target.close()
      }
    } finally {
      await source.close()
    }
  } finally {
    lock.close()
  }
  const store = await openStore(settings)
  try {
    const { holds, rows, breaks } = await createAudit(host, store, await keysOf(host, store.db, rootKey)).verify()
    if (!holds) throw new CannotStart(`The audit trail does not hold, as it did not before: ${breaks.map(({ why }) => why).join(' ')}`)
    say(`The audit trail holds: ${rows} rows. Start the server with DATABASE_URL and the same root key, and keep ${file} until you are content.`)
  } finally {
    await store.close()
  }
}

await command(usage, async () => {
  if (process.argv.length > 2) return false
  await move()
  return true
})
