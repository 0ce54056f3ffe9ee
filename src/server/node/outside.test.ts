import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import { createServer as createTcp, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutside, isPublicAddress, type OutsideParts } from './outside.ts'

describe('addresses', () => {
  test.each([
    '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1',
    '100.127.255.255', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.19.255.255',
    '198.51.100.7', '203.0.113.9', '192.88.99.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
    '::', '::1', '0:0:0:0:0:0:0:1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1',
    'fe80::1', 'fe80::1%eth0', '2606:4700::1%eth0', 'febf::1', 'fec0::1', 'fc00::1',
    'fd12:3456::1', 'ff02::1', '100::1', '2001::1', '2001:0:4136:e378::1', '2001:db8::1', '2002:7f00:1::', '2002:a00:1::1', '3fff::1', '5f00::1',
    '', '0', '2130706433', '0x7f.1', '127.1', '0177.0.0.1', '[::1]', 'localhost', '8.8.8.8 ', '8.8.8.8\0',
  ])('%j is not on the internet', (address) => expect(isPublicAddress(address)).toBe(false))

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '192.167.255.255',
    '198.17.0.1',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4001::200e',
    '2001:4860:4860::8888',
  ])('%j is', (address) => expect(isPublicAddress(address)).toBe(true))
})

async function serving(listener: RequestListener, more: OutsideParts = {}) {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => { server.closeAllConnections(); server.close() })
  const { port } = server.address() as AddressInfo
  const looked: string[] = []
  const ask = createOutside({
    lookup: async (name) => { looked.push(name); return [{ address: '127.0.0.1', family: 4 }] }, permits: () => true, request: httpRequest, ...more,
  })
  return { ask: (path: string, headers = {}) => ask(`https://ca.example.org:${port}${path}`, headers), looked, port }
}
const refusing = (addresses: readonly string[]) => createOutside({
  lookup: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  request: () => { throw new Error('A socket was opened.') },
})

describe('asking outside', () => {
  test('the name is resolved once, the connection goes to the address, the name stays in Host', async () => {
    const { ask, looked, port } = await serving((request, response) =>
      response.end(JSON.stringify({ host: request.headers.host, url: request.url, key: request.headers['x-dc-devkey'] })),
    )
    const answer = await ask('/services/v2/user/me?x=1', { 'X-DC-DEVKEY': 'secret' })
    expect(answer).toMatchObject({ status: 200, text: JSON.stringify({ host: `ca.example.org:${port}`, url: '/services/v2/user/me?x=1', key: 'secret' }) })
    expect(looked).toEqual(['ca.example.org'])
  })

  // Fails when only the first address is looked at: a name that leads to a public and a private one is tried until the second is met.
  test.each([
    [['127.0.0.1']],
    [['8.8.8.8', '10.0.0.1']],
    [['2606:4700::1', '::ffff:10.0.0.1']],
    [['64:ff9b::7f00:1']],
    [Array.from({ length: 500 }, (_, i) => `8.8.${i >> 8}.${i & 255}`)],
  ])('refused before a socket, with one answer for all: %j', async (addresses) => {
    expect(await refusing(addresses)('https://ca.example.org/', {})).toMatchObject({ fault: 'address' })
  })

  test('a name that leads nowhere', async () => {
    expect(await refusing([])('https://ca.example.org/', {})).toMatchObject({ fault: 'name' })
    expect(await createOutside({ lookup: () => Promise.reject(new Error('ENOTFOUND')) })('https://ca.example.org/', {})).toMatchObject({ fault: 'name' })
    expect(await createOutside({ lookup: () => new Promise(() => {}), patience: 50 })('https://ca.example.org/', {})).toMatchObject({ fault: 'timeout' })
  })

  test('redirects are not followed', async () => {
    let calls = 0
    const { ask } = await serving((_, response) => { calls++; response.writeHead(302, { Location: 'http://169.254.169.254/' }).end() })
    expect(await ask('/')).toMatchObject({ status: 302 })
    expect(calls).toBe(1)
  })

  test('an answer of more than 1 MiB is let go of, announced or not', async () => {
    const { ask } = await serving((_, response) => {
      for (let at = 0; at < 40; at++) response.write('x'.repeat(64 * 1024))
      response.end()
    })
    expect(await ask('/')).toMatchObject({ fault: 'too-large' })
    const exact = await serving((_, response) => response.end('x'.repeat(1024 * 1024)))
    expect(await exact.ask('/')).toMatchObject({ status: 200 })
  })

  test('slow, silent, broken and absent servers', async () => {
    const drip = await serving(
      (_, response) => {
        response.write('{')
        const timer = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(timer))
      },
      { patience: 200 },
    )
    expect(await drip.ask('/')).toMatchObject({ fault: 'timeout' })
    const silent = await serving(() => {}, { patience: 200 })
    expect(await silent.ask('/')).toMatchObject({ fault: 'timeout' })
    const cut = await serving((_, response) => { response.writeHead(200, { 'Content-Length': '100' }); response.write('{', () => response.destroy()) })
    expect(await cut.ask('/')).toMatchObject({ fault: expect.stringMatching(/^(?:broken|unreachable)$/) as string })
    const noise = createTcp((socket) => { socket.on('error', () => {}); socket.end('not http at all\r\n\r\n') })
    await new Promise<void>((done) => noise.listen(0, '127.0.0.1', done))
    const { port } = noise.address() as AddressInfo
    const parts: OutsideParts = { lookup: async () => [{ address: '127.0.0.1', family: 4 }], permits: () => true, request: httpRequest }
    expect(await createOutside(parts)(`https://ca.example.org:${port}/`, {})).toMatchObject({ fault: 'broken' })
    // And with TLS spoken to what speaks none.
    expect(await createOutside({ ...parts, request: undefined })(`https://ca.example.org:${port}/`, {})).toMatchObject({
      fault: expect.stringMatching(/^(?:certificate|unreachable)$/) as string,
    })
    noise.close()
    expect(await createOutside(parts)(`https://ca.example.org:${port}/`, {})).toMatchObject({ fault: 'unreachable' })
  })
})
