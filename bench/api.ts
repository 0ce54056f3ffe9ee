import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { closeConnections, makeKey, bySession, byToken, exchange, signIn } from '../checks/client.ts'
import { asked as wanted, numberOption, short } from '../checks/options.ts'
import { administrator, cleanUp, sqliteHome, startServer, temporaryFolder, undoLater, type Home } from '../checks/servers.ts'
import { startPostgres } from '#server/testing/postgres.ts'
import { installPeers, startBetterAuth, startFloor, startLimit } from './api-peers.ts'
import { apiResults, type Round } from './api-bars.ts'
import { timePages } from './lists.ts'
import { load, residentMegabytes, type Asked } from './load.ts'
import { keylessIds, valueOf, writeKeys, type Keys } from './many-keys.ts'
import { print } from './report.ts'

const few = 10_000
/** Only what noise does not move: the CPU of a login and of a bearer check. */
const onlyCpu = process.argv.includes('--cpu')

interface Place {
  name: string
  home: Home
  keys: Keys
  postmaster?: number
  /** An administrator's API key. */
  adminKey: string
  /** How many of the users without a key have got one. */
  made: number
  files: { all: string; some: string; keyless: string; one: string }
}

/** Lists for the client: ten thousand keys spread over the whole store, and as many as one batch of last-used times has. */
function lists(keys: Keys): Place['files'] {
  const folder = temporaryFolder()
  const write = (name: string, values: readonly string[]) => {
    const file = join(folder, name)
    writeFileSync(file, `${values.join('\n')}\n`)
    return file
  }
  const spread = (count: number) => Array.from({ length: count }, (_, at) => valueOf(Math.trunc((at * keys.count) / count)))
  return { all: write('all', spread(few)), some: write('some', spread(32)), keyless: write('keyless', keylessIds(keys)), one: write('one', ['bench']) }
}

async function prepare(kind: 'sqlite' | 'postgres', keys: Keys): Promise<Place> {
  const begun = performance.now()
  const home = sqliteHome()
  const cluster = kind === 'postgres' ? await startPostgres() : undefined
  if (cluster) {
    undoLater(() => cluster.stop())
    Object.assign(home, { kind, databaseUrl: await cluster.createDatabase() })
  }
  const server = await startServer(home)
  const { apiKey } = await makeKey(server.origin, bySession(await signIn(server.origin, administrator.email, administrator.password)), 'bench')
  await server.end('SIGTERM')
  await writeKeys(home, keys)
  process.stdout.write(`${kind}, ${keys.count.toLocaleString('en')} keys: written in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`)
  return { name: kind, home, keys, postmaster: cluster?.pid, adminKey: apiKey, made: 0, files: lists(keys) }
}

/** Everything that is asked of our server in a round; a database of few keys is asked for all of it. */
async function ours(place: Place, seconds: number, all: boolean): Promise<Round> {
  const server = { ...await startServer(place.home), postmaster: place.postmaster }
  const login = (values: string): Asked => ({ method: 'POST', path: '/auth/login', header: 'Authorization: Bearer %s', values })
  const round: Round = { loads: { login: await load(server, login(place.files.all), seconds) }, startMs: server.readyAfter }
  const token = (await exchange(server.origin, place.adminKey))!
  const proof = Object.entries(byToken(token)).map(([name, value]) => `${name}: ${value}`).join('')
  round.loads.check = await load(server, { method: 'GET', path: '/auth/whoami', header: proof, values: place.files.one }, seconds)
  if (all && !onlyCpu) {
    round.loads['login, few keys'] = await load(server, login(place.files.some), seconds)
    round.loads.create = await load(
      server,
      {
        method: 'POST',
        path: '/accessmanagement/api-key',
        header: proof,
        body: '{"name":"made by the bench","userId":"%s"}',
        values: place.files.keyless,
        start: place.made,
      },
      seconds,
    )
    place.made += round.loads.create.requests
    if (place.made > place.keys.keyless) throw new Error('There were not enough users without a key.')
  }
  round.residentMb = residentMegabytes(server.pid)
  await server.end('SIGTERM')
  return round
}

/** What can be had at most for a login that is on disk. */
async function floor({ files }: Place, seconds: number): Promise<Round> {
  const server = await startFloor(few)
  const login: Asked = { method: 'POST', path: '/login', header: 'Authorization: Bearer %s', values: files.all }
  const round: Round = { loads: { login: await load(server, login, seconds) } }
  round.loads.check = await load(server, { method: 'GET', path: '/me', header: server.header, values: files.one }, seconds)
  await server.end()
  return round
}

/** The limit and better-auth are asked alike. */
async function peer(kind: 'limit' | 'better-auth', { files }: Place, seconds: number): Promise<Round> {
  const server = await (kind === 'limit' ? startLimit(few) : startBetterAuth(few))
  const round: Round = { loads: { login: await load(server, { method: 'POST', path: '/login', body: '{"key":"%s"}', values: files.all }, seconds) } }
  if (kind === 'limit')
    round.loads['login, bearer'] = await load(server, { method: 'POST', path: '/login', header: 'Authorization: Bearer %s', values: files.all }, seconds)
  round.loads.check = await load(server, { method: 'GET', path: '/me', header: server.header, values: files.one }, seconds)
  if (!onlyCpu) round.loads.create = await load(server, { method: 'POST', path: '/keys', body: '{"name":"%s"}', values: files.one }, seconds)
  await server.end()
  return round
}

/** `npm run bench -- api`: the server beside `node:http` with a Map and beside better-auth (docs/bench.md). */
export async function main(): Promise<void> {
  const rounds = numberOption('rounds', short ? 1 : 3)
  const seconds = numberOption('seconds', short ? 1 : 4)
  const many = numberOption('keys', short ? 50_000 : 1_000_000)
  const figures: Record<string, Round[]> = {}
  try {
    if (!onlyCpu) installPeers()
    const kinds = (['sqlite', 'postgres'] as const).filter(wanted)
    const keyless = Math.ceil(rounds * (seconds + 1) * 5000)
    const small: Place[] = []
    const large: Place[] = []
    for (const kind of kinds) {
      small.push(await prepare(kind, { count: few, keyless }))
      large.push(await prepare(kind, { count: many, keyless: 0 }))
    }
    const turns: [string, () => Promise<Round>][] = [
      ['limit', () => peer('limit', small[0]!, seconds)],
      ['floor', () => floor(small[0]!, seconds)],
      ...small.map((place): [string, () => Promise<Round>] => [place.name, () => ours(place, seconds, true)]),
      ...large.map((place): [string, () => Promise<Round>] => [`${place.name}, many`, () => ours(place, seconds, false)]),
      ...(onlyCpu ? [] : [['better-auth', () => peer('better-auth', small[0]!, seconds)] as [string, () => Promise<Round>]]),
    ]
    for (let round = 0; round < rounds; round++) {
      // Every side once a round, the order turned each time.
      for (const [name, run] of round % 2 === 0 ? turns : turns.toReversed()) {
        const made = await run()
        ;(figures[name] ??= []).push(made)
        const said = Object.entries(made.loads).map(
          ([what, one]) => `${what} ${Math.round(one.rate)}/s, p99 ${one.p99.toFixed(1)} ms, CPU ${(one.cpu + one.databaseCpu).toFixed(0)} µs`,
        )
        process.stdout.write(`round ${round + 1}, ${name}: ${said.join('; ')}\n`)
      }
      for (const place of onlyCpu ? [] : large) {
        const pages = await timePages(place.home, place.postmaster, place.adminKey, place.keys.count)
        figures[`${place.name}, many`]!.at(-1)!.pages = pages
        process.stdout.write(
          `round ${round + 1}, ${place.name}, pages: ${Object.entries(pages)
            .map(([what, took]) => `${what} ${took.toFixed(2)}`)
            .join('; ')} ms\n`,
        )
      }
    }
  } finally {
    closeConnections()
    await cleanUp()
  }
  process.stdout.write(`${loadavg().map((one) => one.toFixed(1)).join(', ')} is the load of this machine's ${availableParallelism()} cores at the end\n`)
  const results = apiResults(figures, many).filter(({ ratio, what }) => !onlyCpu || (what.includes('CPU') && !Number.isNaN(ratio)))
  mkdirSync('.cache/bench', { recursive: true })
  writeFileSync('.cache/bench/api.json', `${JSON.stringify({ rounds, seconds, many, results, figures }, undefined, 1)}\n`)
  print(results, `Requests a second; CPU in microseconds, pages in milliseconds of CPU, with the database's; machine-readable: .cache/bench/api.json`)
}
