// The two-key limit under bursts: 10,000 creates over 100 users, 100 at once for one user after another, a quarter from
// each of four clients, against one server on SQLite and against four servers on one PostgreSQL.
//
// Seen to fail (naive.ts) with a count before the insert in place of UNIQUE (owner, slot): up to 67 keys a user on PostgreSQL,
// up to 100 on SQLite. Sent round-robin over the users, the same mistake goes unseen: hence bursts.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, bySession, byToken, codeOf, each, json, keysPath, makeUser, signIn, type Person } from './client.ts'
import type { Home, Server } from './servers.ts'

interface Burst {
  origin: string
  user: string
  cookie: string
  token: string
  from: number
  count: number
}

interface Outcome {
  created: number
  limited: number
  others: string[]
}

/** One client: sends its share of a burst at once. Every other request comes from the user, every other from the administrator. */
async function sendBurst({ origin, user, cookie, token, from, count }: Burst): Promise<Outcome> {
  const outcome: Outcome = { created: 0, limited: 0, others: [] }
  await each(count, count, async (index) => {
    const number = from + index
    const own = number % 2 === 0
    const answer = await ask(origin, keysPath, {
      method: 'POST',
      headers: { ...(own ? bySession(cookie) : byToken(token)), ...(number % 3 === 0 ? { 'Idempotency-Key': `burst-${user}-${number}` } : {}) },
      body: { name: `burst ${number}`, ...(own ? {} : { userId: user }) },
    })
    if (answer.status === 201) outcome.created++
    else if (answer.status === 409 && codeOf(answer) === 'api-key-limit') outcome.limited++
    else outcome.others.push(`${answer.status} ${codeOf(answer)}`)
  })
  return outcome
}

const clients = 4
const perUser = 100

async function bursts(home: Home, users: number): Promise<void> {
  const { rowsOf } = await import('./database.ts')
  const { asAdministrator, startServers } = await import('./servers.ts')
  const { Faults, print, verdict } = await import('./report.ts')
  const servers: Server[] = await startServers(home)
  const { cookie: adminCookie, token } = await asAdministrator(servers[0]!.origin)
  const cookies: string[] = []
  const people: Person[] = []
  // A password each: signing in is slow on purpose.
  await each(users, 2, async (index) => {
    const person = await makeUser(servers[0]!.origin, adminCookie, { password: 'correct ladder velvet moth' })
    people[index] = person
    cookies[index] = await signIn(servers[index % servers.length]!.origin, person.email, person.password)
  })

  const workers = Array.from({ length: clients }, () => fork(import.meta.filename, ['client']))
  const created: number[] = []
  const others = new Faults()
  const seenOver = new Faults()
  let looks = 0
  let limited = 0
  const started = performance.now()
  for (const [index, person] of people.entries()) {
    const burst = { over: false }
    // Somebody looks at the list all the while: a third key must not show even for a moment.
    const watch = (async () => {
      while (!burst.over) {
        const list = await ask(servers[index % servers.length]!.origin, `${keysPath}?filter=${encodeURIComponent(`owner.id equals "${person.id}"`)}`, {
          headers: byToken(token),
        })
        const shown = (json(list) as { data?: unknown[] }).data?.length
        if (shown === undefined || shown > 2) seenOver.add(`${shown} keys of ${person.email}`)
        looks++
        await sleep(20)
      }
    })()
    const outcomes = await Promise.all(workers.map(async (worker, number) => {
      const share: Burst = {
        origin: servers[number % servers.length]!.origin, user: person.id, cookie: cookies[index]!, token, from: number * perUser / clients,
        count: perUser / clients,
      }
      worker.send(share)
      const [outcome] = await once(worker, 'message') as [Outcome]
      return outcome
    }))
    burst.over = true
    await watch
    created.push(outcomes.reduce((sum, outcome) => sum + outcome.created, 0))
    limited += outcomes.reduce((sum, outcome) => sum + outcome.limited, 0)
    for (const outcome of outcomes) outcome.others.forEach((other) => others.add(other))
  }
  const seconds = (performance.now() - started) / 1000
  for (const worker of workers) worker.disconnect()

  const total = created.reduce((sum, count) => sum + count, 0)
  const owners = await rowsOf<{ owner_id: string; count: number | string }>(
    home,
    `SELECT owner_id, count(*) AS count FROM credentials WHERE kind = 'api-key' GROUP BY owner_id`,
  )
  const stored = owners.filter((row) => people.some((person) => person.id === row.owner_id)).map((row) => Number(row.count))
  const where = home.kind === 'sqlite' ? 'SQLite, 1 server' : `PostgreSQL, ${servers.length} servers`
  print(`${where}: ${users * perUser} creates in bursts of ${perUser} from ${clients} clients, ${Math.round(users * perUser / seconds)} a second`)
  verdict(
    created.every((count) => count === 2),
    `${where}: exactly 2 succeed for each of ${users} users`,
    `${total} succeeded, from ${Math.min(...created)} to ${Math.max(...created)} a user`,
  )
  verdict(
    others.count === 0 && limited === users * perUser - total,
    `${where}: every other answer is 409 api-key-limit, none 5xx`,
    `${limited} limited, others: ${others.text}`,
  )
  verdict(seenOver.count === 0 && looks > users, `${where}: nobody who looked meanwhile saw more than 2`, `${looks} looks, over: ${seenOver.text}`)
  verdict(
    stored.length === users && stored.every((count) => count === 2),
    `${where}: the database holds 2 keys a user`,
    `${stored.reduce((sum, count) => sum + count, 0)} keys, at most ${Math.max(...stored)} a user`,
  )
  await Promise.all(servers.map((server) => server.end('SIGTERM')))
}

if (process.argv[2] !== 'client') {
  const { asked, short } = await import('./options.ts')
  const { run, skip } = await import('./report.ts')
  const { postgresHome, sqliteHome } = await import('./servers.ts')
  const users = short ? 10 : 100
  await run('Two-key limit under bursts', async () => {
    if (asked('sqlite')) await bursts(sqliteHome(), users)
    if (!asked('postgres')) return
    const home = await postgresHome({ fsync: false }).catch((error: unknown) => skip('four servers on PostgreSQL', String(error)))
    if (home) await bursts(home, users)
  })
} else {
  process.on('message', (burst: Burst) => void sendBurst(burst).then((outcome) => process.send?.(outcome)))
  process.on('disconnect', () => process.exit(0))
}
