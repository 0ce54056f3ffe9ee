import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalTsigName } from '#contract/tsig-names.ts'
import { parseTsigText } from './parse.ts'
import { inside, itemOf } from '../../../testing/tsig-field.ts'

/*
 * A secret is stored under the name that it stands with in the text, or not at all. Each secret here says in itself whose it is, so
 * that whatever a reader joins can be judged. A reader that went a line at a time failed at once: it gave the first of two
 * Deployments the secret of the second.
 */

/** `name` in base64, made long enough: the only secret that may come with that name. */
const secretOf = (name: string) => btoa(`the secret of ${name}`.padEnd(32, '.'))

type Piece = (name: string, hides: boolean) => string

const flags = (name: string, secret: string) =>
  `args:\n- --rfc2136-tsig-keyname=${name}\n- --rfc2136-tsig-secret-alg=hmac-sha256\n${secret === '' ? '' : `- --rfc2136-tsig-secret=${secret}\n`}`
const deployment = (name: string, container: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d-${name}\nspec:\n  template:\n    spec:\n      containers:\n` +
  inside(6, itemOf(`name: c\n${container}`))
const secret = (object: string, name: string, of: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${object}\ndata:\n  ${name}: ${btoa(of)}\n`
const issuer = (name: string, object: string) =>
  `apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata:\n  name: i-${name}\nspec:\n  acme:\n    solvers:\n    - dns01:\n        rfc2136:\n        ` +
  `  tsigKeyName: ${name}\n          tsigAlgorithm: HMACSHA256\n          tsigSecretSecretRef:\n            name: ${object}\n            key: v\n`

/** Documents that hold a key, or that have its secret somewhere else (`hides`). */
const pieces: Record<string, Piece> = {
  deployment: (name, hides) => deployment(name, flags(name, hides ? '$(NOWHERE)' : secretOf(name))),
  'deployment without': (name, hides) => deployment(name, flags(name, hides ? '' : secretOf(name))),
  'by environment': (name, hides) =>
    deployment(
      name,
      `${flags(name, '')}env:\n- name: EXTERNAL_DNS_RFC2136_TSIG_SECRET\n` +
        `  ${hides ? 'valueFrom: {secretKeyRef: {name: nowhere, key: v}}' : `value: ${secretOf(name)}`}\n`,
    ),
  issuer: (name, hides) => issuer(name, hides ? 'nowhere' : `s-${name}`) + (hides ? '' : `---\n${secret(`s-${name}`, 'v', secretOf(name))}`),
  'a Secret alone': (name) => secret(`alone-${name}`, 'tsig-secret', secretOf(name)),
  octodns: (name, hides) => `providers:\n  p:\n    key_name: ${name}\n    key_algorithm: hmac-sha256\n    key_secret: ${hides ? 'env/X' : secretOf(name)}\n`,
  'a list': (name, hides) => `keys:\n- name: ${name}\n  algorithm: hmac-sha256\n${hides ? '' : `  secret: ${secretOf(name)}\n`}`,
  'a secret alone': (name) => `secret: ${secretOf(name)}\n`,
  kea: (name, hides) =>
    `{ "DhcpDdns": { "tsig-keys": [ { "name": "${name}", "algorithm": "HMAC-SHA256"${hides ? '' : `, "secret": "${secretOf(name)}"`} } ] } }\n`,
  powerdns: (name, hides) => `[{"name":"${name}","algorithm":"hmac-sha256","key":"${hides ? '' : secretOf(name)}"}]\n`,
  bind: (name, hides) => `key "${name}" { algorithm hmac-sha256; ${hides ? '' : `secret "${secretOf(name)}";`} };\n`,
  nsd: (name, hides) => `key:\n\tname: ${name}\n${hides ? '' : `\tsecret: ${secretOf(name)}\n`}`,
  knot: (name, hides) => `key:\n  - id: ${name}\n    algorithm: hmac-sha256\n${hides ? '' : `    secret: ${secretOf(name)}\n`}`,
  dig: (name, hides) => `dig -y hmac-sha256:${name}:${hides ? '$S' : secretOf(name)} x AXFR\n`,
  lego: (name, hides) => `RFC2136_TSIG_KEY=${name}\nRFC2136_TSIG_ALGORITHM=hmac-sha256.\n${hides ? '' : `RFC2136_TSIG_SECRET=${secretOf(name)}\n`}`,
  'lego, the secret alone': (name) => `RFC2136_TSIG_SECRET=${secretOf(name)}\n`,
  certbot: (name, hides) => `dns_rfc2136_name = ${name}\ndns_rfc2136_algorithm = HMAC-SHA256\n${hides ? '' : `dns_rfc2136_secret = ${secretOf(name)}\n`}`,
}

/** A file of settings goes on over comments and, where there is nothing else in the text, over empty lines: one of them needs an end. */
const isSettings = (kind: string) => /^(?:lego|certbot)/.test(kind)

const piece = fc.record({
  kind: fc.constantFrom(...Object.keys(pieces)),
  hides: fc.boolean(),
  separator: fc.constantFrom('---\n', '\n', '---\n', '# next\n', '\n---\n\n', ''),
})
const names = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot']
const mine = (keys: readonly { name: string; secret: string }[]) => {
  for (const { name, secret } of keys) expect(secret, `${name} has ${atob(secret)}`).toBe(secretOf(canonicalTsigName(name)))
}

it('a secret is only ever taken under the name that it stands with', () => {
  fc.assert(fc.property(fc.array(piece, { minLength: 2, maxLength: 6 }), (list) => {
    const { keys, notUnderstood } = parseTsigText(
      list.map(({ kind, hides, separator }, index) => pieces[kind]!(names[index]!, hides) + (isSettings(kind) ? '---\n' : separator)).join(''),
    )
    mine(keys)
    // And what is not taken is said, each text at least once.
    if (keys.length < list.length) expect(notUnderstood.length).toBeGreaterThan(0)
  }), { numRuns: 3000 })
})

it('nor when lines are lost, doubled or change places', () => {
  const change = fc.record({ what: fc.constantFrom('lose', 'double', 'swap'), at: fc.nat(), other: fc.nat() })
  fc.assert(fc.property(fc.array(piece, { minLength: 2, maxLength: 4 }), change, (list, { what, at, other }) => {
    // With a line of --- between them: there a document ends, whatever became of it.
    const texts = list.map(({ kind, hides }, index) => pieces[kind]!(names[index]!, hides))
    const broken = at % texts.length
    const lines = texts[broken]!.split('\n')
    const [i, j] = [at % lines.length, other % lines.length]
    if (what === 'lose') lines.splice(i, 1)
    else if (what === 'double') lines.splice(j, 0, lines[i]!)
    else [lines[i], lines[j]] = [lines[j]!, lines[i]!]
    mine(parseTsigText(texts.with(broken, `${lines.join('\n')}\n`).join('---\n')).keys)
  }), { numRuns: 3000 })
})

it('items of one List are as apart as documents', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ kind: fc.constantFrom('deployment', 'deployment without', 'by environment', 'a Secret alone'), hides: fc.boolean() }), {
        minLength: 2,
        maxLength: 6,
      }),
      (list) => {
        const items = list.map(({ kind, hides }, index) => itemOf(pieces[kind]!(names[index]!, hides)))
        const { keys } = parseTsigText(`apiVersion: v1\nkind: List\nitems:\n${items.join('')}`)
        mine(keys)
        expect(keys).toHaveLength(list.filter(({ kind, hides }) => kind !== 'a Secret alone' && !hides).length)
      },
    ),
    { numRuns: 500 },
  )
})
