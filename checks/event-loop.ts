// The event loop: no request keeps it for longer than 50 ms, whatever is asked of the largest installation. Every route of the
// server with what is worst for it; a route that is not in event-loop-cases.ts fails.
//
// A server is watched from within (event-loop-probe.ts): by the clock, by what its thread computed and by how long that thread
// stood in line for a processor. The verdict is on what was computed, so that a machine that stalls is not taken for code; a
// turn that stood for a second and did not stand in line waited for a disk or a lock, and fails too. Code holds the loop each
// time: a figure that is too large is taken again, twice at most, and the least of the three counts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask, askAgain, closeConnections } from './client.ts'
import { cases, doorOf, type Case } from './event-loop-cases.ts'
import type { Seen } from './event-loop-probe.ts'
import { furnish, openWorld, type World } from './event-loop-world.ts'
import { writeMany, type Many, type Written } from './many-rows.ts'
import { asked, numberOption, short } from './options.ts'
import { print, run, verdict } from './report.ts'
import { postgresHome, sqliteHome, startServer, type Home, type Server } from './servers.ts'

const most = 50
const stillMost = 1000
const memoryMost = numberOption('memory', 400)
const many: Many = {
  keys: numberOption('keys', short ? 10_000 : 200_000),
  rows: numberOption('rows', short ? 20_000 : 1_000_000),
  giants: short ? 100 : 500,
  tokens: short ? 5000 : 50_000,
}
const kept = process.argv.find((argument) => argument.startsWith('--home='))?.slice('--home='.length)
const only = process.argv.find((argument) => argument.startsWith('--route='))?.slice('--route='.length)

/** Words of a call, for people. */
const title = (route: string, { name }: Case) => (name === '' ? route : `${route} (${name})`)

/** What the probe of a server has seen since it was asked last. */
function watch(server: Server): () => Promise<Seen> {
  let told = 0
  return async () => {
    process.kill(server.pid, 'SIGUSR2')
    const line = new RegExp(`^event-loop ${++told} (.*)$`, 'm')
    for (let waited = 0; waited < 30_000; waited += 2) {
      const found = line.exec(server.output())
      if (found) return JSON.parse(found[1]!) as Seen
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    throw new Error('The probe does not answer.')
  }
}

interface Figure {
  route: string
  name: string
  cpu: number
  wall: number
  still: number
  milliseconds: number
  bytes: number
  resident: number
  givenUp: boolean
}

async function measure(world: World, seen: () => Promise<Seen>, route: string, one: Case): Promise<Figure> {
  const [method, pattern] = route.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string]
  const { params = {}, query = {}, body, by = doorOf(pattern), headers = {}, status } = await one.call(world)
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams(query).toString()
  // Made before, so that this process is not busy while the server is watched.
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  await seen()
  const answer = await (method === 'GET' ? askAgain : ask)(world.origin, `${path}${search === '' ? '' : `?${search}`}`, {
    method,
    body: text,
    headers: { ...world.headers[by], ...headers },
    patience: 600_000,
  })
  // Given up after the longest time of one statement: that is an answer too, and how often it was is said.
  const givenUp = answer.status === 503 && answer.text.includes('longer than the server may work')
  if (!givenUp && (status === undefined ? answer.status >= 300 : answer.status !== status))
    throw new Error(`${title(route, one)} answers ${answer.status}: ${answer.text.slice(0, 300)}`)
  // What is written once a second may be a consequence.
  await new Promise((resolve) => setTimeout(resolve, 5))
  const { cpu, wall, resident } = await seen()
  return {
    route,
    name: one.name,
    cpu: cpu.cpu,
    wall: wall.wall,
    still: wall.wall - wall.cpu - wall.queued,
    milliseconds: answer.arrivedAt - answer.sentAt,
    bytes: answer.text.length,
    resident,
    givenUp,
  }
}

const holds = ({ cpu, still }: Figure) => cpu <= most && still <= stillMost

async function least(world: World, seen: () => Promise<Seen>, route: string, one: Case): Promise<Figure> {
  const tries = [await measure(world, seen, route, one)]
  while (tries.length < 3 && !holds(tries.at(-1)!)) tries.push(await measure(world, seen, route, one))
  return tries.toSorted((a, b) => Number(holds(b)) - Number(holds(a)) || a.cpu - b.cpu)[0]!
}

/** Routes of the server, as its own document has them, and what stands beside the API. */
async function routesOf(origin: string): Promise<string[]> {
  const { paths } = JSON.parse((await ask(origin, '/openapi.json')).text) as { paths: Record<string, Record<string, unknown>> }
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
}

/** The installation, written now or, where `--home` names a folder, once and kept there. */
async function houseOf(home: Home): Promise<Written> {
  const note = join(home.folder, 'written.json')
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as Written
  const first = await startServer(home)
  await first.end('SIGTERM')
  const begun = performance.now()
  const written = await writeMany(home, many)
  writeFileSync(note, JSON.stringify(written))
  print(
    `${home.kind}: ${many.keys.toLocaleString('en')} keys and ${many.rows.toLocaleString('en')} rows of the log written in ` +
      `${((performance.now() - begun) / 1000).toFixed(0)} s`,
  )
  return written
}

async function checkOn(home: Home): Promise<void> {
  const written = await houseOf(home)
  const server = await startServer(home, { env: { NODE_OPTIONS: `--import ${import.meta.dirname}/event-loop-probe.ts` } })
  const seen = watch(server)
  const world = await openWorld(server, written)
  const furnished = join(home.folder, 'furnished')
  if (!existsSync(furnished)) {
    await furnish(world)
    writeFileSync(furnished, '')
  }

  const unknown = (await routesOf(server.origin)).filter((route) => cases[route] === undefined)
  verdict(unknown.length === 0, `${home.kind}: every route is known to this check`, unknown.join(', '))

  const figures: Figure[] = []
  let confirmedAt = 0
  for (const [route, its] of Object.entries(cases)) {
    if (only !== undefined && !only.split(',').some((part) => route.includes(part))) continue
    for (const one of its) {
      // What gives a secret away wants the password of the last five minutes.
      if (performance.now() - confirmedAt > 60_000) {
        await world.confirm()
        confirmedAt = performance.now()
      }
      figures.push(await least(world, seen, route, one).catch((error: unknown): Figure => {
        print(`      ${String(error).slice(0, 250)}`)
        return { route, name: one.name, cpu: Number.NaN, wall: Number.NaN, still: Number.NaN, milliseconds: 0, bytes: 0, resident: 0, givenUp: false }
      }))
    }
  }
  const line = ({ route, name, cpu, wall, milliseconds, bytes }: Figure) =>
    `${cpu.toFixed(0).padStart(6)} ms computed, ${wall.toFixed(0).padStart(6)} by the clock, answered in ${milliseconds.toFixed(0).padStart(6)}, ` +
    `${(bytes / 1000).toFixed(0).padStart(6)} kB  ${title(route, { name } as Case)}`
  print(`${home.kind}: ${figures.length} calls of ${new Set(figures.map(({ route }) => route)).size} routes. The longest turns of the loop:`)
  for (const figure of figures.toSorted((a, b) => b.cpu - a.cpu).slice(0, numberOption('shown', 12))) print(line(figure))
  const wrong = figures.filter((figure) => !holds(figure))
  if (wrong.length > 0) print(`held for too long, or without an answer:`)
  for (const figure of wrong) print(line(figure))
  verdict(
    wrong.length === 0,
    `${home.kind}: no call holds the event loop for more than ${most} ms`,
    `${wrong.length} of ${figures.length} do; the longest ${Math.max(...figures.map(({ cpu }) => cpu)).toFixed(1)} ms`,
  )
  const late = figures.filter(({ givenUp }) => givenUp)
  if (late.length > 0)
    print(
      `${late.length} were given up after the longest time of one statement, with words for it: ${late
        .map(({ route, name }) => title(route, { name } as Case))
        .join('; ')
        .slice(0, 600)}`,
    )
  print('Memory grew most in:')
  const grown = figures.map(({ route, name, resident }, at) => ({ route, name, resident, by: resident - (figures[at - 1]?.resident ?? 0) }))
  for (const { route, name, resident, by } of grown
    .slice(1)
    .toSorted((a, b) => b.by - a.by)
    .slice(0, numberOption('grown', 3)))
    print(`${by.toFixed(0).padStart(6)} MB, to ${resident.toFixed(0)} MB  ${title(route, { name } as Case)}`)
  const [largest] = figures.toSorted((a, b) => b.resident - a.resident)
  const resident = largest?.resident ?? 0
  verdict(
    resident < memoryMost,
    `${home.kind}: memory stays below ${memoryMost} MB`,
    `${resident.toFixed(0)} MB at most, ${largest ? title(largest.route, { name: largest.name } as Case) : ''}`,
  )
  closeConnections()
  verdict(await server.end('SIGTERM') === 0, `${home.kind}: it stops in order`)
}

await run('The event loop', async () => {
  if (asked('sqlite')) await checkOn(sqliteHome(kept))
  if (asked('postgres')) await checkOn(await postgresHome({ fsync: false }))
})
