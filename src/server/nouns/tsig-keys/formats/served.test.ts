import { describe, expect, it } from 'vitest'
import { parseTsigText } from './parse.ts'

/* What a server does with its keys, out of its own configuration: zones were known without what for. */

const secret = 'CzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYY='
const served = (text: string) => {
  const { keys, otherUses } = parseTsigText(text)
  const all = [...keys.map(({ name, uses = [] }) => ({ name, uses })), ...otherUses]
  return all.flatMap(({ name, uses }) => uses.map(({ zone, purpose }) => `${name} ${purpose} ${zone ?? '*'}`)).toSorted()
}
const bindKey = (name: string) => `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };\n`

describe('BIND', () => {
  it('gives what zones say of themselves, through acls and lists', () => {
    expect(served(`${bindKey('xfr')}${bindKey('ddns')}${bindKey('up')}
      acl peers { 192.0.2.1; key xfr; };
      primaries hidden { 192.0.2.9 key up; };
      zone "a.example" { type primary; allow-transfer { peers; }; update-policy { grant ddns zonesub ANY; }; also-notify { 192.0.2.2 key xfr; }; };
      zone "b.example" { type secondary; primaries { hidden; }; allow-update { key ddns; }; };
      zone "c.example" { type primary; allow-transfer { !key xfr; }; allow-query { key xfr; }; };
    `)).toEqual([
      'ddns takes-updates a.example', 'ddns takes-updates b.example', 'up asks-for-transfers b.example', 'xfr answers-transfers a.example',
      'xfr signs-notify a.example',
    ])
  })
  it('takes what options have for zones that have none of their own, and for all where no zone is named', () => {
    const options = 'options { allow-transfer { key xfr; }; };\n'
    expect(served(`${bindKey('xfr')}${options}`)).toEqual(['xfr answers-transfers *'])
    expect(served(`${bindKey('xfr')}${options}zone "a.example" { type primary; };zone "b.example" { type primary; allow-transfer { none; }; };`))
      .toEqual(['xfr answers-transfers a.example'])
  })
  it('takes the key of a server block for the zones that name the address without a key', () => {
    const server = 'server 192.0.2.9 { keys { up; }; };\n'
    expect(served(`${bindKey('up')}${server}`)).toEqual(['up asks-for-transfers *'])
    expect(served(`${bindKey('up')}${server}
      zone "a.example" { type secondary; primaries { 192.0.2.9; }; }; zone "b.example" { type primary; also-notify { 192.0.2.9 port 5353; }; };`))
      .toEqual(['up asks-for-transfers a.example', 'up signs-notify b.example'])
  })
  // BIND compares its own words and names of lists without their case (`named-checkconf` takes such a text: scripts/tsig-checkers.test.ts).
  it('reads its words in any case', () => {
    const text = `${bindKey('xfr')}${bindKey('ddns')}${bindKey('up')}
      acl peers { 192.0.2.1; key xfr; };
      primaries hidden { 192.0.2.9 port 53 key up; };
      server 192.0.2.7 { keys { up; }; };
      options { allow-notify { key ddns; }; };
      view v { zone "a.example" { type primary; allow-transfer { peers; }; update-policy { grant ddns zonesub ANY; }; also-notify { 192.0.2.7; }; };
      zone "b.example" { type secondary; primaries { hidden; }; allow-update { key ddns; }; }; zone "." { type hint; allow-transfer { key xfr; }; }; };
    `
    expect(served(text).length).toBeGreaterThan(4)
    for (const inCase of [(word: string) => word.toUpperCase(), (word: string) => word[0]!.toUpperCase() + word.slice(1)]) {
      let count = 0
      // Every second one, so that a list is defined in one case and used in another.
      const words = /(?<!")\b(?!xfr|ddns|up\b|hmac)[a-z][a-z-]+\b(?![".\d])/g
      for (const written of [text.replace(words, inCase), text.replace(words, (word) => (count++ % 2 === 0 ? word : inCase(word)))]) {
        expect([written, served(written)]).toEqual([written, served(text)])
        expect(parseTsigText(written).notUnderstood).toEqual([])
      }
    }
  })
  it('tells of keys that stand in another file', () => {
    expect(served('zone "a.example" { type primary; allow-transfer { key "else.where"; }; };')).toEqual(['else.where answers-transfers a.example'])
  })
})

describe('Knot', () => {
  const keys = ['xfr', 'ddns', 'up'].map((id) => `  - id: ${id}\n    algorithm: hmac-sha256\n    secret: ${secret}\n`).join('')
  it('gives what an acl allows, and what remotes are for', () => {
    expect(served(`key:\n${keys}
remote:
  - id: hidden
    address: 192.0.2.9
    key: up
acl:
  - id: both
    key: xfr
    action: [transfer, notify]
  - id: changes
    key: ddns
    action: update
  - id: shut
    key: ddns
    action: transfer
    deny: on
  - id: byremote
    remote: hidden
    action: transfer
template:
  - id: default
    acl: both
zone:
  - domain: a.example
    notify: hidden
  - domain: b.example
    master: hidden
    acl: [changes, shut, byremote]
`)).toEqual([
      'ddns takes-updates b.example', 'up answers-transfers b.example', 'up asks-for-transfers b.example', 'up signs-notify a.example',
      'xfr answers-transfers a.example',
    ])
  })
})

describe('NSD', () => {
  it('gives what zones and their patterns have', () => {
    expect(served(`key:
	name: "xfr"
	algorithm: hmac-sha256
	secret: "${secret}"
pattern:
	name: out
	provide-xfr: 192.0.2.1 xfr
	notify: 192.0.2.1 xfr
zone:
	name: a.example
	include-pattern: out
zone:
	name: b.example
	request-xfr: AXFR 192.0.2.9 xfr
	allow-notify: 192.0.2.9 xfr
	provide-xfr: 192.0.2.7 NOKEY
`)).toEqual(['xfr answers-transfers a.example', 'xfr asks-for-transfers b.example', 'xfr signs-notify a.example'])
  })
})

describe('PowerDNS', () => {
  it('gives what metadata say, as commands and as they are printed', () => {
    expect(served(`pdnsutil import-tsig-key xfr hmac-sha256 ${secret}
pdnsutil activate-tsig-key a.example xfr primary
pdnsutil activate-tsig-key c.example xfr secondary
pdnsutil set-meta b.example TSIG-ALLOW-DNSUPDATE xfr
Metadata for 'd.example'
AXFR-MASTER-TSIG = xfr
`)).toEqual([
      'xfr answers-transfers a.example', 'xfr asks-for-transfers c.example', 'xfr asks-for-transfers d.example', 'xfr takes-updates b.example',
    ])
  })
})

describe('many', () => {
  it('are no more than a nameserver may have, in little time', () => {
    const zones = Array.from({ length: 20_000 }, (_, at) => `zone "z${at}.example" { type primary; };`).join('\n')
    const keys = Array.from({ length: 500 }, (_, at) => bindKey(`k${at}`)).join('')
    const allowed = Array.from({ length: 500 }, (_, at) => `key k${at};`).join(' ')
    expect(served(`options { allow-transfer { ${allowed} }; };\n${keys}${zones}`)).toHaveLength(1000)
  })
})
