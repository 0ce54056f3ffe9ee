import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase } from '#server/testing/postgres.ts'
import { startHaproxy } from './between.ts'
import { byToken } from './client.ts'
import { rowsOf, trailFault } from './database.ts'
import { serverFolder, short } from './options.ts'
import { openPostgresPair } from './replicated-postgres.ts'
import { print, skip, verdict } from './report.ts'
import { asAdministrator, startServer, temporaryFolder, type Home } from './servers.ts'
import { halfApplied, Writing } from './writing.ts'

/** The last commit whose schema is not this one's, and how many migrations it has. Moved with each release that adds one. */
const before = { commit: '0b41b09', migrations: 17 }

const env = { COUNTERSIGN_TRUSTED_PROXIES: '1', COUNTERSIGN_DRAIN_SECONDS: '3' }

/** The server of the release before, out of the history, with the packages and the console of this one. */
function checkOut(): string | undefined {
  const folder = temporaryFolder()
  try {
    const archive = execFileSync('git', ['-C', serverFolder, 'archive', before.commit, 'src', 'scripts', 'package.json'], {
      maxBuffer: 500_000_000, stdio: ['ignore', 'pipe', 'ignore'],
    })
    execFileSync('tar', ['-x', '-C', folder], { input: archive })
  } catch {
    return undefined
  }
  for (const name of ['node_modules', 'dist']) symlinkSync(join(serverFolder, name), join(folder, name))
  return folder
}

/** Servers of the release before are replaced one by one, under load. */
export async function besideTheReleaseBefore(): Promise<void> {
  const folder = checkOut()
  if (folder === undefined) return skip('the release before beside this one', `its commit ${before.commit} is not in this clone`)
  const database = await openPostgresPair()
  const home: Home = { kind: 'postgres', folder: temporaryFolder(), databaseUrl: await createDatabase(database.url) }
  const servers = [await startServer(home, { env, folder }), await startServer(home, { env, folder })]
  const schema = () => rowsOf<{ count: number }>(home, 'SELECT count(*)::int AS count FROM migrations').then(([row]) => row!.count)
  const had = await schema()
  const proxy = await startHaproxy(servers.map(({ origin }) => origin))
  const { cookie, token } = await asAdministrator(proxy)
  const writing = new Writing(() => [proxy], byToken(token))
  await writing.prepare(cookie, 20)
  writing.start(50)
  for (const index of servers.keys()) {
    await sleep(short ? 2000 : 10_000)
    const port = new URL(servers[index]!.origin).port
    await servers[index]!.end('SIGTERM')
    servers[index] = await startServer(home, { env: { ...env, PORT: port } })
    // The first has migrated: for so long both versions serve it.
    if (index === 0) print(`the schema went from ${had} to ${await schema()} migrations while the version before served on`)
  }
  await sleep(short ? 2000 : 10_000)
  await writing.stop()
  await writing.settle()
  const [lost, dead, half, chain] = [await writing.lost(home), await writing.dead(), await halfApplied(home), await trailFault(home)]
  verdict(had === before.migrations, `the version before has ${before.migrations} migrations`, String(had))
  verdict(
    lost.count === 0 && dead === 0 && half.count === 0 && chain === '0',
    'servers replaced one by one: 0 acknowledged changes lost, none half applied, the audit chain holds',
    `lost: ${lost.text}, dead values: ${dead}, half: ${half.text}, chain: ${chain}`,
  )
  verdict(
    writing.strange.count === 0,
    'servers replaced one by one: every answer is success, or 503 with Retry-After',
    `${writing.acknowledged.length} acknowledged, ${writing.busy} told 503, ${writing.cut} cut, strange: ${writing.strange.text}`,
  )
  for (const server of servers) await server.end('SIGTERM')
}
