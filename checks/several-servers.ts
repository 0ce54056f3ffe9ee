// Three servers on one PostgreSQL behind HAProxy (deploy/haproxy.cfg), under load: each server killed in its turn, the database crashed and
// started again, its streaming replica promoted (asynchronous: what is lost is counted and said; synchronous: nothing may be), PgBouncer in
// transaction mode between, and the release before beside this one on one database.
//
// Seen to fail: with limits in memory (15 guesses and not 5); with a lease that nobody else takes; behind PgBouncer with named statements
// ("prepared statement does not exist") and with settings of the connection ("unsupported startup parameter").
import { setTimeout as sleep } from 'node:timers/promises'
import { needBetween } from '#server/testing/need.ts'
import { createDatabase, serverAccount } from '#server/testing/postgres.ts'
import { missing, startDatabaseAddress, startHaproxy, startPgbouncer } from './between.ts'
import { ask, bySession, byToken, codeOf, exchange, expectStatus, json, keysPath, makeKey, makeUser, signIn } from './client.ts'
import { rowsOf, trailFault } from './database.ts'
import { asked, numberOption, short } from './options.ts'
import { openPostgresPair } from './replicated-postgres.ts'
import { Faults, print, run, skip, verdict } from './report.ts'
import { asAdministrator, startServer, startServers, temporaryFolder, type Home, type Server } from './servers.ts'
import { besideTheReleaseBefore } from './upgrade.ts'
import { halfApplied, Writing } from './writing.ts'

const perSecond = numberOption('writes', 50)
const span = short ? 3000 : 15_000
/** So long a recovery may take before the check gives up on it; how long it took is printed. */
const most = 120_000
const env = { COUNTERSIGN_LIMITS: 'on', COUNTERSIGN_TRUSTED_PROXIES: '1', COUNTERSIGN_DRAIN_SECONDS: '0' }

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

interface House {
  home: Home
  servers: Server[]
  proxy: string
  cookie: string
  token: string
}

async function openHouse(databaseUrl: string): Promise<House> {
  const home: Home = { kind: 'postgres', folder: temporaryFolder(), databaseUrl }
  const servers = await startServers(home, 3, { env })
  const proxy = await startHaproxy(servers.map(({ origin }) => origin))
  return { home, servers, proxy, ...(await asAdministrator(proxy)) }
}

/** Asks without a pause, and keeps how it went: an answer, 503 with Retry-After, or a connection that was cut. */
function watchReads(proxy: string, token: string) {
  const seen = { answered: 0, busy: 0, cut: 0, strange: new Faults() }
  const traffic = { goes: true }
  let lastGood = performance.now()
  let longest = 0
  const loops = Array.from({ length: 4 }, async () => {
    while (traffic.goes) {
      const answer = await ask(proxy, '/auth/whoami', { headers: byToken(token) }).catch(() => undefined)
      if (answer?.status === 200) {
        seen.answered++
        longest = Math.max(longest, performance.now() - lastGood)
        lastGood = performance.now()
      } else if (!answer || answer.status === 502 || answer.status === 504) seen.cut++
      else if (answer.status === 503 && answer.headers['retry-after'] !== undefined) seen.busy++
      else seen.strange.add(`${answer.status} ${answer.text.slice(0, 120)}`)
      await sleep(10)
    }
  })
  return {
    seen,
    async stop() {
      traffic.goes = false
      await Promise.all(loops)
      return `${seen.answered} answered, ${seen.busy} told 503 with Retry-After, ${seen.cut} cut, none answered for ${seconds(longest)} at most`
    },
  }
}

/** Waits until a change is taken again; answers after how many milliseconds. */
async function recovered({ proxy, token }: House): Promise<number> {
  const started = performance.now()
  while (performance.now() - started < most) {
    const answer = await ask(proxy, keysPath, { method: 'POST', headers: byToken(token), body: { name: `back ${Math.random()}` } }).catch(() => undefined)
    // The two-key limit is an answer of a database that works.
    if (answer && (answer.status === 201 || codeOf(answer) === 'api-key-limit')) return performance.now() - started
    await sleep(100)
  }
  throw new Error('no change was taken for two minutes')
}

/** Writes and reads under way, something happens, and then what must hold. */
async function through(house: House, what: string, happen: () => Promise<void>): Promise<void> {
  const writing = new Writing(() => [house.proxy], byToken(house.token))
  await writing.prepare(house.cookie, 20)
  const reads = watchReads(house.proxy, house.token)
  writing.start(perSecond)
  await sleep(span)
  await happen()
  const back = await recovered(house)
  await sleep(span)
  await writing.stop()
  const read = await reads.stop()
  await writing.settle()
  const [lost, dead, half, chain] = [await writing.lost(house.home), await writing.dead(), await halfApplied(house.home), await trailFault(house.home)]
  print(`${what}: changes taken again after ${seconds(back)}; ${writing.acknowledged.length} acknowledged, ${writing.busy} told 503, ${writing.cut} cut`)
  print(`${what}, reads: ${read}`)
  verdict(lost.count === 0 && dead === 0, `${what}: 0 acknowledged changes lost`, `lost: ${lost.text}, dead values: ${dead}`)
  verdict(half.count === 0, `${what}: none is half applied`, half.text)
  verdict(chain === '0', `${what}: the audit chain holds`, chain)
  verdict(
    writing.strange.count === 0 && reads.seen.strange.count === 0,
    `${what}: every other answer is 503 with Retry-After`,
    `changes: ${writing.strange.text}, reads: ${reads.seen.strange.text}`,
  )
  verdict(writing.acknowledged.length > 0 && reads.seen.answered > 0, `${what}: there was something to lose`)
}

const holder = async (home: Home) =>
  (await rowsOf<{ holder: string }>(home, `SELECT holder FROM leases WHERE until > extract(epoch from clock_timestamp()) * 1000`))[0]?.holder

async function killing(house: House): Promise<void> {
  const holders = new Set<string | undefined>()
  for (const index of house.servers.keys()) {
    await through(house, `server ${index + 1} of 3 killed`, async () => {
      holders.add(await holder(house.home))
      const { origin } = house.servers[index]!
      await house.servers[index]!.end('SIGKILL')
      for (const deadline = performance.now() + most; (await holder(house.home)) === undefined && performance.now() < deadline;) await sleep(500)
      holders.add(await holder(house.home))
      house.servers[index] = await startServer(house.home, { env: { ...env, PORT: new URL(origin).port } })
    })
  }
  verdict(!holders.has(undefined) && holders.size > 1, 'what is done once found another server each time its own was killed', `${holders.size} held it`)
}

async function limits({ proxy, cookie }: House): Promise<void> {
  const { email } = await makeUser(proxy, cookie, { password: 'quiet harbour seven lanterns' })
  const guess = () => ask(proxy, '/api/v1/session', { method: 'POST', headers: { 'X-Countersign-CSRF': '1' }, body: { email, password: 'wrong' } })
  const answers = await Promise.all(Array.from({ length: 60 }, guess))
  const of = (status: number) => answers.filter((answer) => answer.status === status).length
  verdict(of(401) === 5 && of(429) === 55, 'of 60 guesses at once five are tried over all servers', `${of(401)} tried, ${of(429)} refused`)
}

/** What people and programs do most, once each. */
async function mainFlows(proxy: string, cookie: string, token: string): Promise<void> {
  const owner = await makeUser(proxy, cookie, { password: 'quiet harbour seven lanterns' })
  expectStatus(await ask(proxy, '/api/v1/session', { headers: { Cookie: await signIn(proxy, owner.email, owner.password) } }), 200, 'a session')
  const headers = byToken(token)
  const key = await makeKey(proxy, headers, 'through a pooler', owner.id)
  if ((await exchange(proxy, key.apiKey)) === undefined) throw new Error('the key buys no token')
  const rotation = expectStatus(await ask(proxy, `${keysPath}/${key.id}/rotate`, { method: 'POST', headers, body: {} }), 200, 'a rotation')
  const rotated = json(rotation) as { apiKey: string }
  if ((await exchange(proxy, key.apiKey)) !== undefined) throw new Error('the value before the rotation works')
  if ((await exchange(proxy, rotated.apiKey)) === undefined) throw new Error('the value after the rotation does not work')
  for (const path of [`${keysPath}?filter=${encodeURIComponent('name contains pooler')}`, `${keysPath}?sort=-lastUsedAt`, '/tsig'])
    expectStatus(await ask(proxy, path, { headers }), 200, path)
  for (const path of ['/api/v1/audit', '/api/v1/users', '/api/v1/audit/verify']) expectStatus(await ask(proxy, path, { headers: bySession(cookie) }), 200, path)
  const tsig = await ask(proxy, '/tsig', { method: 'POST', headers, body: { name: 'pooled.example' } })
  expectStatus(tsig, 201, 'a TSIG key')
  expectStatus(await ask(proxy, `${keysPath}/${key.id}`, { method: 'DELETE', headers }), 204, 'a deletion')
}

async function pooler(): Promise<void> {
  const database = await openPostgresPair()
  const url = await createDatabase(database.url)
  const house = await openHouse(await startPgbouncer(url, serverAccount()))
  // Behind the pooler: what is committed there.
  house.home.databaseUrl = url
  await mainFlows(house.proxy, house.cookie, house.token)
  verdict(true, 'PgBouncer in transaction mode: the main flows')
  await limits(house)
  await through(house, 'PgBouncer in transaction mode, the database crashed and started', async () => {
    await database.crash()
    await sleep(500)
    await database.start()
  })
  for (const server of house.servers) await server.end('SIGTERM')
}

/** The primary is gone for good in mid-load, its replica takes its place. */
async function promotion(synchronous: boolean): Promise<void> {
  const primary = await openPostgresPair()
  const url = await createDatabase(primary.url)
  const replica = await primary.replica('replica')
  if (synchronous) {
    await primary.query(`ALTER SYSTEM SET synchronous_standby_names = 'replica'`)
    await primary.query('SELECT pg_reload_conf()')
  }
  const address = new URL(url)
  address.port = String(await startDatabaseAddress([primary.port, replica.port]))
  const house = await openHouse(address.href)
  const what = `a replica promoted, ${synchronous ? 'synchronous' : 'asynchronous'}`
  const writing = new Writing(() => [house.proxy], byToken(house.token))
  await writing.prepare(house.cookie, 20)
  const reads = watchReads(house.proxy, house.token)
  writing.start(perSecond)
  await sleep(span)
  // As a network that is slow to it: what an asynchronous replica has not been sent yet is what is lost.
  await primary.crash()
  await replica.promote()
  const back = await recovered(house)
  await sleep(span)
  await writing.stop()
  print(`${what}, reads: ${await reads.stop()}`)
  const rows = await rowsOf<{ request_id: string }>(house.home, `SELECT request_id FROM audit WHERE outcome = 'done'`)
  const there = new Set(rows.map(({ request_id }) => request_id))
  const gone = writing.acknowledged.filter((id) => !there.has(id)).length
  print(`${what}: changes taken again after ${seconds(back)}; ${writing.acknowledged.length} acknowledged, ${gone} of them lost`)
  if (synchronous) verdict(gone === 0, `${what}: 0 acknowledged changes lost`, `${gone}`)
  const chain = await trailFault(house.home)
  verdict(gone > 0 || chain === '0', `${what}: the audit chain holds, unless something was lost, which it then says`, chain)
  verdict(
    reads.seen.strange.count === 0 && (gone > 0 || writing.strange.count === 0),
    `${what}: every other answer is 503 with Retry-After`,
    `changes: ${writing.strange.text}, reads: ${reads.seen.strange.text}`,
  )
  verdict(writing.acknowledged.length > 0, `${what}: there was something to lose`)
  for (const server of house.servers) await server.end('SIGTERM')
}

await run('several servers on one PostgreSQL', async () => {
  try {
    needBetween()
  } catch (error) {
    print(String(error))
  }
  const none = missing('haproxy')
  if (none !== undefined) return skip('three servers behind HAProxy', none)
  if (asked('servers')) {
    const database = await openPostgresPair()
    const house = await openHouse(await createDatabase(database.url))
    await limits(house)
    await killing(house)
    await through(house, 'the database crashed and started', async () => {
      await database.crash()
      await sleep(short ? 1000 : 5000)
      await database.start()
    })
    for (const server of house.servers) await server.end('SIGTERM')
  }
  if (asked('replica')) for (const synchronous of [false, true]) await promotion(synchronous)
  if (asked('pooler')) {
    const absent = missing('pgbouncer')
    if (absent === undefined) await pooler()
    else skip('PgBouncer in transaction mode', absent)
  }
  if (asked('upgrade')) await besideTheReleaseBefore()
})
