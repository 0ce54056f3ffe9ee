import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createOutside, type OutsideParts } from './outside.ts'
import { testCertificate, type TestCertificate } from '../testing/certificates.ts'

/* Real TLS on loopback: the connection goes to the address that was looked at, and the certificate must be of the name. */

const host = 'ca.example.org'
const authority = testCertificate({ name: 'Test authority', authority: true })
const good = testCertificate({ name: host, by: authority })
const key = 'a-key-that-must-not-leave'

afterEach(() => void vi.unstubAllEnvs())

interface Heard {
  names: unknown[]
  keys: unknown[]
  paths: unknown[]
}

async function listen(server: Server, address: string, port = 0): Promise<number> {
  await new Promise<void>((done) => server.listen(port, address, done))
  onTestFinished(() => { server.closeAllConnections(); server.close() })
  return (server.address() as AddressInfo).port
}

function serving({ cert, key: privateKey }: TestCertificate, answer: { status: number; headers?: Record<string, string> } = { status: 200 }) {
  const heard: Heard = { names: [], keys: [], paths: [] }
  const server = createServer({ cert, key: privateKey }, (request, response) => {
    heard.keys.push(request.headers['x-dc-devkey'])
    heard.paths.push(`${request.headers.host} ${request.url}`)
    response.writeHead(answer.status, answer.headers).end('{}')
  })
  // The name that was asked for, whether or not the handshake came to its end.
  server.on('tlsClientError', () => {})
  server.on('secureConnection', (socket) => heard.names.push(socket.servername))
  return { server, heard }
}

const asking = (port: number, parts: OutsideParts = {}) => {
  const ask = createOutside({ lookup: async () => [{ address: '127.0.0.1', family: 4 }], permits: () => true, ca: authority.cert, ...parts })
  return (path = '/services/v2/user/me') => ask(`https://${host}:${port}${path}`, { 'X-DC-DEVKEY': key })
}

describe('TLS to the address that was looked at', () => {
  test('a certificate of the name is accepted; SNI and Host carry the name, and the version is told', async () => {
    const { server, heard } = serving(good)
    const port = await listen(server, '127.0.0.1')
    expect(await asking(port)()).toMatchObject({ status: 200, text: '{}', tls: 'TLSv1.3' })
    expect(heard).toEqual({ names: [host], keys: [key], paths: [`${host}:${port} /services/v2/user/me`] })
  })

  // The address's own certificate is accepted when the name check goes by what is connected to (no `servername`); the others when
  // it is left out (`rejectUnauthorized: false`, `checkServerIdentity: () => undefined`).
  test.each([
    ['another name', testCertificate({ name: 'other.example.org', by: authority })],
    ['a name below it', testCertificate({ name: `www.${host}`, by: authority })],
    ['the address itself', testCertificate({ name: '127.0.0.1', by: authority })],
    ['the name, signed by itself', testCertificate({ name: host })],
    ['the name, of an authority of the same name', testCertificate({ name: host, by: testCertificate({ name: 'Test authority', authority: true }) })],
    ['the name, of one who is no authority', testCertificate({ name: host, by: good })],
    ['the name, ended yesterday', testCertificate({ name: host, by: authority, ended: 1 })],
  ])('a certificate of %s is refused, and the key has not been sent', async (_, certificate) => {
    const { server, heard } = serving(certificate)
    const port = await listen(server, '127.0.0.1')
    expect(await asking(port)()).toMatchObject({ fault: 'certificate' })
    expect(heard.keys).toEqual([])
  })

  test('nobody vouches for the test\'s authority but the test, and no variable of the environment makes up for it', async () => {
    const { server, heard } = serving(good)
    const port = await listen(server, '127.0.0.1')
    // Fails where Node's own switch is left to decide.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    expect(await asking(port, { ca: undefined })()).toMatchObject({ fault: 'certificate' })
    expect(heard.keys).toEqual([])
  })

  test('a redirect is an answer and no way: nobody is asked there', async () => {
    const elsewhere = serving(good)
    const there = await listen(elsewhere.server, '127.0.0.1')
    for (const status of [301, 302, 303, 307, 308]) {
      const { server, heard } = serving(good, { status, headers: { Location: `https://${host}:${there}/` } })
      const port = await listen(server, '127.0.0.1')
      expect(await asking(port)()).toMatchObject({ status })
      expect(heard.paths).toHaveLength(1)
    }
    expect(elsewhere.heard).toEqual({ names: [], keys: [], paths: [] })
  })

  // Fails when the connection goes to the name: it is resolved once more then, and the second answer is the attacker's.
  test('a name that leads elsewhere the second time is asked where it led the first time, or not at all', async () => {
    const first = serving(good)
    const inside = serving(good)
    const port = await listen(first.server, '127.0.0.1')
    await listen(inside.server, '127.0.0.2', port)
    let looked = 0
    const rebinding = async () => [{ address: looked++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }]
    const ask = asking(port, { lookup: rebinding, permits: (address) => address === '127.0.0.1' })
    expect(await ask()).toMatchObject({ status: 200 })
    expect(looked).toBe(1)
    // Another call looks again, and judges again.
    expect(await ask()).toMatchObject({ fault: 'address' })
    expect([first.heard.paths.length, inside.heard.names.length]).toEqual([1, 0])
  })

  test('a second call is no worse off than the first: no connection and no session is kept', async () => {
    const { server, heard } = serving(good)
    const port = await listen(server, '127.0.0.1')
    const ask = asking(port)
    for (const path of ['/one', '/two']) expect(await ask(path)).toMatchObject({ status: 200 })
    expect(heard.names).toEqual([host, host])
  })
})
