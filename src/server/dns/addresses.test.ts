import { describe, expect, test, vi } from 'vitest'
import { addressFault, addressOf, pinned, type AddressFault } from './addresses.ts'

const never: Record<AddressFault, string[]> = {
  loopback: [
    '127.0.0.1', '127.255.255.254', '127.1', '127.0.1', '2130706433', '0x7f.1', '0x7f000001', '0X7F.0.0.1', '0177.0.0.1', '017700000001', '127.0.0.1.',
    '127.1.',
    '::1', '0:0:0:0:0:0:0:1', '[::1]', '::0001', '::ffff:127.0.0.1', '::FFFF:7f00:1', '0:0:0:0:0:ffff:127.0.0.1', '[::ffff:127.0.0.1]', '::127.0.0.1',
    '::7f00:1', '64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1', '64:ff9b:1:7f00:0:100::', '2002:7f00:1::', '2002:7f00:0001::1',
    '2001:0:7f00:1::', '2001:0:4136:e378:8000:63bf:80ff:fffe', '::ffff:0:127.0.0.1', '2001:db8::5efe:127.0.0.1', 'fd00::200:5efe:7f00:1', '::1%lo',
    '::ffff:127.0.0.1%lo',
  ],
  'link-local': ['169.254.0.1', '169.254.170.2', '0xa9fe0001', '2851995649', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fe80::a9fe:a9fe', '64:ff9b::a9fe:1'],
  metadata: [
    '169.254.169.254', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.43518', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::', '100.100.100.200', '100.100.25800', '::ffff:100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'FD00:0EC2:0::254',
    'fd20:ce::254', 'fd00:42::42', 'fd00:ec2::254%eth0',
  ],
  multicast: ['224.0.0.1', '239.255.255.255', '0xe0.1', '::ffff:224.0.0.1', 'ff02::1', 'ff0e::1', 'ff02::1%eth0'],
  broadcast: ['255.255.255.255', '0xffffffff', '4294967295', '::ffff:255.255.255.255'],
  unspecified: ['0.0.0.0', '0', '0x0', '0.0', '00.0', '0.1.2.3', '::', '0::0', '::ffff:0.0.0.0', '64:ff9b::', '2002::'],
  reserved: ['240.0.0.1', '254.255.255.255', '::ffff:240.0.0.1'],
  zone: ['2001:db8::1%eth0', 'fd12::1%1', '::ffff:10.0.0.1%eth0'],
}
const allowed = [
  '10.0.0.1', '10.1', '167772161', '172.16.0.1', '192.168.1.53', '100.64.0.1', '192.0.2.1', '8.8.8.8', '128.0.0.1', '126.255.255.255', '169.253.1.1',
  '223.255.255.255', '2001:db8::53', 'fd12:3456::1', 'fc00::1', 'fec0::1', '::ffff:10.0.0.1', '64:ff9b::10.0.0.1', '2606:4700::1111', '2002:a00:1::1',
  '64:ff9b:1::10.0.0.1', '64:ff9b:1:a00:0:100::',
]

describe('addresses', () => {
  test.each(Object.entries(never).flatMap(([fault, texts]) => texts.map((text) => [text, fault])))('%s is %s', (text, fault) => {
    expect(addressFault(text, { loopback: false })).toBe(fault)
  })
  test.each(allowed)('%s may be asked', (text) => {
    expect(addressOf(text)).toBeDefined()
    expect(addressFault(text, { loopback: false })).toBe(undefined)
  })

  test('with the setting, this machine itself and nothing else', () => {
    const open = Object.values(never).flat().filter((text) => addressFault(text, { loopback: true }) === undefined)
    const own = ['64:', '2001:', '2002:', 'fd00:', '::127', '::7f00', '::ffff:0:', '::1%', '::ffff:127.0.0.1%']
    expect(open).toEqual(never.loopback.filter((text) => !own.some((begin) => text.startsWith(begin))))
  })

  test.each([
    'example.org', 'ns1', 'localhost', 'dead.beef', '', '1.2.3.4.5', '256.0.0.1', '1.2.3.4/24', '08.0.0.1', '::g', '1::2::3', '[::1', '１２７.0.0.1', 'a:b',
  ])(
    '%j is no address', (text) => expect(addressOf(text)).toBe(undefined),
  )
})

describe('the addresses of a check', () => {
  const rules = { loopback: false }
  const from = (...answers: string[][]) => {
    const resolve = vi.fn<(name: string) => Promise<string[]>>(async () => answers.shift() ?? [])
    return { resolve, ask: (host: string) => pinned(host, resolve, rules) }
  }

  test('an address is asked nobody about, and is written plainly', async () => {
    const { resolve, ask } = from()
    expect(await ask('[::ffff:192.0.2.1]')).toEqual({ addresses: ['192.0.2.1'] })
    expect(await ask('10.1')).toEqual({ addresses: ['10.0.0.1'] })
    expect(await ask('0x7f.1')).toEqual({ fault: 'loopback', address: '127.0.0.1' })
    expect(resolve).not.toHaveBeenCalled()
  })

  test('a name is resolved once, and what it says the second time is not asked for', async () => {
    const { resolve, ask } = from(['192.0.2.1', '2001:DB8::1'], ['127.0.0.1'])
    expect(await ask('ns1.example.org')).toEqual({ addresses: ['192.0.2.1', '2001:db8::1'] })
    expect(resolve.mock.calls).toEqual([['ns1.example.org']])
  })

  test.each([
    ['one bad one spoils all', ['192.0.2.1', '127.0.0.1'], { fault: 'loopback', address: '127.0.0.1' }],
    ['mapped', ['::ffff:169.254.169.254'], { fault: 'metadata', address: '169.254.169.254' }],
    ['a zone', ['fe80::1%eth0'], { fault: 'link-local', address: 'fe80::1%eth0' }],
    ['nothing', [], { fault: 'no-address' }],
    ['what is no address', ['192.0.2.1', 'evil.example'], { fault: 'no-address' }],
    ['50 addresses', Array.from({ length: 50 }, (_, at) => `192.0.2.${at}`), { fault: 'too-many' }],
  ])('a name that leads to %s', async (_, answer, fault) => expect(await from(answer).ask('ns.example.org')).toEqual(fault))

  test.each(['', ' ', 'a b', 'ns..example', 'ns\0.example', 'http://ns', 'ns/..', '１２７.0.0.1', '-ns', 'a'.repeat(64), '::g', '1.2.3.4:53'])(
    '%j is not even asked about', async (host) => {
      const { resolve, ask } = from(['192.0.2.1'])
      expect(await ask(host)).toEqual({ fault: 'no-address' })
      expect(resolve).not.toHaveBeenCalled()
    },
  )
})
