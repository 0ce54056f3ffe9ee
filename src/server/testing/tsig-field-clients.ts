import { A, B, type FieldCase } from './tsig-field.ts'

const elsewhere = /elsewhere/

export const clientCases: FieldCase[] = [
  {
    format: 'dig, kdig, nsupdate',
    tried: '-y on a continued line',
    text: `dig @192.0.2.53 example.net AXFR \\\n  -y hmac-sha256:one:${A} \\\n  +short\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'dig, kdig, nsupdate',
    tried: '-y first, last, attached, quoted; by sudo and by path',
    text: `dig -y hmac-sha256:one:${A} x AXFR\nsudo kdig x AXFR -y "hmac-sha512:two:${B}"\n/usr/bin/nsupdate -yhmac-sha256:three:${A}\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B', 'three HMAC-SHA256 A'],
  },
  { format: 'dig, kdig, nsupdate', tried: '-y without its algorithm', text: `dig -y one:${A} x AXFR\n`, keys: [], says: [/The algorithm is missing/] },
  {
    format: 'dig, kdig, nsupdate',
    tried: '-k',
    text: 'dig -k /etc/bind/one.key x AXFR\nnsupdate -k Kone.+163+12345.private\n',
    keys: [],
    says: [elsewhere, elsewhere],
  },
  { format: 'dig, kdig, nsupdate', tried: 'variables of the shell', text: 'dig -y "hmac-sha256:$NAME:$SECRET" x AXFR\n', keys: [], says: [elsewhere] },
  {
    format: 'dig, kdig, nsupdate',
    tried: 'nsupdate\'s own "key"',
    text: `server 192.0.2.53\nzone example.net\nkey hmac-sha256:one ${A}\nupdate add x.example.net 60 A 192.0.2.1\nsend\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  { format: 'drill', tried: '-y name:secret:algorithm', text: `drill -y one:${A}:hmac-sha256 @192.0.2.53 example.net AXFR\n`, keys: ['one HMAC-SHA256 A'] },
  {
    format: 'Scripts',
    tried: 'a variable that holds all three',
    text: `#!/bin/sh\nTSIG="hmac-sha256:one:${A}"\ndig -y "$TSIG" example.net AXFR\n`,
    keys: ['one HMAC-SHA256 A'],
    says: [elsewhere],
  },
  {
    format: 'PowerDNS',
    tried: 'pdnsutil import-tsig-key, both verbs; one from a variable',
    text: `pdnsutil import-tsig-key one hmac-sha256 '${A}'\npdnsutil tsigkey import two hmac-sha512 ${B}\npdnsutil import-tsig-key three hmac-sha256 ` +
      `"$SECRET"\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
    says: [elsewhere],
  },
  {
    format: 'PowerDNS',
    tried: 'pdnsutil run by docker, docker compose, kubectl, ssh, sudo -u, sh -c',
    text: [
      `docker exec -it pdns pdnsutil import-tsig-key one hmac-sha256 '${A}'`,
      `docker compose exec -T pdns pdnsutil import-tsig-key two hmac-sha512 ${B}`,
      `kubectl exec -n dns deploy/pdns -- pdnsutil tsigkey import three hmac-sha256 ${A}`,
      `ssh ns1 'sudo pdnsutil import-tsig-key four hmac-sha256 ${A}'`,
      `sudo -u pdns pdnsutil activate-tsig-key example.net one primary`,
      `sudo sh -c "pdnsutil import-tsig-key five hmac-sha256 ${B}"`,
      '',
    ].join('\n'),
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B', 'three HMAC-SHA256 A', 'four HMAC-SHA256 A', 'five HMAC-SHA256 B'],
    uses: ['one: example.net'],
  },
  {
    format: 'dig, kdig, nsupdate',
    tried: 'run by docker and by ip netns',
    text: `docker run --rm internetsystemsconsortium/bind9:9.20 dig -y hmac-sha256:one:${A} x AXFR\nsudo ip netns exec dns kdig -y hmac-sha256:two:${B} x ` +
      `AXFR\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA256 B'],
  },
  {
    format: 'DNSControl',
    tried: 'creds.json',
    text: `{\n  "axfr": {\n    "TYPE": "AXFRDDNS",\n    "master": "192.0.2.53",\n    "transfer-key": "hmac-sha256:one:${A}",\n    "update-key": ` +
      `"hmac-sha512:two:${B}"\n  },\n  "none": { "TYPE": "NONE" }\n}\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
  },
  {
    format: 'lego',
    tried: 'environment file',
    text: `export RFC2136_NAMESERVER=192.0.2.53:53\nexport RFC2136_TSIG_KEY=one.\nexport RFC2136_TSIG_ALGORITHM=hmac-sha256.\nexport ` +
      `RFC2136_TSIG_SECRET='${A}'\n`,
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: 192.0.2.53'],
  },
  {
    format: 'lego',
    tried: 'variables before the command',
    text: `RFC2136_TSIG_KEY=one RFC2136_TSIG_ALGORITHM=hmac-sha256. RFC2136_TSIG_SECRET=${A} \\\n  lego --dns rfc2136 run\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  { format: 'lego', tried: 'no algorithm', text: `RFC2136_TSIG_KEY=one\nRFC2136_TSIG_SECRET=${A}\n`, keys: [], says: [/lego takes hmac-sha1/] },
  {
    format: 'lego',
    tried: 'the secret in a file',
    text: 'RFC2136_TSIG_KEY=one\nRFC2136_TSIG_ALGORITHM=hmac-sha256.\nRFC2136_TSIG_SECRET_FILE=/run/secrets/tsig\n',
    keys: [],
    says: [elsewhere],
  },
  {
    format: 'lego',
    tried: 'two files, one after the other',
    text: `RFC2136_TSIG_KEY=one\nRFC2136_TSIG_ALGORITHM=hmac-sha256.\nRFC2136_TSIG_SECRET=${A}\n\nRFC2136_TSIG_KEY=two\n` +
      `RFC2136_TSIG_ALGORITHM=hmac-sha512.\nRFC2136_TSIG_SECRET=${B}\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
  },
  {
    format: 'lego',
    tried: 'the same, not parted',
    text: `RFC2136_TSIG_KEY=one\nRFC2136_TSIG_ALGORITHM=hmac-sha256.\nRFC2136_TSIG_SECRET=${A}\nRFC2136_TSIG_KEY=two\nRFC2136_TSIG_SECRET=${B}\n`,
    keys: [],
    says: [/Ambiguous: lego is given its name twice, on lines 1, 4/],
  },
  {
    format: 'lego',
    tried: 'a unit of systemd, variables on one line and on several',
    text: `[Service]\nEnvironment="RFC2136_TSIG_KEY=one" "RFC2136_TSIG_SECRET=${A}" "RFC2136_TSIG_ALGORITHM=hmac-sha256."\n\n[Service]\n` +
      `Environment=RFC2136_TSIG_KEY=two\nEnvironment="RFC2136_TSIG_ALGORITHM=hmac-sha512."\nEnvironment='RFC2136_TSIG_SECRET=${B}'\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
  },
  {
    format: 'Anything else',
    tried: 'settings of a program that is not known here, beside a key',
    text: `hmac-sha256:one:${A}\nname = two\nalgorithm = hmac-sha256\nsecret = ${B}\n`,
    keys: ['one HMAC-SHA256 A'],
    says: [/no line of a format that is known here/],
  },
  {
    format: 'certbot',
    tried: 'rfc2136.ini',
    text: `# Target DNS server\ndns_rfc2136_server = 192.0.2.53\n\n# TSIG key name\ndns_rfc2136_name = one.\ndns_rfc2136_secret = ${A}\n` +
      `dns_rfc2136_algorithm = HMAC-SHA512\n`,
    keys: ['one HMAC-SHA512 A'],
    uses: ['one: 192.0.2.53'],
  },
  {
    format: 'external-dns',
    tried: 'a command line',
    text: `external-dns --provider=rfc2136 --rfc2136-tsig-keyname=one \\\n  --rfc2136-tsig-secret-alg=hmac-sha256 --rfc2136-tsig-secret=${A}\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'external-dns',
    tried: 'docker run -e',
    text: `docker run -e EXTERNAL_DNS_RFC2136_TSIG_KEYNAME=one -e EXTERNAL_DNS_RFC2136_TSIG_SECRET_ALG=hmac-sha256 -e ` +
      `EXTERNAL_DNS_RFC2136_TSIG_SECRET='${A}' x\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'dnssec-keygen',
    tried: 'the pair of K*.key and K*.private',
    text: `one. IN KEY 512 3 163 ${A}\nPrivate-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: ${A}\nBits: AAA=\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'dnssec-keygen',
    tried: 'a .private file alone',
    text: `Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: ${A}\nBits: AAA=\n`,
    keys: [],
    says: [/does not say the key's name/],
  },
  {
    format: 'Lines',
    tried: 'algorithm:name:secret, name:algorithm:secret, three words',
    text: `hmac-sha256:one:${A}\ntwo:hmac-sha512:${B}\nthree hmac-sha256 ${A}\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B', 'three HMAC-SHA256 A'],
  },
  {
    format: 'Anything else',
    tried: 'a text that only speaks of keys',
    text: '# key "one" { algorithm hmac-sha256; };\n',
    keys: [],
    says: [/No key was found here/],
  },
]
