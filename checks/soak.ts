// Soak: 50 requests a second of everything for 30 minutes (`--minutes=` for another time): no 5xx, memory that does not
// grow by 5 MB an hour or more, no growth in open files. Memory is what is left after a collection of garbage, once a minute.
//
// Seen to fail (naive.ts): with a server that breaks on every 500th request; for the slope, with a server that keeps 2 kB of
// each request.
import { readdirSync } from 'node:fs'
import { askAgain as ask, bySession, byToken, closeConnections, each, exchange, json, keysPath, makeKey, makeUser, type Answer } from './client.ts'
import { inspectable, openHeap, type Held } from './heap.ts'
import { numberOption, short } from './options.ts'
import { Faults, percentile, print, run, verdict } from './report.ts'
import { asAdministrator, sqliteHome, startServer, type Server } from './servers.ts'

const perSecond = numberOption('rate', 50)
const minutes = numberOption('minutes', short ? 1 / 3 : 30)
const slopeMost = 5
/** Shorter than this, garbage collection drowns the slope. */
const slopeFrom = 10

type Sample = Held & { hour: number }

const filesOf = (pid: number) => readdirSync(`/proc/${pid}/fd`).length

/** MB an hour: the median of all slopes between two samples (Theil and Sen), which one odd sample does not turn. */
function slope(samples: readonly Sample[], of: keyof Held): number {
  return percentile(samples.flatMap((a, i) => samples.slice(i + 1).map((b) => (b[of] - a[of]) / (b.hour - a.hour))), 0.5)
}

/** One request after another of the mix; answers the next one to send. */
async function mixOver(server: Server): Promise<(index: number) => Promise<Answer>> {
  const { origin } = server
  const { cookie, token } = await asAdministrator(origin)
  const administrator = byToken(token)
  const keys: { id: string; apiKey: string }[] = []
  await each(50, 4, async (index) => {
    const owner = await makeUser(origin, cookie)
    keys[index] = await makeKey(origin, administrator, `soaked ${index}`, owner.id)
  })
  const passing = await makeUser(origin, cookie)
  const values = new Map(keys.map((key) => [key.id, key.apiKey]))
  const rotating = new Set<string>()
  let made: string[] = []

  const steps: ((index: number) => Promise<Answer>)[] = [
    ...Array.from({ length: 22 }, () => () => ask(origin, '/auth/whoami', { headers: administrator })),
    ...Array.from({ length: 6 }, () => (index: number) => ask(origin, `${keysPath}/${keys[index % keys.length]!.id}`, { headers: administrator })),
    ...['', '?size=10&sort=-expiresAt', '?search=soaked', `?filter=${encodeURIComponent('name contains "soaked 1"')}`].map(
      (query) => () => ask(origin, `${keysPath}${query}`, { headers: administrator }),
    ),
    ...Array.from({ length: 5 }, () => (index: number) => {
      const free = keys.filter((key) => !rotating.has(key.id))
      return ask(origin, '/auth/login', { method: 'POST', headers: byToken(values.get(free[index % free.length]!.id)!) })
    }),
    ...Array.from(
      { length: 3 },
      () => (index: number) =>
        ask(origin, `${keysPath}/${keys[(index * 7) % keys.length]!.id}`, { method: 'PUT', headers: administrator, body: { note: `note ${index}` } }),
    ),
    async (index) => {
      const { id } = keys[index % keys.length]!
      rotating.add(id)
      const answer = await ask(origin, `${keysPath}/${id}/rotate`, {
        method: 'POST',
        headers: { ...administrator, 'Idempotency-Key': `soak-${index}` },
        body: {},
      })
      if (answer.status === 200) values.set(id, (json(answer) as { apiKey: string }).apiKey)
      rotating.delete(id)
      return answer
    },
    async (index) => {
      const answer = await ask(origin, keysPath, { method: 'POST', headers: administrator, body: { name: `passing ${index}`, userId: passing.id } })
      if (answer.status === 201) made.push((json(answer) as { id: string }).id)
      return answer
    },
    () => {
      const id = made.shift()
      return ask(origin, `${keysPath}/${id ?? keys[0]!.id}`, { method: id === undefined ? 'GET' : 'DELETE', headers: administrator })
    },
    () => ask(origin, '/api/v1/session', { headers: bySession(cookie) }),
    () => ask(origin, '/api/v1/users?size=20', { headers: bySession(cookie) }),
    () => ask(origin, '/readyz'),
    () => ask(origin, '/auth/whoami', { headers: byToken('csn_at_wrong') }),
    () => ask(origin, `${keysPath}/00000000-0000-4000-8000-000000000000`, { method: 'DELETE', headers: administrator }),
    () => ask(origin, keysPath, { method: 'POST', headers: administrator, body: '{"name":' }),
    () => ask(origin, '/openapi.json'),
  ]
  // The threads for long questions open the database when they are first needed: both of them before anything is counted.
  await Promise.all(Array.from({ length: 40 }, () => ask(origin, `${keysPath}?filter=${encodeURIComponent('name contains e')}`, { headers: administrator })))
  // So does the one that copies the log of the database, after some hundred changed rows.
  for (let round = 0; round < 80; round++) {
    const answer = await ask(origin, keysPath, { method: 'POST', headers: administrator, body: { name: `first ${round}`, userId: passing.id } })
    if (answer.status === 201) await ask(origin, `${keysPath}/${(json(answer) as { id: string }).id}`, { method: 'DELETE', headers: administrator })
  }
  if (await exchange(origin, keys[0]!.apiKey) === undefined) throw new Error('A fresh key does not work.')
  // A stride that shares no factor with the number of steps: neighbours differ.
  return (index) => steps[(index * 17) % steps.length]!(index)
}

await run('Soak', async () => {
  const server = await startServer(sqliteHome(), { env: inspectable })
  const heap = await openHeap(server)
  const send = await mixOver(server)
  const faults = new Faults()
  const statuses = new Map<number, number>()
  const times: number[] = []
  const samples: Sample[] = []
  const flying = new Set<Promise<void>>()
  const filesWithoutUs = async () => {
    closeConnections()
    await new Promise((resolve) => setTimeout(resolve, 500))
    return filesOf(server.pid)
  }
  const filesBefore = await filesWithoutUs()
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 60_000

  const sample = async () => {
    samples.push({ hour: elapsed() / 60, ...await heap.held() })
    const { heap: held, resident } = samples.at(-1)!
    if (samples.length % 5 === 0)
      print(
        `  ${Math.round(elapsed())} min, ${times.length} requests, heap ${held.toFixed(1)} MB, resident ${resident.toFixed(1)} MB, p99 ` +
          `${percentile(times.slice(-15_000), 0.99).toFixed(1)} ms`,
      )
  }
  const sampling = setInterval(() => void sample().catch((error: unknown) => faults.add(String(error))), minutes < 2 ? 5000 : 60_000)
  for (let index = 0; elapsed() < minutes; index++) {
    // By the clock, not by the answers: a slow server gets no rest.
    const due = started + index * (1000 / perSecond)
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    const sending = performance.now()
    const flight = send(index).then((answer) => {
      times.push(performance.now() - sending)
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status >= 500) faults.add(`${answer.status} ${answer.text.slice(0, 100)}`)
    }, (error: unknown) => faults.add(String(error))).finally(() => flying.delete(flight))
    flying.add(flight)
  }
  await Promise.all(flying)
  clearInterval(sampling)
  heap.close()
  const rate = times.length / (elapsed() * 60)
  const filesAfter = await filesWithoutUs()
  const steady = samples.slice(Math.floor(samples.length / 3))
  const perHour = slope(steady, 'resident')
  print(
    `${times.length} requests in ${minutes.toFixed(1)} minutes (${rate.toFixed(1)} a second), answers ${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')}`,
  )
  print(
    `p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms, worst ${percentile(times, 1).toFixed(1)} ms; heap ` +
      `${samples[0]?.heap.toFixed(1)} MB at first, ${samples.at(-1)?.heap.toFixed(1)} MB at last; resident ${samples[0]?.resident.toFixed(1)} and ` +
      `${samples.at(-1)?.resident.toFixed(1)} MB`,
  )
  verdict(faults.count === 0 && server.output().match(/"level":"error"/) === null, '0 answers 5xx, none missing, no error in the log', faults.text)
  verdict(rate > perSecond * 0.9, `the rate was held`, `${rate.toFixed(1)} a second`)
  if (minutes >= slopeFrom)
    verdict(
      perHour < slopeMost,
      `memory grows by less than ${slopeMost} MB an hour, after the first third`,
      `${perHour.toFixed(2)} MB an hour resident, ${slope(steady, 'heap').toFixed(2)} of heap, over ${steady.length} samples`,
    )
  else print(`no verdict on the slope of memory: it needs ${slopeFrom} minutes or more`)
  verdict(filesAfter <= filesBefore + 2, 'no growth in open files', `${filesBefore} at first, ${filesAfter} at last`)
  verdict(await server.end('SIGTERM') === 0, 'it stops in order')
})
