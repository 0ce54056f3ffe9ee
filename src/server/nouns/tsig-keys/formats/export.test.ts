import { describe, expect, it } from 'vitest'
import { tsigAlgorithmNames, tsigAlgorithms } from '#contract/tsig-algorithms.ts'
import { tsigExportFormats, type TsigExportFormat } from '#contract/tsig-keys.ts'
import { exportTsig } from './export.ts'
import { parseTsigText } from './parse.ts'

const formats = Object.keys(tsigExportFormats) as TsigExportFormat[]

/** A secret of the digest's length, the same each time. */
const secretOf = (octets: number) => Buffer.from(Array.from({ length: octets }, (_, index) => (index * 37 + 11) % 256)).toString('base64')

const hostile = [
  'a"; }; key "evil',
  "a'; rm -rf ~; '",
  'a\nkey:\n  - id: evil',
  'a\0b',
  '$(reboot)',
  '`reboot`',
  'a # b',
  '../../etc/passwd',
  'ключ',
  'END',
  '-rf',
  'a\\',
  '"',
  "'",
  '*',
  ': ',
  '- ',
  '{{x}}',
  '%s',
]

describe.each(formats)('%s', (format) => {
  it.each(tsigAlgorithmNames)('%s is written as it always was', async (algorithm) => {
    const secret = secretOf(tsigAlgorithms[algorithm].digestOctets)
    const text = exportTsig(format, { name: 'transfer.example.net', algorithm, secret, usedBy: ['192.0.2.53', 'example.net'] })
    const suffix = tsigExportFormats[format].file.split('.').at(-1)!
    await expect(text).toMatchFileSnapshot(`golden/${format}-${tsigAlgorithms[algorithm].wire}.${suffix}`)
  })

  it('has examples that nobody owns where it was told no server and zone', () => {
    const text = exportTsig(format, {
      name: 'key1',
      algorithm: 'HMAC-SHA256',
      secret: secretOf(32),
      usedBy: ['our team', 'ns1.example.net', '999.1.1.1', '192.0.2.7@0', 'a@b@c'],
    })
    const addresses = [...text.matchAll(/\d+\.\d+\.\d+\.\d+/g)].map(([address]) => address)
    expect(addresses.filter((address) => address !== '192.0.2.1' && !address.startsWith('127.'))).toEqual([])
    expect(text).not.toMatch(/example\.net|999|team/)
  })

  it('shows eight dots and no secret when it is to be masked', () => {
    const masked = exportTsig(format, { name: 'key1', algorithm: 'HMAC-SHA256', secret: undefined, usedBy: [] })
    const plain = exportTsig(format, { name: 'key1', algorithm: 'HMAC-SHA256', secret: secretOf(32), usedBy: [] })
    expect(masked).toBe(plain.replaceAll(secretOf(32), '••••••••'))
    // DNSControl names the key for transfers and for updates.
    expect(plain.split(secretOf(32))).toHaveLength(format === 'dnscontrol' ? 3 : 2)
    expect(parseTsigText(masked).keys.map(({ secret }) => secret)).toEqual(['••••••••'])
  })

  // Each of these fails where a name is put between quotes as it is.
  it.each(hostile)('keeps the name %j a name', (name) => {
    const text = exportTsig(format, { name, algorithm: 'HMAC-SHA256', secret: secretOf(32), usedBy: [] })
    const usual = exportTsig(format, { name: 'key1', algorithm: 'HMAC-SHA256', secret: secretOf(32), usedBy: [] })
    expect(text.split('\n')).toHaveLength(usual.split('\n').length)
    expect(text).toMatch(/^[\n\t -~…]*$/)
    const { keys, notUnderstood } = parseTsigText(text)
    expect(keys).toHaveLength(1)
    expect(keys[0]!.secret).toBe(secretOf(32))
    expect(keys[0]!.name).toMatch(/^(?:[A-Za-z0-9._-]|\\\d{3})+$/)
    expect(notUnderstood).toEqual([])
  })

  it('refuses a secret that could end a string', () => {
    expect(() => exportTsig(format, { name: 'key1', algorithm: 'HMAC-SHA256', secret: 'a"; };', usedBy: [] })).toThrow(RangeError)
  })
})

describe('places', () => {
  const text = (format: TsigExportFormat, usedBy: string[]) => exportTsig(format, { name: 'key1', algorithm: 'HMAC-SHA256', secret: undefined, usedBy })

  it('takes the first address and the first zone of what people noted', () => {
    const dig = text('dig', ['backup', 'ns1.example.org', '2001:db8::7@5353', '192.0.2.9', 'example.org', 'example.net'])
    expect(dig).toContain("dig -k './key1.key' @2001:db8::7 -p 5353 example.org AXFR\n")
  })

  it('writes an IPv6 address with its port as each program reads it', () => {
    const usedBy = ['2001:db8::7@5353', 'example.org']
    expect(text('cert-manager', usedBy)).toContain('nameserver: "[2001:db8::7]:5353"')
    expect(text('nsd', usedBy)).toContain('request-xfr: AXFR 2001:db8::7@5353 "key1"')
    expect(text('nsupdate', usedBy)).toContain('server 2001:db8::7 5353\nzone example.org.\n')
  })

  it('does not act on an example', () => {
    expect(text('powerdns', [])).toContain('\n# pdnsutil activate-tsig-key example.com')
    expect(text('powerdns', ['example.org'])).toContain('\npdnsutil activate-tsig-key example.org')
  })
})

it('several keys for one server stand in one file, none in the way of another', () => {
  for (const format of ['bind', 'knot', 'nsd'] as const) {
    const text = ['key1', 'key2']
      .map((name) => exportTsig(format, { name, algorithm: 'HMAC-SHA256', secret: secretOf(32), usedBy: ['192.0.2.9', 'example.org'] }))
      .join('')
    const live = text.split('\n').filter((line) => /^[^#/]/.test(line) && /\b(?:id|name|key|server)\b.*\w/.test(line))
    // A server's block or an acl of the same name twice: the whole file is refused.
    expect(live.filter((line) => /"key1"/.test(line)).length).toBe(live.filter((line) => /"key2"/.test(line)).length)
    expect(live.filter((line) => !/"key[12]"/.test(line))).toEqual([])
  }
})

it('says that a secret is longer than what PowerDNS has room for, masked or not, and only then', () => {
  for (const [octets, said] of [[512, true], [190, true], [189, false], [32, false]] as const) {
    for (const secret of [secretOf(octets), undefined]) {
      const text = exportTsig('powerdns', { name: 'key1', algorithm: 'HMAC-SHA512', secret, secretBits: octets * 8, usedBy: [] })
      expect(text.includes('have room for 255'), `${octets} octets`).toBe(said)
    }
  }
})

// Failed while names were cut at 200 characters: two keys' files had one name, and saving one ended the other.
it('two keys are two files, however long and alike their names are', () => {
  const long = Array(3).fill('a'.repeat(63)).join('.')
  const names = ['key1', 'key2', 'a_b', 'a-b', 'a.b', `${long}.${'b'.repeat(50)}`, `${long}.${'b'.repeat(51)}`, `${long}.${'b'.repeat(49)}c`]
  for (const format of ['bind', 'knot', 'nsd'] as const) {
    const files = names.map((name) => /Save as (\S+),/.exec(exportTsig(format, { name, algorithm: 'HMAC-SHA256', secret: undefined, usedBy: [] }))![1]!)
    expect(new Set(files).size).toBe(names.length)
    expect(files.filter((file) => file.split('/').at(-1)!.length > 255)).toEqual([])
  }
})

it('a command for the shell names a file for one, and never the secret', () => {
  for (const format of ['dig', 'kdig', 'nsupdate', 'powerdns'] as const) {
    const lines = exportTsig(format, { name: 'key1', algorithm: 'HMAC-SHA256', secret: secretOf(32), usedBy: [] }).split('\n')
    const at = lines.findIndex((line) => line.includes(secretOf(32)))
    expect(lines.slice(0, at)).toContain('umask 077')
    // It stands in the text that `cat` is given, not in a line that the shell runs.
    expect(lines.slice(0, at).some((line) => line.startsWith('cat > ') && line.endsWith("<<'END'"))).toBe(true)
    expect(lines.slice(at)).toContain('END')
  }
})
