// Lost answers: the connection is cut after the server has committed and answered, on 500 creates and 500 rotations. The
// same request with the same Idempotency-Key then gives the same secret, and nothing is done twice. A fifth as many again
// are cut 0 to 8 ms after the request has gone out, when nobody knows how far the server has got.
//
// Seen to fail (naive.ts): with Idempotency-Key ignored (409 name-taken for a create, a second rotation: the first secret is
// lost for good); on PostgreSQL with only the requests that still run remembered, by each server its own.
import { rowsOf } from './database.ts'
import { ask, byToken, codeOf, each, exchange, json, keysPath, makeKey, makeUser, type Answer } from './client.ts'
import { startCuttingProxy } from './cutting-proxy.ts'
import { asked, numberOption, short } from './options.ts'
import { Faults, print, run, skip, verdict } from './report.ts'
import { asAdministrator, postgresHome, sqliteHome, startServers, type Home } from './servers.ts'

const cuts = numberOption('cuts', short ? 40 : 1000)
const width = 4

interface Made {
  id: string
  apiKey: string
}

/** Sends again until somebody answers: a twin that still runs says 409 request-running. */
async function again(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await send()
    if (codeOf(answer) !== 'request-running' || attempt === 100) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function lose(home: Home, cut: 'after-answer' | 'after-request', count: number): Promise<void> {
  const servers = await startServers(home)
  const { cookie, token } = await asAdministrator(servers[0]!.origin)
  const headers = byToken(token)
  const answered = new Faults()
  const notRecovered = new Faults()
  const otherSecret = new Faults()
  const twice = new Faults()
  const dead = new Faults()
  let replayed = 0

  await each(count, width, async (index) => {
    const near = servers[index % servers.length]!.origin
    // The retry goes to another server where there is one.
    const other = servers[(index + 1) % servers.length]!.origin
    const owner = await makeUser(near, cookie)
    const rotating = index % 2 === 1
    const path = rotating ? `${keysPath}/${(await makeKey(near, headers, 'kept', owner.id)).id}/rotate` : keysPath
    const proxy = await startCuttingProxy(near, cut, 2 * (index % 5))
    const sent = {
      method: 'POST' as const,
      headers: { ...headers, 'Idempotency-Key': `lost-${cut}-${index}`, Connection: 'close' },
      body: rotating ? { note: 'rotated' } : { name: 'new', userId: owner.id },
    }
    const heard = await ask(proxy.origin, path, sent).catch(() => undefined)
    if (heard) answered.add(`${index}: ${heard.status}`)

    const retry = await again(() => ask(other, path, sent))
    await proxy.close()
    if (retry.status !== (rotating ? 200 : 201)) return notRecovered.add(`${index}: ${retry.status} ${codeOf(retry)}`)
    const found = json(retry) as Made
    if (retry.headers['idempotency-replayed'] === 'true') replayed++
    const lost = proxy.lost[0] ?? ''
    if (cut === 'after-answer') {
      const first = /"apiKey":"([^"]+)"/.exec(lost)?.[1]
      if (first === undefined || first !== found.apiKey)
        otherSecret.add(`${index}: ${first === undefined ? `the lost answer was ${JSON.stringify(lost.slice(0, 60))}` : 'another secret'}`)
    }
    const list = json(await ask(other, `${keysPath}?filter=${encodeURIComponent(`owner.id equals "${owner.id}"`)}`, { headers })) as {
      data: { id: string; rotatedAt: string | null }[]
    }
    const etag = (await ask(other, `${keysPath}/${found.id}`, { headers })).headers.etag
    if (list.data.length !== 1 || etag !== (rotating ? '"2"' : '"1"')) twice.add(`${index}: ${list.data.length} keys, version ${etag}`)
    if (await exchange(near, found.apiKey) === undefined) dead.add(String(index))
  })

  const where = `${home.kind === 'sqlite' ? 'SQLite, 1 server' : `PostgreSQL, ${servers.length} servers`}, cut ${cut.replace('-', ' the ')}`
  const rows = await rowsOf<{ seals: string | number }>(home, `SELECT count(*) AS seals FROM replies WHERE sealed IS NOT NULL AND key LIKE 'lost-%'`)
  print(`${where}: ${count} connections cut (${count - Math.floor(count / 2)} creates, ${Math.floor(count / 2)} rotations), ${replayed} answers given again`)
  verdict(answered.count === 0, `${where}: every client lost its answer`, `answers that came through: ${answered.text}`)
  verdict(notRecovered.count === 0, `${where}: all ${count} are recovered with the same Idempotency-Key`, `not recovered: ${notRecovered.text}`)
  if (cut === 'after-answer')
    verdict(otherSecret.count === 0 && replayed === count, `${where}: the recovered secret is the lost one`, `others: ${otherSecret.text}`)
  verdict(twice.count === 0, `${where}: nothing was done twice`, `duplicates: ${twice.text}`)
  verdict(
    dead.count === 0 && Number(rows[0]!.seals) === count,
    `${where}: every recovered value works, one stored reply each`,
    `dead: ${dead.text}, ${rows[0]!.seals} replies`,
  )
  await Promise.all(servers.map((server) => server.end('SIGTERM')))
}

await run('Lost answers', async () => {
  const parts = async (home: () => Promise<Home>) => {
    await lose(await home(), 'after-answer', cuts)
    await lose(await home(), 'after-request', Math.ceil(cuts / 5))
  }
  if (asked('sqlite')) await parts(async () => sqliteHome())
  if (!asked('postgres')) return
  const first = await postgresHome({ fsync: true }).catch((error: unknown) => skip('four servers on PostgreSQL', String(error)))
  let given = first
  if (first) await parts(async () => {
    const home = given ?? await postgresHome({ fsync: true })
    given = undefined
    return home
  })
})
