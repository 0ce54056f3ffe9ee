// kill -9 under 50 writes a second, 200 times: after each restart every acknowledged write is there, none is half-applied,
// the audit chain holds, and the server is ready within 5 seconds. Then disks that fail (disk-faults.ts), and four servers
// on one PostgreSQL of which one after another is killed.
//
// Seen to fail (naive.ts): with the answer sent before COMMIT (acknowledged writes lost); with the audit row in a transaction
// of its own (keys without their audit row, within 12 kills); with synchronous=NORMAL (a killed process loses nothing by it,
// so the order of system calls is read: 38 of 40 answers came before their sync); with a failed COMMIT taken for good.
import { byToken } from './client.ts'
import { trailFault } from './database.ts'
import { diskFaults } from './disk-faults.ts'
import { asked, numberOption, short } from './options.ts'
import { Faults, percentile, print, run, skip, verdict } from './report.ts'
import { asAdministrator, postgresHome, sqliteHome, startServer, startServers, type Home, type Server } from './servers.ts'
import { halfApplied, Writing } from './writing.ts'

const perSecond = 50
const readyWithin = 5000

async function kills(home: Home, count: number): Promise<void> {
  const servers: (Server | undefined)[] = await startServers(home)
  const where = home.kind === 'sqlite' ? 'SQLite, 1 server' : `PostgreSQL, ${servers.length} servers, one killed at a time`
  const { cookie, token } = await asAdministrator(servers[0]!.origin)
  const writing = new Writing(() => servers.flatMap((server) => (server ? [server.origin] : [])), byToken(token))
  await writing.prepare(cookie, 40)

  const lost = new Faults()
  const half = new Faults()
  const chain = new Faults()
  const ready: number[] = []
  let dead = 0
  let cutAtKills = 0
  let checked = 0
  for (let kill = 0; kill < count; kill++) {
    const victim = kill % servers.length
    writing.start(perSecond)
    await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700))
    const server = servers[victim]!
    const cutBefore = writing.cut
    const gone = server.end('SIGKILL')
    // The others go on being written to; with one server nobody is left.
    if (home.kind === 'postgres') {
      servers[victim] = undefined
      await gone
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    await writing.stop()
    await gone
    cutAtKills += writing.cut - cutBefore
    servers[victim] = await startServer(home)
    ready.push(servers[victim].readyAfter)

    const missing = await writing.lost(home, checked)
    if (missing.count > 0) lost.add(`kill ${kill + 1}: ${missing.text}`)
    checked = writing.acknowledged.length
    const torn = await halfApplied(home)
    if (torn.count > 0) half.add(`kill ${kill + 1}: ${torn.text}`)
    const fault = await trailFault(home)
    if (fault !== '0') chain.add(`kill ${kill + 1}: ${fault}`)
    dead += await writing.dead(5)
    await writing.settle()
  }
  const missing = await writing.lost(home)
  dead += await writing.dead()
  const torn = await halfApplied(home)
  print(`${where}: ${count} kills, ${writing.acknowledged.length} writes acknowledged, ${cutAtKills} under way when killed`)
  verdict(
    lost.count === 0 && missing.count === 0 && dead === 0,
    `${where}: 0 of ${writing.acknowledged.length} acknowledged writes lost`,
    `lost after a kill: ${lost.text}, at the end: ${missing.text}, dead values: ${dead}`,
  )
  verdict(
    half.count === 0 && torn.count === 0,
    `${where}: no write is half-applied, also after a retry with its Idempotency-Key`,
    `after a kill: ${half.text}, at the end: ${torn.text}`,
  )
  verdict(chain.count === 0, `${where}: the audit chain holds after each kill`, `breaks: ${chain.text}`)
  verdict(
    Math.max(...ready) < readyWithin,
    `${where}: ready again within 5 s`,
    `median ${Math.round(percentile(ready, 0.5))} ms, worst ${Math.round(Math.max(...ready))} ms`,
  )
  verdict(
    writing.strange.count === 0 && writing.busy === 0,
    `${where}: no other answer than success from a living server`,
    `5xx or strange: ${writing.strange.text}, 503: ${writing.busy}`,
  )
  // Whether a write is under way at the very kill is chance: over a few kills of the short form there may be none.
  verdict(
    writing.acknowledged.length > count * 5 && (cutAtKills > 0 || count < 20),
    `${where}: there was something to lose`,
    `${Math.round(writing.acknowledged.length / count)} acknowledged a kill, ${cutAtKills} cut`,
  )
  for (const server of servers) await server?.end('SIGTERM')
}

await run('kill -9 and failing disks', async () => {
  if (asked('sqlite')) await kills(sqliteHome(), numberOption('kills', short ? 8 : 200))
  if (asked('disk')) await diskFaults(short)
  if (!asked('postgres')) return
  const home = await postgresHome({ fsync: true }).catch((error: unknown) => skip('four servers on PostgreSQL, one killed', String(error)))
  if (home) await kills(home, numberOption('kills', short ? 4 : 40))
})
