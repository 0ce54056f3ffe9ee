import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { toolEnvironment } from './nameserver-process.ts'
import { programFolders } from './need.ts'

/* How each kind of nameserver is told of keys and zones: as little as it takes, all in a folder of its own. */

export const nameserverKinds = ['bind', 'knot', 'nsd', 'powerdns'] as const
export type NameserverKind = (typeof nameserverKinds)[number]

export interface ServerKey {
  name: string
  /** As configuration files have it: `hmac-sha256`; of BIND also `hmac-sha256-128`. */
  algorithm: string
  /** base64 */
  secret: string
}

/** Another server of the test. */
export interface Peer {
  address?: string
  port: number
  key?: string
}

export interface ServerZone {
  name: string
  /** Keys that may transfer it; `anyone` needs none. Nobody, unless said. */
  transfer?: readonly string[] | 'anyone'
  /** Keys that may update it; `anyone` needs none. NSD takes no updates. */
  update?: readonly string[] | 'anyone'
  /** BIND only: its `update-policy` in the place of `allow-update`. */
  updatePolicy?: boolean
  /** BIND only: keys without which nothing is answered at all. */
  query?: readonly string[]
  /** With it the server is a secondary of this one. */
  primary?: Peer
  /** Secondaries that a primary tells of changes; on a secondary, by which key it is told. */
  notify?: readonly Peer[]
  /** Lines of the zone file beside its SOA, NS, A and a TXT record `marker`. */
  records?: string
}

export interface ServerSetup {
  keys: readonly ServerKey[]
  zones: readonly ServerZone[]
}

export interface Prepared {
  start: readonly [program: string, ...args: string[]]
  check: readonly [program: string, ...args: string[]]
  /** PowerDNS keeps keys in its database and has nothing to read again. */
  reload?: readonly [program: string, ...args: string[]] | 'SIGHUP'
}

/** Of PowerDNS's API. */
export const powerdnsApiKey = 'only-here'
/** The TXT record of every zone, for whoever is let in to find. */
export const zoneMarker = 'only-with-the-key'

const zoneText = ({ name, records = '' }: ServerZone) => `$ORIGIN ${name}.
@ 60 SOA ns hostmaster 1 1 1 86400 60
@ 60 NS ns
ns 60 A 127.0.0.1
marker 60 TXT "${zoneMarker}"
${records}
`

const at = ({ address = '127.0.0.1', port }: Peer, sign: string) => `${address}${sign}${port}`
const run = (folder: string, program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: folder, env: toolEnvironment(folder), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** What every knot.conf of ours begins with. `log`: a file, or `stderr`. */
export const knotServer = (folder: string, address: string, port: number, { log = 'stderr', backgroundWorkers = 1 } = {}): string => `server:
  listen: ${address}@${port}
  rundir: ${folder}
  user: ${userInfo().username}
  udp-workers: 1
  tcp-workers: 1
  background-workers: ${backgroundWorkers}
log:
  - target: "${log}"
    any: info
database:
  storage: ${folder}/db`

/** What every nsd.conf of ours begins with; `more` stands under `server:`. */
export const nsdServer = (folder: string, address: string, port: number, more: readonly string[] = []): string => `server:
	ip-address: ${address}@${port}
	username: ""
	chroot: ""
	zonesdir: "${folder}"
	xfrdir: "${folder}"
	pidfile: "${folder}/nsd.pid"
	database: ""
	xfrdfile: "${folder}/xfrd.state"
	zonelistfile: "${folder}/zone.list"
	server-count: 1${more.map((line) => `\n\t${line}`).join('')}
remote-control:
	control-enable: yes
	control-interface: "${folder}/nsd.ctl"`

type Writer = (folder: string, port: number, setup: ServerSetup, apiPort: number | undefined) => Prepared

const bind: Writer = (folder, port, { keys, zones }) => {
  const who = (allowed: readonly string[] | 'anyone' | undefined) =>
    allowed === 'anyone' ? '{ any; }' : `{ ${(allowed ?? []).map((key) => `key "${key}"; `).join('') || 'none; '}}`
  const config = join(folder, 'named.conf')
  writeFileSync(config, `${keys.map(({ name, algorithm, secret }) => `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };`).join('\n')}
options {
	directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key";
	listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
	recursion no; notify explicit; dnssec-validation no; min-refresh-time 1; min-retry-time 1;
};
controls { };
${zones.map((zone) => {
  const peers = (list: readonly Peer[]) => list.map((peer) => `${at(peer, ' port ')}${peer.key === undefined ? '' : ` key "${peer.key}"`}; `).join('')
  const rules = [
    `allow-transfer ${who(zone.transfer)};`,
    ...(zone.primary ? [`type secondary; primaries { ${peers([zone.primary])}};`] : ['type primary;']),
    ...(zone.query ? [`allow-query ${who(zone.query)};`] : []),
    ...(zone.notify && zone.notify.length > 0 && !zone.primary ? [`also-notify { ${peers(zone.notify)}};`] : []),
    ...(zone.updatePolicy && Array.isArray(zone.update)
      ? [`update-policy { ${zone.update.map((key) => `grant "${key}" zonesub ANY; `).join('')}};`]
      : zone.primary ? [] : [`allow-update ${who(zone.update)};`]),
  ]
  return `zone "${zone.name}" { file "${zone.name}.zone"; masterfile-format text; ${rules.join(' ')} };`
}).join('\n')}
`)
  // -X none: the lock file of Debian's own named belongs to that one.
  return { start: ['named', '-g', '-n', '1', '-X', 'none', '-c', config], check: ['named-checkconf', config], reload: 'SIGHUP' }
}

const knot: Writer = (folder, port, { keys, zones }) => {
  mkdirSync(join(folder, 'db'), { recursive: true })
  const remotes: string[] = []
  const rules: string[] = []
  const remote = (peer: Peer) => {
    remotes.push(`  - id: r${remotes.length}\n    address: ${at(peer, '@')}\n${peer.key === undefined ? '' : `    key: "${peer.key}"\n`}`)
    return `r${remotes.length - 1}`
  }
  const rule = (action: string, keysOf: readonly string[] | 'anyone') => {
    const whom = keysOf === 'anyone' ? 'address: 0.0.0.0/0' : `key: [${keysOf.map((key) => `"${key}"`).join(', ')}]`
    rules.push(`  - id: a${rules.length}\n    ${whom}\n    action: ${action}\n`)
    return `a${rules.length - 1}`
  }
  const blocks = zones.map((zone) => {
    const acl = (['transfer', 'update'] as const).flatMap((action) => {
      const allowed = zone[action]
      return allowed === undefined || allowed.length === 0 ? [] : [rule(action, allowed)]
    })
    if (zone.primary) acl.push(rule('notify', zone.primary.key === undefined ? 'anyone' : [zone.primary.key]))
    const primary = zone.primary ? `    master: ${remote(zone.primary)}\n    refresh-min-interval: 1\n    retry-min-interval: 1\n` : ''
    const notify = zone.notify && zone.notify.length > 0 && !zone.primary ? `    notify: [${zone.notify.map(remote).join(', ')}]\n` : ''
    return `  - domain: "${zone.name}"\n    file: "${zone.name}.zone"\n${acl.length > 0 ? `    acl: [${acl.join(', ')}]\n` : ''}${primary}${notify}`
  })
  const section = (name: string, entries: readonly string[]) => (entries.length === 0 ? '' : `${name}:\n${entries.join('')}`)
  const config = join(folder, 'knot.conf')
  writeFileSync(config, `${knotServer(folder, '127.0.0.1', port)}
${section('key', keys.map(({ name, algorithm, secret }) => `  - id: "${name}"\n    algorithm: ${algorithm}\n    secret: ${secret}\n`))}
${section('remote', remotes)}
${section('acl', rules)}
template:
  - id: default
    storage: ${folder}
${section('zone', blocks)}
`)
  return { start: ['knotd', '-c', config], check: ['knotc', '-c', config, 'conf-check'], reload: ['knotc', '-c', config, '-b', 'reload'] }
}

const nsd: Writer = (folder, port, { keys, zones }) => {
  const config = join(folder, 'nsd.conf')
  writeFileSync(config, `${nsdServer(folder, '127.0.0.1', port, ['xfrd-reload-timeout: 0'])}
${keys.map(({ name, algorithm, secret }) => `key:\n\tname: "${name}"\n\talgorithm: ${algorithm}\n\tsecret: "${secret}"\n`).join('')}
${zones.map((zone) => [
  'zone:', `\tname: "${zone.name}"`, `\tzonefile: "${zone.name}.zone"`,
  ...(zone.transfer === 'anyone' ? ['NOKEY'] : (zone.transfer ?? [])).map((key) => `\tprovide-xfr: 127.0.0.1 ${key === 'NOKEY' ? key : `"${key}"`}`),
  ...(zone.primary
    ? [
        `\trequest-xfr: AXFR ${at(zone.primary, '@')} ${zone.primary.key ?? 'NOKEY'}`, `\tallow-notify: 127.0.0.1 ${zone.primary.key ?? 'NOKEY'}`,
        '\tmin-refresh-time: 1', '\tmin-retry-time: 1',
      ]
    : (zone.notify ?? []).map((peer) => `\tnotify: ${at(peer, '@')} ${peer.key ?? 'NOKEY'}`)),
].join('\n')).join('\n')}
`)
  return { start: ['nsd', '-d', '-c', config], check: ['nsd-checkconf', config], reload: ['nsd-control', '-c', config, 'reconfig'] }
}

const powerdns: Writer = (folder, port, { keys, zones }, apiPort) => {
  const database = join(folder, 'pdns.sqlite3')
  writeFileSync(join(folder, 'pdns.conf'), `launch=gsqlite3
gsqlite3-database=${database}
gsqlite3-dnssec=yes
local-address=127.0.0.1
local-port=${port}
socket-dir=${folder}
daemon=no
guardian=no
dnsupdate=yes
secondary=yes
primary=yes
# Else whoever asks from this machine needs no key.
allow-axfr-ips=
# Else a change is seen a minute later.
query-cache-ttl=0
cache-ttl=0
domain-metadata-cache-ttl=0
zone-cache-refresh-interval=0
${apiPort === undefined ? '' : `webserver=yes\nwebserver-address=127.0.0.1\nwebserver-port=${apiPort}\napi=yes\napi-key=${powerdnsApiKey}\n`}`)
  const fresh = !existsSync(database)
  if (fresh) {
    const store = new DatabaseSync(database)
    store.exec(readFileSync('/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql', 'utf8'))
    store.close()
    // An export says "pdnsutil", as the server's own machine has it: here it is this server's.
    mkdirSync(join(folder, 'bin'), { recursive: true })
    writeFileSync(join(folder, 'bin', 'pdnsutil'), `#!/bin/sh\nPATH='${programFolders.join(':')}' exec pdnsutil --config-dir='${folder}' "$@"\n`, {
      mode: 0o755,
    })
  }
  const util = (...args: string[]) => run(folder, 'pdnsutil', ...args)
  for (const [, name, algorithm] of fresh ? [] : util('list-tsig-keys').matchAll(/^(\S+)\. (\S+)\. /gm)) {
    if (!keys.some((key) => key.name === name && key.algorithm === algorithm)) util('delete-tsig-key', name!)
  }
  for (const { name, algorithm, secret } of keys) util('import-tsig-key', name, algorithm, secret)
  for (const zone of zones) {
    if (fresh && zone.primary) util('create-secondary-zone', zone.name, at(zone.primary, ':'))
    else if (fresh) {
      util('load-zone', zone.name, `${zone.name}.zone`)
      if (zone.notify) util('set-kind', zone.name, 'primary')
    }
    const meta = (name: string, values: readonly string[]) => util('set-meta', zone.name, name, ...values)
    meta('TSIG-ALLOW-AXFR', zone.transfer === 'anyone' ? [] : (zone.transfer ?? []))
    meta('ALLOW-AXFR-FROM', zone.transfer === 'anyone' ? ['127.0.0.0/8'] : [])
    meta('TSIG-ALLOW-DNSUPDATE', zone.update === 'anyone' ? [] : (zone.update ?? []))
    meta('ALLOW-DNSUPDATE-FROM', zone.update === undefined ? [] : ['127.0.0.0/8'])
    meta('ALSO-NOTIFY', (zone.notify ?? []).map((peer) => at(peer, ':')))
    if (zone.primary?.key !== undefined) meta('AXFR-MASTER-TSIG', [zone.primary.key])
  }
  return { start: ['pdns_server', `--config-dir=${folder}`], check: ['pdnsutil', 'check-all-zones'] }
}

const writers: Record<NameserverKind, Writer> = { bind, knot, nsd, powerdns }

/** Writes all that a server needs into the folder; zone files only where there are none, so that changes of the zone stay. */
export function prepareNameserver(kind: NameserverKind, folder: string, port: number, setup: ServerSetup, apiPort?: number): Prepared {
  for (const zone of setup.zones) {
    const file = join(folder, `${zone.name}.zone`)
    if (!zone.primary && !existsSync(file)) writeFileSync(file, zoneText(zone))
  }
  return writers[kind](folder, port, setup, apiPort)
}
