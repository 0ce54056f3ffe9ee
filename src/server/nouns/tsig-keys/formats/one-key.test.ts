import { expect, it } from 'vitest'
import { tsigExportFormats, type TsigExportFormat } from '#contract/tsig-keys.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'
import { exportTsig } from './export.ts'
import { parseTsigText } from './parse.ts'
import { A, B } from '../../../testing/tsig-field.ts'

/*
 * One rule for every reader (`Findings`): a key that stands in a text several times is given once, at the first of its lines, with all
 * that use it; where name, algorithm or secret differ, both are. Failed while the second `update-key` of a creds.json was a "duplicate".
 */

const formats = Object.keys(tsigExportFormats) as TsigExportFormat[]
const written = (format: TsigExportFormat, secret = A, zone = 'a.example') =>
  exportTsig(format, { name: 'one', algorithm: 'HMAC-SHA256', secret, usedBy: [zone] })
const keysOf = (text: string) =>
  parseTsigText(text).keys.map(({ line, name, secret }) => [line, canonicalTsigName(name), secret === A ? 'A' : secret === B ? 'B' : 'another'])

it.each(formats)('%s twice is one key, with another secret two', (format) => {
  const once = keysOf(written(format))
  expect(once).toHaveLength(1)
  expect(keysOf(`${written(format)}\n---\n${written(format, A, 'b.example')}`)).toEqual(once)
  // Two Secrets of one name in one namespace, and an Issuer for each: which of them is meant nobody knows.
  expect(keysOf(`${written(format)}\n---\n${written(format, B)}`).map(([, , secret]) => secret)).toEqual(format === 'cert-manager' ? [] : ['A', 'B'])
})

it('all formats in one text are one key, and on the first of their lines', () => {
  for (const order of [formats, formats.toReversed()])
    expect(keysOf(order.map((format) => written(format)).join('\n---\n'))).toEqual(keysOf(written(order[0]!)))
})

const key = (name: string, secret = A, algorithm = 'hmac-sha256') => `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };\n`
const credential = (secret = A, name = 'one') => `"hmac-sha256:${name}:${secret}"`
const deployment = (secret = A) =>
  `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - name: c\n        args: [--rfc2136-tsig-keyname=one, ` +
  `--rfc2136-tsig-secret-alg=hmac-sha256, --rfc2136-tsig-secret=${secret}]\n---\n`
const kea = (secret = A) =>
  `{ "DhcpDdns": { "tsig-keys": [ { "name": "one", "algorithm": "HMAC-SHA256", "secret": "${secret}" } ], "forward-ddns": { "ddns-domains": [ { "name": ` +
  `"a.example.", "key-name": "one" }, { "name": "b.example.", "key-name": "one" } ] } } }\n`

it.each<[string, string, string]>([
  [
    'DNSControl, two providers with both keys',
    `{ "a": { "transfer-key": ${credential()}, "update-key": ${credential()} },\n "b": { "transfer-key": ${credential()}, "update-key": ` +
      `${credential(A, 'ONE.')} } }`,
    `{ "a": { "transfer-key": ${credential()}, "update-key": ${credential(B)} } }`,
  ],
  ['BIND, views', `view a { ${key('one')} };\nview b { ${key('ONE.', A, 'HMAC-SHA256')} };`, `view a { ${key('one')} };\nview b { ${key('one', B)} };`],
  [
    'BIND, a secret in other blanks',
    `${key('one')}key one { algorithm "hmac-sha256"; secret "${A.slice(0, 9)} ${A.slice(9)}"; };`,
    `${key('one')}${key('one', B)}`,
  ],
  ['external-dns, two Deployments', deployment() + deployment(), deployment() + deployment(B)],
  ['Kea, several domains, and twice', kea() + kea(), kea() + kea(B)],
  [
    "Knot, and keymgr's comment as a line",
    `hmac-sha256:one:${A}\nkey:\n  - id: one\n    algorithm: hmac-sha256\n    secret: ${A}\n`,
    `hmac-sha256:one:${A}\nkey:\n  - id: one\n    algorithm: hmac-sha256\n    secret: ${B}\n`,
  ],
  [
    'NSD, in short words',
    `key:\n  name: one\n  secret: ${A}\nkey:\n  name: one.\n  algorithm: sha256\n  secret: ${A}\n`,
    `key:\n  name: one\n  secret: ${A}\nkey:\n  name: one\n  secret: ${B}\n`,
  ],
  [
    'lego and certbot',
    `RFC2136_TSIG_KEY=one\nRFC2136_TSIG_ALGORITHM=hmac-sha256.\nRFC2136_TSIG_SECRET=${A}\n\ndns_rfc2136_name = one\ndns_rfc2136_algorithm = HMAC-SHA256\n` +
      `dns_rfc2136_secret = ${A}\n`,
    `RFC2136_TSIG_KEY=one\nRFC2136_TSIG_ALGORITHM=hmac-sha256.\nRFC2136_TSIG_SECRET=${A}\n\ndns_rfc2136_name = one\ndns_rfc2136_algorithm = HMAC-SHA256\n` +
      `dns_rfc2136_secret = ${B}\n`,
  ],
  [
    'a file within a document, and beside it',
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  named.conf: |\n    # ours\n    ${key('one')}---\n${key('one')}`,
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  named.conf: |\n    # ours\n    ${key('one')}---\n${key('one', B)}`,
  ],
])('%s', (_, same, other) => {
  expect(keysOf(same)).toMatchObject([[expect.any(Number), 'one', 'A']])
  const { notUnderstood } = parseTsigText(same)
  expect(notUnderstood).toEqual([])
  expect(keysOf(other).map(([, , secret]) => secret)).toEqual(['A', 'B'])
})

it('what is told of its use is of all places', () => {
  expect(parseTsigText(kea() + `zone "c.example" { allow-transfer { key one; }; };\n${key('one')}`).keys).toMatchObject([
    { line: 1, usedBy: ['a.example', 'b.example', 'c.example'] },
  ])
})

it('a key cut to fewer bits is another', () => {
  const of = (bits: number) => `{ "name": "one", "algorithm": "HMAC-SHA256", "digest-bits": ${bits}, "secret": "${A}" }`
  expect(parseTsigText(`{ "tsig-keys": [ ${of(128)}, ${of(256)}, ${of(128)} ] }`).keys.map(({ macBits }) => macBits)).toEqual([128, 256])
})

it('a text in a string of JSON has the line of that string', () => {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', data: { 'named.conf': `# one\n# two\n${key('one')}include "x";\n` } })
  const { keys, notUnderstood } = parseTsigText(`\n${text}`)
  expect([...keys, ...notUnderstood].map(({ line }) => line)).toEqual([2, 2])
})
