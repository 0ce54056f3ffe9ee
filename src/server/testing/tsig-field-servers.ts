import { A, B, type FieldCase } from './tsig-field.ts'

const key = (name: string, secret: string, algorithm = 'hmac-sha256') => `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`
const nsd = (name: string, secret: string) => `key:\n\tname: "${name}"\n\talgorithm: hmac-sha256\n\tsecret: "${secret}"\n`
const knot = (name: string, secret: string) => `key:\n  - id: ${name}\n    algorithm: hmac-sha256\n    secret: ${secret}\n`
const kea = (keys: string, more = '') => `{ "DhcpDdns": { "tsig-keys": [ ${keys} ]${more} } }`
const keaKey = (name: string, secret: string, more = '') => `{ "name": "${name}", "algorithm": "HMAC-SHA256", ${more}"secret": "${secret}" }`
const cut = /cut to 128 bits.*BADTRUNC/

export const serverCases: FieldCase[] = [
  {
    format: 'BIND',
    tried: 'all on one line, nothing quoted',
    text: `key one{algorithm hmac-sha256;secret ${A};};key two {secret ${B};algorithm hmac-sha512;};`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
  },
  {
    format: 'BIND',
    tried: 'each word on its own line, comments between',
    text: `key // a\n"one" # b\n/* c */ {\nalgorithm\n"hmac-sha256"\n;\nsecret\n"${A}";\n}\n;\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'BIND',
    tried: 'a secret in quotes over two lines',
    text: `key one { algorithm hmac-sha256; secret "${A.slice(0, 20)}\n  ${A.slice(20)}"; };`,
    keys: ['one HMAC-SHA256 A'],
  },
  { format: 'BIND', tried: 'hmac-sha256-128', text: key('one', A, 'hmac-sha256-128'), keys: [], says: [cut] },
  {
    format: 'BIND',
    tried: 'algorithm given twice',
    text: `key one { algorithm hmac-sha256; algorithm hmac-sha512; secret "${A}"; };`,
    keys: [],
    says: [/Ambiguous: this key has its algorithm twice/],
  },
  { format: 'BIND', tried: 'output of named-checkconf -px', text: key('one', '?'.repeat(44), '"hmac-sha256"'), keys: [], says: [/This output hides secrets/] },
  {
    format: 'BIND',
    tried: 'an include beside a key',
    text: `include "/etc/bind/keys.conf";\n${key('one', A)}`,
    keys: ['one HMAC-SHA256 A'],
    says: [/Includes are not read/],
  },
  {
    format: 'BIND',
    tried: 'who uses a key: acl, primaries, also-notify, server, update-policy, views, options',
    text: `acl peers { key one; };\n${key('one', A)}${key('two', B)}primaries upstream port 5353 { 192.0.2.9 port 5353 key one; 192.0.2.10; };\noptions { ` +
      `allow-transfer { !key two; key one; }; };\nzone "a.example" { type primary; file "a"; };\nzone "b.example" { type secondary; primaries { upstream; ` +
      `}; allow-transfer { none; }; };\nview v { match-clients { key two; };\n zone "c.example" { type primary; update-policy { grant two zonesub ANY; }; ` +
      `allow-transfer { peers; }; };\n};\nserver 2001:db8::1 { keys { two; }; };\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA256 B'],
    uses: ['one: 192.0.2.9#5353 a.example b.example c.example', 'two: 2001:db8::1 c.example'],
  },
  {
    format: 'BIND',
    tried: 'rndc.conf',
    text: `${key('rndc-key', A)}options {\n\tdefault-key "rndc-key";\n\tdefault-server 127.0.0.1;\n\tdefault-port 953;\n};\n`,
    keys: ['rndc-key HMAC-SHA256 A'],
  },
  {
    format: 'BIND',
    tried: 'two secrets for one name, in two views',
    text: `view a { ${key('one', A)} };\nview b { ${key('one', B)} };\n`,
    keys: ['one HMAC-SHA256 A'],
    says: [/with another secret; that one counts/],
  },
  { format: 'NSD', tried: 'key: and name: on one line', text: `key: name: "one"\n  secret: "${A}"\n  algorithm: hmac-sha512\n`, keys: ['one HMAC-SHA512 A'] },
  { format: 'NSD', tried: 'no algorithm: sha256, as nsd.conf(5) says', text: `key:\n\tname: one\n\tsecret: ${A}\n`, keys: ['one HMAC-SHA256 A'] },
  {
    format: 'NSD',
    tried: 'all at the margin, a value below its name',
    text: `KEY:\nname:"one"\nalgorithm:\nsha256 # usual\nsecret: "${A}"\nkey: name: two secret: "${B}"\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA256 B'],
  },
  {
    format: 'NSD',
    tried: 'the secret in a file',
    text: `key:\n\tname: one\n\talgorithm: hmac-sha256\n\tinclude: "/etc/nsd/one.secret"\n`,
    keys: [],
    says: [/Includes are not read/, /has no secret/],
  },
  {
    format: 'NSD',
    tried: 'who uses a key: zone and pattern',
    text: `${nsd('one', A)}pattern:\n\tname: "p"\n\tprovide-xfr: 192.0.2.53 one\nzone:\n\tname: a.example\n\tinclude-pattern: "p"\nzone:\n\tname: ` +
      `b.example\n\trequest-xfr: AXFR 192.0.2.54@5353 one\n\tallow-notify: 192.0.2.0/24 one\n`,
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: 192.0.2.53 192.0.2.54@5353 a.example b.example'],
  },
  {
    format: 'Knot',
    tried: 'two keys, comments, blanks before the colon',
    text: `key:\n- id : one\n  algorithm: hmac-sha256\n  comment: "why not"\n  secret: ${A} # ours\n  # two\n- id: "two"\n  secret: "${B}"\n  algorithm: ` +
      `hmac-sha512\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
  },
  {
    format: 'Knot',
    tried: 'output of knotc conf-read, with who uses the key',
    text: `server.listen = 127.0.0.1@53\nkey.id = one.\nkey[one.].algorithm = hmac-sha256\nkey[one.].secret = ${A}\nacl.id = x\nacl[x].address = 192.0.2.1 ` +
      `2001:db8::1\nacl[x].key = one.\nacl[x].action = transfer notify\nzone.domain = example.com.\nzone[example.com.].acl = x\n`,
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: 192.0.2.1 2001:db8::1 example.com'],
  },
  {
    format: 'Knot',
    tried: 'knotc conf-set',
    text: `knotc conf-begin\nknotc conf-set 'key[one]'\nknotc conf-set 'key[one].algorithm' hmac-sha256\nknotc conf-set 'key[one].secret' ${A}\nknotc ` +
      `conf-commit\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  { format: 'Knot', tried: 'output of keymgr -t', text: `# hmac-sha256:one:${A}\n${knot('one', A)}`, keys: ['one HMAC-SHA256 A'] },
  {
    format: 'Knot',
    tried: 'who uses a key: acl, remote, remotes, template',
    text: `${knot('one', A)}remote:\n  - id: r\n    address: [192.0.2.53@5353, 2001:db8::53]\n    key: one\nremotes:\n  - id: all\n    remote: [r]\nacl:\n  ` +
      `- id: a\n    key: [one, two]\n    action: transfer\ntemplate:\n  - id: default\n    acl: a\nzone:\n  - domain: a.example\n  - domain: b.example\n    ` +
      `acl: other\n    notify: all\n  - domain: c.example\n    acl: other\n`,
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: 192.0.2.53@5353 2001:db8::53 a.example b.example'],
  },
  {
    format: 'Kea',
    tried: 'include inside an object',
    text: '{ "DhcpDdns": {\n  <?include "/etc/kea/tsig.json"?>\n  "forward-ddns": {}\n} }',
    keys: [],
    says: [/Includes are not read/],
  },
  {
    format: 'Kea',
    tried: 'include among the keys',
    text: `{ "DhcpDdns": { "tsig-keys": [ <?include "/etc/kea/tsig.json"?>, ${keaKey('one', A)} ] } }`,
    keys: ['one HMAC-SHA256 A'],
    says: [/Includes are not read/],
  },
  {
    format: 'Kea',
    tried: 'digest-bits',
    text: kea(`${keaKey('one', A, '"digest-bits": 128, ')}, ${keaKey('two', B, '"digest-bits": 256, ')}`),
    keys: ['two HMAC-SHA256 B'],
    says: [cut],
  },
  {
    format: 'Kea',
    tried: 'secret-file',
    text: kea('{ "name": "one", "algorithm": "HMAC-SHA256", "secret-file": "/etc/kea/one" }'),
    keys: [],
    says: [/has its secret elsewhere/],
  },
  {
    format: 'Kea',
    tried: 'comments of all three kinds, commas at the end',
    text: `# one\n{ // two\n "DhcpDdns": { /* "tsig-keys": [] */ "tsig-keys": [ ${keaKey('one', A)}, ], # three: "x\n }, }`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'Kea',
    tried: 'which zones and servers use a key',
    text: kea(
      keaKey('one', A),
      `, "forward-ddns": { "ddns-domains": [ { "name": "example.net.", "key-name": "one", "dns-servers": [ { "ip-address": "192.0.2.53", "port": 5353 } ] } ` +
        `] }`,
    ),
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: 192.0.2.53#5353 example.net'],
  },
  {
    format: 'Kea',
    tried: 'cut in the middle: what was whole before is taken',
    text: kea(`${keaKey('one', A)}, ${keaKey('two', B)}`).slice(0, -30),
    keys: ['one HMAC-SHA256 A'],
    says: [/never closed/, /no JSON from here on/, /A quote is opened/],
  },
  { format: 'PowerDNS', tried: 'pdnsutil generate-tsig-key', text: `Create new TSIG key one hmac-sha256 ${A}\n`, keys: ['one HMAC-SHA256 A'] },
  {
    format: 'PowerDNS',
    tried: 'pdnsutil list-tsig-keys, one name under two algorithms',
    text: `one. hmac-sha256. ${A}\none. hmac-sha512. ${B}\n`,
    keys: ['one HMAC-SHA256 A'],
    says: [/for HMAC-SHA256 and with another secret.*To keep both/],
  },
  {
    format: 'PowerDNS',
    tried: 'pdnsutil get-meta, activate-tsig-key',
    text: `one. hmac-sha256. ${A}\nMetadata for 'a.example'\nTSIG-ALLOW-AXFR = one\nSOA-EDIT-API = DEFAULT\npdnsutil activate-tsig-key b.example one ` +
      `secondary\n`,
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: a.example b.example'],
  },
  {
    format: 'PowerDNS',
    tried: 'API: one key, a list with and without secrets, a zone',
    text: `{"name":"one","id":"one.","algorithm":"hmac-sha256","key":"${A}","type":"TSIGKey"}\n` +
      `[{"name":"two","id":"two.","algorithm":"hmac-sha256","key":"${B}","type":"TSIGKey"},{"name":"three","algorithm":"hmac-sha256","key":""}]\n` +
      `{"id":"a.example.","name":"a.example.","kind":"Master","master_tsig_key_ids":["one."],"slave_tsig_key_ids":[]}\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA256 B'],
    uses: ['one: a.example'],
    says: [/PowerDNS leaves it out of its list/],
  },
  {
    format: 'Technitium',
    tried: 'settings of the API',
    text: JSON.stringify({ tsigKeys: [{ keyName: 'one', sharedSecret: A, algorithmName: 'hmac-sha256' }] }, null, 1),
    keys: ['one HMAC-SHA256 A'],
  },
]
