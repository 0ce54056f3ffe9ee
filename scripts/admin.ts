// `npm run admin -- <command>`: what an operator does on the machine itself when nobody can sign in (docs/operations.md).
// On SQLite it speaks to the server that runs, or opens the file when none does; on PostgreSQL it connects. Run it with the server's settings.
import { existsSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Order } from '#server/nouns/users/administration.ts'
import { createApp } from '#server/app.ts'
import { createChain } from '#server/audit/chain.ts'
import { openReader } from '#server/db/node-copy.ts'
import { openStore } from '#server/db/open.ts'
import { askAdminDoor, type AdminAnswer } from '#server/node/admin-door.ts'
import { nodeHost } from '#server/node/host.ts'
import { CannotStart } from '#server/problem.ts'
import { adoptNext, nextOf, readRootKey, withRootKey } from '#server/node/root-key.ts'
import { readSettings, type Settings } from '#server/node/settings.ts'
import { startFaultText, storeFault } from '#server/node/start-faults.ts'
import { ProblemError } from '#server/problem.ts'
import { archiveAge, writeArchive } from './audit-archive.ts'
import { keysIn, placeOf } from './words.ts'

const usage = `npm run admin -- list
npm run admin -- reset-password <email>            prints a link with which they set a password
npm run admin -- reset-password <email> --stdin    reads the new password from standard input, one line
npm run admin -- unlock <email>                    forgets their failed sign-ins
npm run admin -- make-administrator <email>
npm run admin -- archive-audit <file> <date>       moves rows of the audit trail before that date (2026-01-01, UTC) into a file
npm run admin -- rotate-root-key                   puts another root key in the place of this one, <root key file>.new if it is there`

/** The archive that this command wrote, until the database begins behind it. */
let archived: string | undefined
let refused = false

async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}

/** The order that these words give; `undefined` for words that give none. */
async function readOrder([command, email, option, ...more]: readonly string[]): Promise<Order | undefined> {
  const { username: account } = userInfo()
  if (command === 'list') return email === undefined ? { command, account } : undefined
  if (command === 'rotate-root-key') {
    if (email !== undefined) return undefined
    const { rootKeyFile } = readSettings(process.env)
    readRootKey(rootKeyFile, false)
    return { command, account, key: Buffer.from(readRootKey(nextOf(rootKeyFile), true)).toString('base64url') }
  }
  if (command === 'archive-audit') {
    const before = Date.parse(`${option}T00:00:00.000Z`)
    if (email === undefined || more.length > 0 || Number.isNaN(before)) return undefined
    if (before > Date.now() - archiveAge) throw new CannotStart(`${option} is too near: the rows of the last day stay.`)
    const settings = readSettings(process.env)
    const raw = await openReader(placeOf(settings))
    try {
      const host = nodeHost('silent')
      const chain = createChain(host.crypto, (await keysIn(raw, host, readRootKey(settings.rootKeyFile, false))).audit)
      const made = await writeArchive(raw, chain, email, before)
      archived = email
      return { command, account, ...made }
    } finally {
      await raw.close()
    }
  }
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
  const store = await openStore(settings).catch((error: unknown) => {
    throw storeFault(error, process.env, settings)
  })
  try {
    const app = await withRootKey(settings.rootKeyFile, false, (rootKey) =>
      createApp({ host: nodeHost('silent'), store, rootKey, settings: { origin: settings.origin } }),
    )
    const lines = await app.administer(order)
    while (await app.audit.removeArchived());
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
  refused = answer !== undefined && 'refusal' in answer
  if (answer && 'refusal' in answer) throw new CannotStart(answer.refusal)
  const lines = answer?.lines ?? await onDatabase(settings, order)
  if (order.command === 'archive-audit') {
    lines.push(`${archived} holds them: npm run audit:verify -- ${archived}. Keep it with the backups, and off this machine.`)
    archived = undefined
  }
  if (order.command === 'rotate-root-key') {
    const { rootKeyFile } = settings
    adoptNext(rootKeyFile)
    lines.push(
      `${rootKeyFile} holds the new root key, ${rootKeyFile}.old the one before: backups so far belong to that one. Put the new one where you keep it, ` +
        'copy it to every other server and restart those.',
    )
  }
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
} catch (error) {
  if (archived !== undefined) {
    // Refused: the rows are all in the database. Where the answer was lost, the file may be the only place that has them.
    if (refused || error instanceof ProblemError) rmSync(archived, { force: true })
    else process.stderr.write(`Keep ${archived}: it is not known whether the database has let its rows go.\n`)
  }
  process.stderr.write(`${error instanceof ProblemError ? error.message : startFaultText(error, '')}\n`)
  process.exitCode = 1
}
