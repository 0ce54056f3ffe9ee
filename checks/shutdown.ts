// SIGTERM under 50 writes a second, reads and sign-ins, 100 times: no request that was taken is cut, nothing is done that nobody
// was told of, nothing acknowledged is lost, and the server is gone within ten seconds. Every second stop has a drain, and then whoever
// leaves when /readyz says so, as a proxy does, hears of nothing at all. Then four servers on one PostgreSQL, one after another.
//
// Seen to fail (naive.ts): with connections ended at once; with a port that closes before /readyz says that it will.
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, byToken, keysPath, signIn, type Answer } from './client.ts'
import { trailFault } from './database.ts'
import { asked, numberOption, short } from './options.ts'
import { Faults, percentile, print, run, skip, verdict } from './report.ts'
import { administrator, asAdministrator, postgresHome, sqliteHome, startServer, type Home, type Server } from './servers.ts'
import { halfApplied, Writing } from './writing.ts'

const perSecond = 50
const goneWithin = 10_000
const drainSeconds = 3
/** What was sent so long before the signal has been taken by then. */
const takenAfter = 100
const readers = 8
const signers = 3

/** Asks one server over and over, as a proxy that leaves it when it is not ready. */
class Readers {
  readonly #going: Promise<void>[] = []
  #left = false
  answered = 0
  /** Answers other than success. */
  readonly strange = new Faults()
  /** Those that nobody answered, or in part. `begun`: a part of the answer was there. */
  readonly failures: { path: string; sentAt: number; begun: boolean; error: string }[] = []

  constructor(server: Server, headers: Record<string, string>) {
    const { origin } = server
    const read = (path: string) => () => this.#try(path, ask(origin, path, { headers }))
    for (let i = 0; i < readers; i++) this.#going.push(this.#loop(read(i % 2 === 0 ? '/auth/whoami' : `${keysPath}?size=100`)))
    // A sign-in takes a slow hash: one is always under way.
    const { email, password } = administrator
    for (let i = 0; i < signers; i++) this.#going.push(this.#loop(() => this.#try('/api/v1/session', signIn(origin, email, password))))
  }

  /** Sends no more; resolves when all that was sent has come to its end. */
  async leave(): Promise<void> {
    this.#left = true
    await Promise.all(this.#going)
  }

  async #loop(next: () => Promise<boolean>): Promise<void> {
    while (!this.#left && (await next())) await sleep(5)
  }

  /** Does it go on? */
  async #try(path: string, answer: Promise<Answer | string>): Promise<boolean> {
    const sentAt = performance.now()
    try {
      const given = await answer
      this.answered++
      if (typeof given !== 'string' && given.status !== 200) this.strange.add(`${path}: ${given.status}`)
      return true
    } catch (error) {
      const { begun = false } = error as { begun?: boolean }
      this.failures.push({ path, sentAt, begun, error: String(error) })
      return false
    }
  }
}

/** Resolves when the server says that it is not ready, or does not say anything. */
async function notReady(server: Server): Promise<void> {
  while ((await ask(server.origin, '/readyz', { patience: 2000 }).catch(() => undefined))?.status === 200) await sleep(50)
}

async function stops(home: Home, count: number): Promise<void> {
  const env = (drain: boolean) => ({ env: { COUNTERSIGN_DRAIN_SECONDS: drain ? String(drainSeconds) : '0' } })
  // How each server is started: whether it drains.
  const drains = home.kind === 'sqlite' ? [false] : [false, true, false, true]
  const servers: (Server | undefined)[] = []
  for (const drain of drains) servers.push(await startServer(home, env(drain)))
  const where = home.kind === 'sqlite' ? 'SQLite, 1 server' : `PostgreSQL, ${servers.length} servers, one stopped at a time`
  const { cookie, token } = await asAdministrator(servers[0]!.origin)
  const writing = new Writing(() => servers.flatMap((server) => (server ? [server.origin] : [])), byToken(token))
  await writing.prepare(cookie, 40)

  const [cut, noticed, untold, lost, half, chain, exits, strange] = Array.from({ length: 8 }, () => new Faults())
  const gone: number[] = []
  let answered = 0
  let refused = 0
  let checked = 0
  for (let stop = 0; stop < count; stop++) {
    const victim = stop % servers.length
    const server = servers[victim]!
    const drained = drains[victim]!
    const reading = new Readers(server, byToken(token))
    writing.start(perSecond)
    await sleep(400 + Math.random() * 400)
    const cutBefore = writing.cut
    const signalAt = performance.now()
    const ended = server.end('SIGTERM')
    if (drained) {
      await notReady(server)
      servers[victim] = undefined
      if (!servers.some(Boolean)) await writing.stop()
      await reading.leave()
    }
    const code = await ended
    gone.push(performance.now() - signalAt)
    servers[victim] = undefined
    await writing.stop()
    await reading.leave()
    if (drained && reading.failures.length + writing.cut > cutBefore)
      noticed!.add(`stop ${stop + 1}: ${writing.cut - cutBefore} writes, ${reading.failures.map(({ path, error }) => `${path}: ${error}`).join(', ')}`)
    if (code !== 0) exits!.add(`stop ${stop + 1}: ${code}`)
    answered += reading.answered
    refused += reading.failures.length + writing.cut - cutBefore
    if (reading.strange.count > 0) strange!.add(`stop ${stop + 1}: ${reading.strange.text}`)
    for (const { path, sentAt, begun, error } of reading.failures)
      if (begun || sentAt < signalAt - takenAfter) cut!.add(`stop ${stop + 1}: ${path}, sent ${Math.round(signalAt - sentAt)} ms before: ${error}`)

    drains[victim] = !drained
    servers[victim] = await startServer(home, env(!drained))
    const missing = await writing.lost(home, checked)
    if (missing.count > 0) lost!.add(`stop ${stop + 1}: ${missing.text}`)
    checked = writing.acknowledged.length
    const torn = await halfApplied(home)
    if (torn.count > 0) half!.add(`stop ${stop + 1}: ${torn.text}`)
    const fault = await trailFault(home)
    if (fault !== '0') chain!.add(`stop ${stop + 1}: ${fault}`)
    const given = writing.givenAgain
    await writing.settle()
    if (writing.givenAgain > given) untold!.add(`stop ${stop + 1}: ${writing.givenAgain - given}`)
  }
  print(`${where}: ${count} stops, ${answered} reads and ${writing.acknowledged.length} writes answered, ${refused} found the port closed`)
  verdict(cut!.count === 0, `${where}: 0 requests that had been taken were cut`, cut!.text)
  verdict(untold!.count === 0, `${where}: nothing was done that nobody was told of`, untold!.text)
  verdict(noticed!.count === 0, `${where}: with a drain, whoever leaves when /readyz says so notices nothing`, noticed!.text)
  verdict(lost!.count === 0 && half!.count === 0, `${where}: 0 acknowledged writes lost, none half-applied`, `lost: ${lost!.text}, half: ${half!.text}`)
  verdict(chain!.count === 0, `${where}: the audit chain holds after each stop`, `breaks: ${chain!.text}`)
  verdict(
    exits!.count === 0 && Math.max(...gone) < goneWithin,
    `${where}: it ends in order, within 10 s`,
    `median ${Math.round(percentile(gone, 0.5))} ms, worst ${Math.round(Math.max(...gone))} ms; other exit codes: ${exits!.text}`,
  )
  verdict(
    strange!.count === 0 && writing.strange.count === 0 && writing.busy === 0,
    `${where}: no other answer than success`,
    `reads: ${strange!.text}, writes: ${writing.strange.text}, 503: ${writing.busy}`,
  )
  for (const server of servers) await server?.end('SIGTERM')
}

await run('Stops under load', async () => {
  if (asked('sqlite')) await stops(sqliteHome(), numberOption('stops', short ? 4 : 100))
  if (!asked('postgres')) return
  const home = await postgresHome({ fsync: true }).catch((error: unknown) => skip('four servers on PostgreSQL, one stopped', String(error)))
  if (home) await stops(home, numberOption('stops', short ? 4 : 40))
})
