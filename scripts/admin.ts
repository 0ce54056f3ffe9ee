// `npm run admin -- <command>`: what an operator does on the machine itself when nobody can sign in (docs/operations.md).
// On SQLite it speaks to the server that runs, or opens the file when none does; on PostgreSQL it connects. Run it with the server's settings.
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Order } from '#server/nouns/users/administration.ts'
import { createApp } from '#server/app.ts'
import { openStore } from '#server/db/open.ts'
import { askAdminDoor, type AdminAnswer } from '#server/node/admin-door.ts'
import { nodeHost } from '#server/node/host.ts'
import { CannotStart } from '#server/problem.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { readSettings, type Settings } from '#server/node/settings.ts'
import { startFaultText, storeFault } from '#server/node/start-faults.ts'
import { ProblemError } from '#server/problem.ts'

const usage = `npm run admin -- list
npm run admin -- reset-password <email>            prints a link with which they set a password
npm run admin -- reset-password <email> --stdin    reads the new password from standard input, one line
npm run admin -- unlock <email>                    forgets their failed sign-ins
npm run admin -- make-administrator <email>`

async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}

/** The order that these words give; `undefined` for words that give none. */
async function readOrder([command, email, option, ...more]: readonly string[]): Promise<Order | undefined> {
  const { username: account } = userInfo()
  if (command === 'list') return email === undefined ? { command, account } : undefined
  if (email === undefined || email.startsWith('-') || more.length > 0) return undefined
  if ((command === 'unlock' || command === 'make-administrator') && option === undefined) return { command, email, account }
  if (command !== 'reset-password') return undefined
  if (option === undefined) return { command, email, account }
  // Never as an argument: every account of the machine can read those.
  return option === '--stdin' ? { command, email, account, password: await readLine() } : undefined
}

/** Carries it out on the database itself. */
async function onDatabase(settings: Settings, order: Order): Promise<string[]> {
  const file = join(settings.dataFolder, 'countersign.db')
  if (!settings.databaseUrl && !existsSync(file))
    throw new CannotStart(`There is no ${file}. Run this where the server runs, with its settings (COUNTERSIGN_DATA, DATABASE_URL).`)
  const rootKey = readRootKey(settings.rootKeyFile, false)
  const store = await openStore(settings).catch((error: unknown) => {
    throw storeFault(error, process.env, settings)
  })
  try {
    const app = await createApp({ host: nodeHost('silent'), store, rootKey, settings: { origin: settings.origin } })
    const lines = await app.administer(order)
    await app.close()
    return lines
  } finally {
    await store.close()
  }
}

try {
  const order = await readOrder(process.argv.slice(2))
  if (!order) {
    process.stderr.write(`${usage}\n`)
    process.exit(2)
  }
  const settings = readSettings(process.env)
  const answer: AdminAnswer | undefined = settings.databaseUrl ? undefined : await askAdminDoor(settings.dataFolder, order)
  if (answer && 'refusal' in answer) throw new CannotStart(answer.refusal)
  const lines = answer?.lines ?? await onDatabase(settings, order)
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
} catch (error) {
  process.stderr.write(`${error instanceof ProblemError ? error.message : startFaultText(error)}\n`)
  process.exitCode = 1
}
