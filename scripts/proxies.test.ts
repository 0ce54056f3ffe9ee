import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { exportAudit, listAudit } from '#contract/audit.ts'
import { signIn } from '#contract/sessions.ts'
import { importBytesMax, importEntriesMax, importTsigKeys } from '#contract/tsig-import.ts'
import { ask, closeConnections } from '../checks/client.ts'
import { administrator, cleanUp, postgresHome, sqliteHome, startServer, startServers } from '../checks/servers.ts'
import { needConsole, needProxies, requireAll } from '#server/testing/need.ts'
import { freePort } from '#server/testing/processes.ts'
import { balancers, caller, examplesOf, programs, startProxy, type Program, type RunningProxy } from './proxies.ts'

/*
 * The proxies of docs/operations.md, as they stand there, before real servers: what the pages promise has to go through them.
 * Seen to fail: with `client_max_body_size 64k` (413), without `proxy_buffering off` (the first line of an export
 * waits for the last).
 */

let missing = ''
try {
  needProxies()
} catch (error) {
  if (requireAll) throw error
  missing = (error as Error).message
  console.warn(`The proxies are not tested: ${missing}`)
}
needConsole()
const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops.splice(0)) await stop()
  closeConnections()
  await cleanUp()
})

const minutes = 60_000
const json = { 'Content-Type': 'application/json', 'X-Countersign-CSRF': '1' }
const portOf = (origin: string) => new URL(origin).port

async function proxyFor(program: Program, example: string, port: number, upstreams: [string, string][]): Promise<RunningProxy> {
  const proxy = await startProxy(program, example, port, upstreams)
  stops.push(() => proxy.stop())
  return proxy
}

/** An import of so many keys, its body so many bytes long. */
function importBody(keys: number, bytes: number, dryRun: boolean): string {
  const lines = Array.from({ length: keys }, (_, i) => `hmac-sha256:k${i}.example:${Buffer.from(`${i}`.padStart(32, 'k')).toString('base64')}`)
  const of = (padding: number) => JSON.stringify({ text: `# ${' '.repeat(padding)}\n${lines.join('\n')}\n`, dryRun })
  return of(bytes - of(0).length)
}

/** A server that answers as slowly as it is told, in the place of ours. */
async function openSlow() {
  const held: ServerResponse[] = []
  const server = createServer((request, response) => {
    if (request.url === '/export') {
      response.write('first\n')
      held.push(response)
    } else if (request.url === '/long') setTimeout(() => response.end('at last\n'), 65_000)
    else response.end('ok\n')
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  stops.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return { port: String((server.address() as AddressInfo).port), release: () => held.splice(0).forEach((response) => response.end('last\n')) }
}

describe.skipIf(missing !== '').each(programs)('%s', (program) => {
  const { one } = examplesOf(program)

  test('before one server: sign-in, addresses, what stays closed, an import as large and as long as it may be, exports', async () => {
    const port = await freePort()
    const server = await startServer(sqliteHome(), { env: { COUNTERSIGN_ORIGIN: `https://127.0.0.1:${port}`, COUNTERSIGN_TRUSTED_PROXIES: '1' } })
    const proxy = await proxyFor(program, one, port, [['127.0.0.1:4000', `127.0.0.1:${portOf(server.origin)}`]])
    const slow = await openSlow()
    const before = await proxyFor(program, one, await freePort(), [['127.0.0.1:4000', `127.0.0.1:${slow.port}`]])
    // Runs beside the rest: it takes longer than a proxy waits that was told nothing.
    const long = before.ask('/long')
    long.catch(() => undefined)

    // An address of one's own choosing: the proxy writes the real one behind it, or throws it away.
    const forged = { 'X-Forwarded-For': '198.51.100.66' }
    const signed = await proxy.ask(signIn.path, {
      method: 'POST',
      headers: { ...json, ...forged },
      body: JSON.stringify({ email: administrator.email, password: administrator.password }),
    })
    expect(signed.status).toBe(204)
    const cookie = signed.headers['set-cookie']![0]!
    expect(cookie).toMatch(/^__Host-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
    expect(signed.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
    const me = { ...json, ...forged, Cookie: cookie.split(';')[0]! }
    const trail = JSON.parse((await proxy.ask(`${listAudit.path}?filter=${encodeURIComponent('action equals session.create')}`, { headers: me })).text) as {
      data: { address: string }[]
    }
    expect(trail.data.map(({ address }) => address)).toEqual([caller])

    expect((await proxy.ask('/metrics', { headers: me })).status).toBe(404)
    expect((await ask(server.origin, '/metrics')).status).toBe(200)

    // As large as it may be; one byte more is refused by the server, with a code, and not by the proxy.
    const largest = await proxy.ask(importTsigKeys.path, { method: 'POST', headers: me, body: importBody(10, importBytesMax, true) })
    expect([largest.status, (JSON.parse(largest.text) as { counts: { new: number } }).counts.new]).toEqual([200, 10])
    const larger = await proxy.ask(importTsigKeys.path, { method: 'POST', headers: me, body: importBody(10, importBytesMax + 1, true) })
    expect([larger.status, (JSON.parse(larger.text) as { code: string }).code]).toEqual([413, 'too-large'])

    // As many keys as it may have: each is hashed, which takes its time.
    const keys = program === 'nginx' ? importEntriesMax : 500
    const made = await proxy.ask(importTsigKeys.path, { method: 'POST', headers: me, body: importBody(keys, 2_000_000, false) })
    expect([made.status, (JSON.parse(made.text) as { made: unknown[] }).made.length]).toEqual([200, keys])
    const exported = await proxy.ask(`${exportAudit.path}?format=ndjson`, { headers: me })
    expect(exported.status).toBe(200)
    expect(exported.text.trim().split('\n').length).toBeGreaterThanOrEqual(keys)

    let parts = ''
    const stream = before.ask('/export', {
      onPart(part) {
        parts += part
        // The second half is only sent once the first has arrived.
        if (parts === 'first\n') slow.release()
      },
    })
    expect((await stream).text).toBe('first\nlast\n')
    expect([(await long).status, (await long).text]).toEqual([200, 'at last\n'])
    expect(proxy.log() + before.log()).not.toMatch(/temporary file/)
  }, 15 * minutes)

})

describe.skipIf(missing !== '').each(balancers)('%s', (program) => {
  const { several } = examplesOf(program)

  test('before two servers: both are asked, and when one stops nobody notices', async () => {
    const port = await freePort()
    const home = await postgresHome({ fsync: false })
    const servers = await startServers(home, 2, {
      env: { LOG_LEVEL: 'info', COUNTERSIGN_ORIGIN: `https://127.0.0.1:${port}`, COUNTERSIGN_TRUSTED_PROXIES: '1' },
    })
    const proxy = await proxyFor(
      program,
      several,
      port,
      servers.map(({ origin }, i): [string, string] => [`10.0.0.${11 + i}:4000`, `127.0.0.1:${portOf(origin)}`]),
    )
    onTestFinished(async () => {
      for (const server of servers) await server.end('SIGKILL')
    })
    const seen = new Map<string, number>()
    const traffic = { goes: true }
    const noted = (what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1)
    const loops = ['GET', 'POST', 'GET', 'POST'].map(async (method) => {
      while (traffic.goes) {
        await proxy
          .ask(method === 'GET' ? '/api/v1/session' : '/auth/login', { method, headers: method === 'GET' ? {} : { Authorization: 'Bearer csn_ak_nothing' } })
          .then(
            ({ status }) => noted(`${method} ${status}`),
            (error: unknown) => noted(`${method} ${String(error)}`),
          )
        await sleep(20)
      }
    })
    await sleep(5000)
    const answered = (output: string) => output.split('\n').filter((line) => line.includes('"message":"request"')).length
    for (const server of servers) expect(answered(server.output())).toBeGreaterThan(0)

    expect(await servers[0]!.end('SIGTERM')).toBe(0)
    const atStop = answered(servers[1]!.output())
    await sleep(3000)
    traffic.goes = false
    await Promise.all(loops)
    expect(answered(servers[1]!.output())).toBeGreaterThan(atStop)
    // nginx has no probe: it goes on until the port is closed. What the system has taken by then and no server accepted is reset with the port,
    // and nothing that a program may do empties that queue first; a POST that nginx had sent is not repeated, since `non_idempotent` would also
    // repeat one that was done. So one may be lost; every answered one ended its connection during the drain, so that no more than that can be.
    const lost = seen.get('POST 502') ?? 0
    if (program === 'nginx' && lost > 0)
      console.warn(`nginx: ${lost} of ${[...seen.values()].reduce((sum, count) => sum + count, 0)} requests fell into the closing of the port`)
    expect(lost).toBeLessThanOrEqual(program === 'nginx' ? 1 : 0)
    expect([...seen.keys()].filter((what) => what !== 'POST 502').toSorted()).toEqual(['GET 401', 'POST 401'])
  }, 15 * minutes)
})
