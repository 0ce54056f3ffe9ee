// Requests made from our own OpenAPI document: half of them as it allows, half bent out of shape, by callers of every kind,
// eight at a time, on SQLite and on PostgreSQL. No 5xx, no status or code that the document does not have for that call, no
// reply outside its schema, nothing that the contract allows refused for its form, nothing that it does not allow accepted.
//
// Seen to fail: on the first server it met, whose document had no `too-long` for queries and paths, no 429 for invitations
// and no 403 for views; and, made naive on purpose, on a server that puts the path of a refused change into the trail as it
// stands (500 for U+0000, PostgreSQL only).
import { join } from 'node:path'
import { wireOf } from '#contract/wire.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import type { Store } from '../src/server/db/store.ts'
import type { Route } from '../src/server/pipeline/route.ts'
import { startPostgres } from '#server/testing/postgres.ts'
import { judge, type Fault, type Operation } from './fuzz-judge.ts'
import { mutate, type Draft } from './fuzz-mutate.ts'
import { randomOf, type Random } from './fuzz-random.ts'
import { fitting, type Schema } from './fuzz-schema.ts'
import { makeWorld, type World } from './fuzz-world.ts'
import { asked, numberOption, serverFolder, short } from './options.ts'
import { Faults, print, run, skip, verdict } from './report.ts'

/** Of the server under test, which may be a copy with a mistake in it. */
const from = <T>(file: string) => import(join(serverFolder, 'src/server', file)) as Promise<T>
const { openApi } = await from<typeof import('../src/server/site/openapi.ts')>('site/openapi.ts')
const { openSqlite } = await from<typeof import('../src/server/db/node-sqlite.ts')>('db/node-sqlite.ts')
const { openPostgres } = await from<typeof import('../src/server/db/postgres.ts')>('db/postgres.ts')
const { testApp } = await from<typeof import('../src/server/testing/app.ts')>('testing/app.ts')

const count = numberOption('requests', short ? 3000 : 100_000)
const seed = numberOption('seed', Date.now() % 1e9)
const atOnce = 8
/** Requests with one world; it wears out as things are deleted. */
const perWorld = 64

interface Parameter { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema }
interface Documented extends Operation {
  parameters?: readonly Parameter[]
  requestBody?: { required: boolean; content: Readonly<Record<string, { schema: Schema }>> }
}

/** Puts real ids and passwords into a body, where it asks for some. */
function real(body: unknown, world: World, at: number, random: Random): unknown {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([name, value]) => {
    const known = world.ids[name]
    if ((name === 'token' || name === 'value') && random.chance(70)) return [name, random.pick(world.values)]
    if (!known || random.chance(25)) return [name, value]
    return [name, Array.isArray(value) ? value.map(() => random.pick(known)) : name === 'email' ? random.pick(known) : known[at % known.length]]
  }))
}

/** Real values of a parameter of this endpoint: DigiCert ONE and CertCentral call different things by one name. */
const knownOf = (world: World, { path }: Endpoint, name: string) => (wireOf(path) === 'one' ? world.ids[`one.${name}`] : undefined) ?? world.ids[name]

/** A request as the document allows it. */
function draftOf({ endpoint }: Route, documented: Documented, world: World, headers: Record<string, string>, random: Random): Draft {
  const parameters = documented.parameters ?? []
  const at = random.below(3)
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const known = knownOf(world, endpoint, name)
    return encodeURIComponent(
      known && random.chance(75) ? known[at % known.length]! : String(fitting(parameters.find((one) => one.name === name)!.schema, random)),
    )
  })
  const query = new URLSearchParams(parameters.filter((one) => one.in === 'query' && (one.required || random.chance(25))).map((one) => {
    const known = one.required ? knownOf(world, endpoint, one.name) : undefined
    return [one.name, known && random.chance(75) ? known[at % known.length]! : String(fitting(one.schema, random))]
  })).toString()
  const own = Object.entries(headers)
  for (const one of parameters)
    if (one.in === 'header' && random.chance(15)) own.push([one.name, one.name === 'If-Match' ? `"${1 + random.below(3)}"` : `fuzz-${random.below(50)}`])
  const body =
    documented.requestBody && (documented.requestBody.required || random.chance(70))
      ? JSON.stringify(real(fitting(documented.requestBody.content['application/json']!.schema, random), world, at, random))
      : undefined
  return { method: endpoint.method, path, query: query && `?${query}`, headers: own, body }
}

/** Does the contract take this body? Unsure where it is not plain JSON. */
function allowed({ endpoint }: Route, draft: Draft): boolean | undefined {
  if (!endpoint.body || typeof draft.body !== 'string') return undefined
  try {
    return endpoint.body.safeParse(JSON.parse(draft.body)).success
  } catch {
    return undefined
  }
}

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`

const formCodes = /"code":"(?:not-json|unknown-field|required|duplicate-field|too-deep|too-long)"/

async function fuzz(where: string, store: Store, total: number): Promise<void> {
  const server = await testApp(store)
  await server.as('administrator', 'root')
  const document = (await openApi(server.app.routes, '0', server.app.doors)) as { paths: Record<string, Record<string, Documented>> }
  const random = randomOf(seed)
  const faults: Record<Fault['kind'] | 'form', Faults> = {
    error: new Faults(),
    undocumented: new Faults(),
    shape: new Faults(),
    header: new Faults(),
    form: new Faults(),
  }
  const statuses = new Map<string, number>()
  const succeeded = new Set<string>()
  const started = performance.now()

  async function one(world: World): Promise<void> {
    // Now and then one that has not succeeded yet, as it should be: a short run, too, must see every reply.
    const unseen = server.app.routes.filter(({ endpoint }) => !succeeded.has(nameOf(endpoint)) && endpoint.action !== 'setup.complete')
    const searching = unseen.length > 0 && random.chance(30)
    const route = random.pick(searching ? unseen : server.app.routes)
    const { endpoint } = route
    const name = nameOf(endpoint)
    const documented = document.paths[endpoint.path]![endpoint.method.toLowerCase()]!
    const right = world.callers.filter(({ proof }) => proof !== undefined && endpoint.takes.includes(proof))
    const caller = random.pick(right.length > 0 && (searching || random.chance(75)) ? right : world.callers)
    const valid = draftOf(route, documented, world, caller.headers, random)
    const bends = !searching && random.chance(50)
    const draft = bends ? mutate(valid, endpoint.path, random) : valid
    const address = random.chance(80) ? '198.51.100.1' : `198.51.100.${random.below(250)}`
    const headers = new Headers()
    for (const [header, value] of draft.headers) headers.append(header, value)
    const response = await server.fetch(draft.path + draft.query, { method: draft.method, headers, body: draft.body as BodyInit | undefined }, address)
    const copy = response.clone()
    const said = `${name} as ${caller.name}, ${draft.path.slice(0, 120)}${draft.query.slice(0, 120)} ${String(draft.body ?? '').slice(0, 200)}`
    for (const { kind, what } of await judge(response, endpoint, documented)) faults[kind].add(`${said} → ${what}`)
    statuses.set(String(response.status), (statuses.get(String(response.status)) ?? 0) + 1)
    if (response.ok) succeeded.add(name)
    const isAllowed = allowed(route, draft)
    if (!bends && isAllowed === true && response.status === 400 && formCodes.test(await copy.text())) faults.form.add(`${said} → refused for its form`)
    if (isAllowed === false && response.ok && !draft.headers.some(([header]) => header === 'Content-Type'))
      faults.form.add(`${said} → ${response.status} for what the contract refuses`)
  }

  for (let done = 0; done < total;) {
    const world = await makeWorld(server, random)
    for (let i = 0; i < perWorld && done < total; i += atOnce, done += atOnce) {
      server.advance(1 + random.below(8000))
      await Promise.all(Array.from({ length: atOnce }, () => one(world)))
      if (i % 80 === 0) await server.app.tick()
    }
  }
  const holds = (await server.app.audit.verify()).holds
  const seconds = (performance.now() - started) / 1000
  print(
    `${where}: ${total} requests to ${server.app.routes.length} operations, ${Math.round(total / seconds)} a second; ${[...statuses]
      .sort()
      .map(([status, times]) => `${status} × ${times}`)
      .join(', ')}`,
  )
  verdict(faults.error.count === 0, `${where}: no answer is 5xx`, faults.error.text)
  verdict(faults.undocumented.count === 0, `${where}: no status or code is undocumented`, faults.undocumented.text)
  verdict(faults.shape.count === 0, `${where}: no reply is outside its schema or content type`, faults.shape.text)
  verdict(faults.header.count === 0, `${where}: every answer has its request id and may not be stored or sniffed`, faults.header.text)
  verdict(faults.form.count === 0, `${where}: nothing allowed is refused for its form, nothing else accepted`, faults.form.text)
  const never = server.app.routes.map(({ endpoint }) => nameOf(endpoint)).filter((name) => !succeeded.has(name) && !name.startsWith('POST /api/v1/setup'))
  const looked = `${where}: every operation succeeded at least once, so its reply was looked at`
  // With nine requests an operation that is luck; the full form has hundreds.
  if (short) print(`${looked}: asked of the full form; here not ${never.join(', ') || 'one missing'}`)
  else verdict(never.length === 0, looked, never.join(', '))
  verdict(holds, `${where}: the audit chain holds afterwards`)
  const log = await server.logged()
  verdict(!/csn_(ak|at|ck|pt)_[0-9A-Za-z]{4,}/.test(log), `${where}: no credential is in the log`, `${log.length} characters looked at`)
  await server.app.close()
  await store.close()
}

await run(`fuzz: requests made from the OpenAPI document, seed ${seed}`, async () => {
  if (asked('sqlite')) await fuzz('SQLite', await openSqlite(':memory:'), Math.ceil((count * 2) / 3))
  if (!asked('postgres')) return
  const postgres = await startPostgres({ fsync: false }).catch((error: unknown) => skip('PostgreSQL', (error as Error).message))
  if (!postgres) return
  try {
    await fuzz('PostgreSQL', await openPostgres(await postgres.createDatabase()), Math.ceil(count / 3))
  } finally {
    await postgres.stop()
  }
})
