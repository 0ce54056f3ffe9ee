import { describe, expect, it } from 'vitest'
import { parseTsigText } from './parse.ts'

const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U='
const found = (text: string) => parseTsigText(text).keys.map(({ line, name, algorithm, secret }) => `${line} ${name} ${algorithm} ${secret}`)
const problems = (text: string) => parseTsigText(text).notUnderstood.map(({ line, problem }) => `${line} ${problem}`)

describe('named.conf', () => {
  it('has keys at its top and in views, in any layout, with all three kinds of comments', () => {
    const text = `# one
// two
/* three
   key "no" { algorithm hmac-sha256; secret "no"; }; */
options { directory "/var/cache/bind"; };
key a { algorithm HMAC-SHA256; /* why */ secret ${secret}; }; key "b"
{
  secret "${secret}"; // behind
  algorithm "hmac-sha512.";
};
view "inner" {
  key c { algorithm hmac-md5; secret "x"; };
  zone "example.com" IN { type primary; allow-transfer { key "c"; }; };
};
server 192.0.2.1 { keys { "a"; }; };`
    expect(found(text)).toEqual([`6 a HMAC-SHA256 ${secret}`, `6 b hmac-sha512. ${secret}`, '12 c hmac-md5 x'])
    expect(problems(text)).toEqual([])
  })

  it('says what is not closed, and where it began', () => {
    expect(problems('\nkey "a" {\n  algorithm hmac-sha256;\n')).toEqual(['2 The block that begins here is never closed.'])
    expect(problems('key "a {\n')[0]).toMatch(/^1 /)
    expect(problems('/* for ever\nkey "a" {')).toEqual(['1 This comment is never closed: nothing after it was read.'])
    expect(problems('key a {\n  secret "x\n};')).toContain('2 A quote is opened here and not closed on this line.')
    expect(problems('};')).toEqual(['1 This closes nothing.'])
  })

  it('says which part a key lacks', () => {
    expect(problems('key a { secret "x"; };\nkey b { algorithm hmac-sha256; };')).toEqual(['1 This key has no algorithm.', '2 This key has no secret.'])
  })
})

describe('nsupdate', () => {
  it('has its words in any case', () => {
    for (const word of ['key', 'KEY', 'Key'])
      expect(found(`Server 192.0.2.1\n${word} hmac-sha256:a ${secret}\nSHOW\nSend`)).toEqual([`2 a hmac-sha256 ${secret}`])
  })
})

describe('Knot and NSD', () => {
  it('Knot: a key for each item; references in acl and remote are no keys', () => {
    const text = `key:\n- id: k1\n  algorithm: hmac-sha256\n  secret: ${secret} # mine\n  - id: "k2"\n    algorithm: hmac-sha384\n    secret: '${secret}'\n` +
      `acl:\n  - id: x\n    key: k1\n    action: transfer\n`
    expect(found(text)).toEqual([`2 k1 hmac-sha256 ${secret}`, `5 k2 hmac-sha384 ${secret}`])
    expect(problems(text)).toEqual([])
  })

  it('NSD: a section for each key, its lines in any order', () => {
    const text = `server:\n\tport: 53\nkey:\n\tsecret: "${secret}"\n\tname: k1\n\talgorithm: sha256\nkey:\n  name: k2\n  algorithm: hmac-sha224\n  secret: ` +
      `${secret}\nzone:\n\tname: example.com\n\tprovide-xfr: 192.0.2.1 k1\n`
    expect(found(text)).toEqual([`4 k1 sha256 ${secret}`, `8 k2 hmac-sha224 ${secret}`])
    expect(problems(text)).toEqual([])
  })

  it('names a line of a key that means nothing', () => {
    expect(problems('key:\n  name: k\n  colour: red\n  algorithm: hmac-sha256\n  secret: x\n')).toEqual([
      '3 A key has a name (id), an algorithm and a secret, nothing else that is known here.',
    ])
  })
})

describe('JSON', () => {
  it('PowerDNS: one key, and a list; its list has no secrets', () => {
    expect(found(`{"algorithm":"hmac-sha256","id":"a.","key":"${secret}","name":"a","type":"TSIGKey"}`)).toEqual([`1 a hmac-sha256 ${secret}`])
    const list = '[{"name":"a","algorithm":"hmac-sha256","key":""}]'
    expect(found(list)).toEqual([])
    expect(problems(list)[0]).toMatch(/^1 The secret is not in this text/)
  })

  it('Kea, with comments; the names of keys that domains use are no keys', () => {
    const text = `{ "DhcpDdns": { # ours\n "tsig-keys": [ { "name": "a", // x\n "algorithm": "HMAC-SHA512", "digest-bits": 512, "secret": "${secret}" } ],\n` +
      ` "forward-ddns": { "ddns-domains": [ { "name": "example.com.", "key-name": "a" } ] } } }`
    expect(found(text)).toEqual([`2 a HMAC-SHA512 ${secret}`])
    expect(problems(text)).toEqual([])
  })
})

describe('files of dnssec-keygen', () => {
  const key = `k.example. IN KEY 512 3 163 ${secret.slice(0, 20)} ${secret.slice(20)}`
  const file = `Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: ${secret}\nBits: AAA=\nCreated: 20260101000000\n`

  it('the .key holds all, whichever comes first', () => {
    expect(found(`${key}\n${file}`)).toEqual([`1 k.example. hmac-sha256 ${secret}`])
    expect(found(`${file}${key}\n`)).toEqual([`6 k.example. hmac-sha256 ${secret}`])
    expect(problems(`${file}${key}\n`)).toEqual([])
  })

  it('a .private alone has no name', () => {
    expect(found(file)).toEqual([])
    expect(problems(file)[0]).toMatch(/^1 A \.private file does not say the key's name\. Paste the \.key file/)
  })

  it('keys of DNSSEC are none', () => {
    expect(problems('example.com. IN KEY 256 3 13 AAAA\nPrivate-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\nPrivateKey: AAAA')).toEqual([
      '1 This is a key of DNSSEC, not of TSIG.',
      '2 This .private file is of DNSSEC, not of TSIG, or it was cut.',
    ])
  })
})

describe('lines', () => {
  it.each([
    `hmac-sha256:k:${secret}`, `k:hmac-sha256:${secret}`, `k hmac-sha256 ${secret}`, `dig -y hmac-sha256:k:${secret} @192.0.2.1 example.com AXFR`,
    `sudo pdnsutil import-tsig-key k hmac-sha256 '${secret}'`, `$ sudo LANG=C host -y hmac-sha256:k:${secret} example.com`,
    `LANG=C sudo -u pdns dig -y hmac-sha256:k:${secret} example.com`, `pdnsutil tsigkey import k hmac-sha256 ${secret}`,
    `$ kdig -y "hmac-sha256:k:${secret}" example.com`, `key hmac-sha256:k ${secret}`,
    `external-dns --rfc2136-tsig-keyname=k --rfc2136-tsig-secret-alg=hmac-sha256 --rfc2136-tsig-secret=${secret}`,
  ])('%s', (line) => {
    expect(found(`\n${line}\n`)).toEqual([`2 k hmac-sha256 ${secret}`])
  })

  it('a name and a secret are not enough', () => {
    expect(problems(`k:${secret}`)).toEqual(['1 The algorithm is missing: write algorithm:name:secret.'])
  })

  it('prose is no key', () => {
    expect(found('we use hmac-sha256 everywhere\nDear all: see below')).toEqual([])
    expect(problems('we use hmac-sha256 everywhere\n\nDear all: see below')).toEqual([
      '1 This is no line of a format that is known here.',
      '3 This is no line of a format that is known here.',
    ])
  })
})

it('cert-manager: a Secret as the cluster gives it back, in base64 once more, behind the issuer', () => {
  const text = `apiVersion: cert-manager.io/v1\nkind: Issuer\nspec:\n  acme:\n    solvers:\n    - dns01:\n        rfc2136:\n          nameserver: ` +
    `192.0.2.1\n          tsigKeyName: k\n          tsigAlgorithm: HMACSHA512\n          tsigSecretSecretRef:\n            name: s\n            key: v\n` +
    `---\napiVersion: v1\nkind: Secret\ndata:\n  v: ${btoa(secret)}\nmetadata:\n  name: s\n`
  expect(found(text)).toEqual([`7 k HMACSHA512 ${secret}`])
  expect(problems(text.split('---')[0]!)).toEqual(['7 The secret of this issuer is not in this text: paste the Secret that it names too.'])
})

it.each(['include "/etc/bind/keys";', 'include: /etc/knot/keys', '$INCLUDE keys', 'view v { include "x"; };', '<?include "x"?>'])(
  '%s is not followed',
  (text) => {
    expect(problems(text)).toEqual(['1 Includes are not read: paste that file too.'])
  },
)

it('the path of an include is said, unless it could be a secret', () => {
  const said = (text: string) => parseTsigText(text).notUnderstood[0]!.text
  expect(said('include "/etc/bind/named.conf.default-zones";')).toBe('include /etc/bind/named.conf.default-zones')
  expect(said('include: "/etc/nsd/nsd.conf.d/*.conf"')).toBe('include /etc/nsd/nsd.conf.d/*.conf')
  expect(said('view v { include "./keys"; };')).toBe('include ./keys')
  expect(said(`include "/${secret}";`)).toBe('include "••••••••";')
})

it('a text of other things has neither keys nor an end', () => {
  expect(parseTsigText('')).toEqual({ keys: [], notUnderstood: [], otherUses: [] })
  expect(parseTsigText('\ufeff\n\r\n \t\n')).toEqual({ keys: [], notUnderstood: [], otherUses: [] })
})
