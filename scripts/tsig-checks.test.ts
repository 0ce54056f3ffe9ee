import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkTsigKey, type Checked, type CheckInput } from '#server/dns/check.ts'
import { nodeHost } from '#server/node/host.ts'
import { nodeNameserver } from '#server/node/nameserver.ts'
import { nameserverKinds, startNameserver, type NameserverKind, type RunningNameserver, type ServerKey } from '#server/testing/nameservers.ts'
import { nameserversMissing } from '#server/testing/need.ts'

/*
 * The check of a TSIG key against BIND, Knot, NSD and PowerDNS as Debian has them: every verdict that such a server can be brought to.
 * What only somebody hostile answers is in src/server/dns/hostile.test.ts.
 */

const missing = nameserversMissing('Checks of TSIG keys on real nameservers')
const machine = nodeHost('silent')
const nameserver = nodeNameserver({ idle: 1_000, again: 500 })

const secretOf = (octet: number) => new Uint8Array(32).fill(octet)
const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64')
const key = (name: string, octet: number, algorithm = 'hmac-sha256'): ServerKey => ({ name, algorithm, secret: base64(secretOf(octet)) })
const [good, other] = [key('good.example', 7), key('other.example', 9)]

/** Many records, so that a transfer takes many messages. */
const many = Array.from({ length: 4000 }, (_, at) => `host${at} 60 TXT "${'x'.repeat(60)}"`).join('\n')

const zones = [
  { name: 'keyed.example', transfer: [good.name], update: [good.name], notify: [] },
  { name: 'open.example', transfer: 'anyone', update: 'anyone' },
  { name: 'large.example', transfer: [good.name], records: many },
] as const

const servers = new Map<string, RunningNameserver>()

async function check(server: RunningNameserver, over: Partial<CheckInput> = {}, by: Partial<CheckInput['key']> = {}, clock = 0): Promise<Checked> {
  return checkTsigKey({ ...machine, now: () => Date.now() + clock * 1000, nameserver }, {
    key: { name: good.name, algorithm: good.algorithm, secret: secretOf(7), ...by }, to: server, zone: 'keyed.example', transport: 'both',
    signal: new AbortController().signal, ...over,
  })
}

/** The steps as one line each. */
const told = ({ steps }: Checked) =>
  steps.map(({ what, transport, outcome, rcode, tsigError, macVerified }) => [what, transport, outcome, rcode, tsigError, macVerified].join(' '))
const all = { transfer: true, update: true, enforce: true }

describe.skipIf(missing !== undefined)('checks of TSIG keys', () => {
  beforeAll(async () => {
    const start = async (kind: NameserverKind) => {
      servers.set(kind, await startNameserver({ kind, keys: [good, other], zones: [...zones, { name: 'other.example', transfer: [other.name] }] }))
      if (kind !== 'bind') servers.set(`${kind} ahead`, await startNameserver({ kind, keys: [good], zones: zones.slice(0, 1), clock: '+900s' }))
    }
    const started = await Promise.allSettled(nameserverKinds.map(start))
    for (const one of started) if (one.status === 'rejected') throw one.reason
  })
  afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())))

  describe.each(nameserverKinds)('%s', (kind) => {
    const server = () => servers.get(kind)!

    it('accepted and enforced, with all the evidence', async () => {
      const found = await check(server(), all)
      // NSD takes no updates, and says so without reading the signature.
      expect([found.verdict, found.enforced]).toEqual(kind === 'nsd' ? ['refused', true] : ['accepted', true])
      const [udp, tcp, axfr] = found.steps
      for (const step of [udp, tcp]) expect(step).toMatchObject({ what: 'soa', outcome: 'accepted', rcode: 'NOERROR', macVerified: true, serial: 1 })
      expect([udp!.transport, tcp!.transport]).toEqual(['udp', 'tcp'])
      // PowerDNS does not say what time it has.
      for (const step of [udp, tcp, axfr]) {
        if (kind === 'powerdns') expect(step!.clockDifference).toBe(null)
        else expect(Math.abs(step!.clockDifference!)).toBeLessThanOrEqual(1)
      }
      expect(axfr).toMatchObject({ what: 'axfr', outcome: 'accepted', records: 5, serial: 1, macVerified: true })
      for (const step of found.steps.filter(({ outcome }) => outcome !== 'not-checked')) {
        expect(step.milliseconds).toBeGreaterThanOrEqual(0)
        expect(step.octets).toBeGreaterThanOrEqual(12)
      }
      expect(found.steps.filter(({ outcome }) => outcome === 'turned-away').map(({ what }) => what)).toEqual([
        'axfr-unsigned', 'axfr-wrong-key', ...(kind === 'nsd' ? [] : ['update-unsigned', 'update-wrong-key']),
      ])
    })

    it('a transfer of many messages is verified to its end', async () => {
      const { verdict, steps } = await check(server(), { zone: 'large.example', transport: 'tcp', transfer: true })
      expect(verdict).toBe('accepted')
      expect(steps[1]).toMatchObject({ records: 4005, macVerified: true })
      expect(steps[1]!.messages).toBeGreaterThan(5)
    })

    it('an SOA record alone does not show that the key is required', async () => {
      const found = await check(server(), { enforce: true, transport: 'udp' })
      expect([found.verdict, found.enforced, found.next]).toEqual(['accepted', null, null])
      expect(found.steps.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual(['soa accepted', 'soa-unsigned answered', 'soa-wrong-key turned-away'])
    })

    it('another secret', async () => {
      const found = await check(server(), all, { secret: secretOf(1) })
      // PowerDNS refuses every signature with the same unsigned NOTAUTH.
      expect([found.verdict, found.next?.step]).toEqual(
        kind === 'powerdns' ? ['unknown-key', 'install-export-again'] : ['bad-signature', 'compare-fingerprints'],
      )
      expect(told(found)[0]).toBe(kind === 'powerdns' ? 'soa udp unknown-key NOTAUTH  ' : 'soa udp bad-signature NOTAUTH BADSIG false')
      expect(found.steps.filter(({ outcome }) => outcome !== 'not-checked')).toHaveLength(kind === 'powerdns' ? 2 : 1)
    })

    it('a key that it does not know', async () => {
      const found = await check(server(), {}, { name: 'nobody.example' })
      expect([found.verdict, found.next?.step]).toEqual(['unknown-key', kind === 'powerdns' ? 'install-export-again' : 'install-export'])
    })

    it('a key that the zone does not allow', async () => {
      const found = await check(server(), { transfer: true }, { name: other.name, secret: secretOf(9) })
      // Knot knows a key by its zone alone.
      expect(found.verdict).toBe(kind === 'knot' ? 'unknown-key' : 'refused')
      if (kind !== 'knot') expect(found.steps[2]).toMatchObject({ what: 'axfr', outcome: 'refused' })
    })

    it('a zone that does not exist', async () => {
      const { verdict, steps } = await check(server(), { zone: 'nowhere.example' })
      // Knot does not sign what it says of zones that it has not.
      expect([verdict, steps[0]!.rcode]).toEqual([kind === 'knot' ? 'unsigned-reply' : 'refused', 'REFUSED'])
    })

    it('a clock that is 15 minutes ahead', async () => {
      const found = kind === 'bind' ? await check(server(), all, {}, -900) : await check(servers.get(`${kind} ahead`)!, all)
      expect([found.verdict, found.next?.step]).toEqual(['bad-time', 'set-clocks'])
      expect(Math.abs(found.steps[0]!.clockDifference! - 900)).toBeLessThanOrEqual(2)
      expect(found.next!.words).toMatch(/(?:89[89]|90[012]) seconds ahead/)
      expect(found.steps.filter(({ outcome }) => outcome === 'not-checked').length).toBeGreaterThan(5)
    })

    it('half a signature', async () => {
      const { verdict, steps } = await check(server(), {}, { macOctets: 16 })
      // The others do not look at how long it is, or do not say.
      expect(verdict).toBe({ bind: 'bad-truncation', knot: 'bad-signature', nsd: 'bad-signature', powerdns: 'unknown-key' }[kind])
      if (kind === 'bind') expect(steps[0]).toMatchObject({ rcode: 'NOTAUTH', tsigError: 'BADTRUNC', macVerified: true })
    })

    it('nobody is there any more', async () => {
      const gone = await startNameserver({ kind, keys: [good], zones: zones.slice(0, 1) })
      expect((await check(gone)).verdict).toBe('accepted')
      await gone.stop()
      const found = await check(gone, all)
      expect(found.verdict).toBe('unreachable')
      expect(found.steps.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['unreachable', 'unreachable'])
      expect(found.steps.slice(2).every(({ outcome }) => outcome === 'not-checked')).toBe(true)
    })
  })

  it('BIND: whoever gets a zone and an update without the key', async () => {
    const found = await check(servers.get('bind')!, { ...all, zone: 'open.example' })
    expect([found.verdict, found.enforced, found.next?.step]).toEqual(['accepted', false, 'require-key'])
    expect(told(found).slice(4)).toEqual([
      'axfr-unsigned tcp answered NOERROR  ', 'axfr-wrong-key tcp turned-away NOTAUTH BADSIG ', 'update-unsigned udp answered NOERROR  ',
      'update-wrong-key udp turned-away NOTAUTH BADSIG ',
    ])
  })

  it('BIND: an update-policy, a zone that answers nothing without its key, and a key that is cut', async () => {
    const cut = key('cut.example', 5, 'hmac-sha256-128')
    const server = await startNameserver({
      kind: 'bind', keys: [good, cut],
      zones: [
        { name: 'keyed.example', transfer: [good.name], update: [good.name], updatePolicy: true },
        { name: 'closed.example', query: [good.name] },
      ],
    })
    try {
      for (const transport of ['udp', 'tcp', 'both'] as const)
        expect(await check(server, { update: true, enforce: true, transport })).toMatchObject({ enforced: true })
      expect(await check(server, { zone: 'closed.example', enforce: true })).toMatchObject({ verdict: 'accepted', enforced: true })
      // It signs its answers as the question was signed.
      expect(await check(server, {}, { name: cut.name, secret: secretOf(5), macOctets: 16 })).toMatchObject({ verdict: 'accepted' })
    } finally {
      await server.stop()
    }
  })

  it.each(['hmac-md5', 'hmac-sha1', 'hmac-sha224', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'])('BIND and Knot: %s', async (algorithm) => {
    const wire = algorithm === 'hmac-md5' ? 'hmac-md5.sig-alg.reg.int' : algorithm
    for (const kind of ['bind', 'knot'] as const) {
      const named = key('any.example', 3, algorithm)
      const server = await startNameserver({ kind, keys: [named], zones: [{ name: 'keyed.example', transfer: [named.name] }] })
      try {
        const found = await check(server, { transfer: true }, { name: named.name, algorithm: wire, secret: secretOf(3) })
        expect([found.verdict, found.steps.length]).toEqual(['accepted', 3])
      } finally {
        await server.stop()
      }
    }
  })
})
