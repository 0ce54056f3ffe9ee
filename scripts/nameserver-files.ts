import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readFileSync } from 'node:fs'
import { knotServer, nsdServer } from '#server/testing/nameserver-configs.ts'
import { toolEnvironment } from '#server/testing/nameserver-process.ts'
import { programFolders } from '#server/testing/need.ts'

export const nameserverFamilies = ['bind', 'knot', 'nsd', 'powerdns'] as const
export type NameserverFamily = (typeof nameserverFamilies)[number]

/** A zone, and the export of the key that opens it. */
export interface KeyedZone {
  zone: string
  text: string
}

/** How a server is started, and how it is asked whether it accepts its configuration. */
export interface Prepared {
  start: [program: string, ...args: string[]]
  check: [program: string, ...args: string[]]
  /** Has a running server read its configuration again; PowerDNS has none to read. */
  reload?: [program: string, ...args: string[]] | 'SIGHUP'
}

/** Where an export says that it is to be saved: the file's name, since the folder here is the server's own. */
export function savedAs(text: string): string {
  const [, file] = /Save as \S*?([^/\s]+), over the file of this name/.exec(text) ?? []
  if (file === undefined) throw new Error(`The export does not say where it goes:\n${text}`)
  return file
}

/** Saves the exports as they say; answers the files' names. */
const saveAll = (folder: string, zones: readonly KeyedZone[]) => zones.map(({ text }) => {
  writeFileSync(join(folder, savedAs(text)), text)
  return savedAs(text)
})

/** Of PowerDNS's API, where it is asked. */
export const apiKey = 'only-here'

/** What stands in every zone, for whoever is let in to find. */
export const marker = 'only-with-the-key'

export const run = (folder: string, program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: folder, env: toolEnvironment(folder), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const zoneText = (zone: string) => `$ORIGIN ${zone}.
@ 60 SOA ns hostmaster 1 3600 600 86400 60
@ 60 NS ns
ns 60 A 127.0.0.1
marker 60 TXT "${marker}"
`

/**
 * A block that an export has as a comment, to be put into the zone's own configuration: its first line, and the lines that
 * are indented below it or close it.
 */
function uncommented(text: string, mark: string, first: string): string[] {
  const lines = text.split('\n').map((line) => (line.startsWith(`${mark} `) ? line.slice(mark.length + 1) : undefined))
  const from = lines.findIndex((line) => line?.startsWith(first))
  if (from < 0) throw new Error(`The export has no "${first}":\n${text}`)
  const rest = lines.slice(from + 1)
  const end = rest.findIndex((line) => line === undefined || !/^[\s}]/.test(line))
  return [lines[from]!, ...rest.slice(0, end < 0 ? undefined : end).map((line) => line!)]
}

const writers: Record<NameserverFamily, (folder: string, port: number, zones: readonly KeyedZone[], apiPort?: number) => Prepared> = {
  bind(folder, port, zones) {
    const blocks = zones.map(({ zone, text }) => {
      const [first, ...rest] = uncommented(text, '//', 'zone ')
      return [first, `\ttype primary; file "${zone}.zone";`, ...rest].join('\n')
    })
    const includes = saveAll(folder, zones).map((file) => `include "${folder}/${file}";`)
    const config = join(folder, 'named.conf')
    writeFileSync(config, `${includes.join('\n')}
options {
	directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key";
	listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
	recursion no; notify no; dnssec-validation no;
};
controls { };
${blocks.join('\n')}
`)
    // -X none: the lock file of Debian's own named belongs to that one.
    return { start: ['named', '-g', '-n', '1', '-X', 'none', '-c', config], check: ['named-checkconf', config], reload: 'SIGHUP' }
  },

  knot(folder, port, zones) {
    mkdirSync(join(folder, 'db'), { recursive: true })
    const blocks = zones.map(({ zone, text }) => [...uncommented(text, '#', 'zone:').slice(1), `    file: ${zone}.zone`].join('\n'))
    const includes = saveAll(folder, zones).map((file) => `include: ${file}`)
    const config = join(folder, 'knot.conf')
    writeFileSync(config, `${knotServer(folder, '127.0.0.1', port)}
${includes.join('\n')}
template:
  - id: default
    storage: ${folder}
zone:
${blocks.join('\n')}
`)
    return { start: ['knotd', '-c', config], check: ['knotc', '-c', config, 'conf-check'], reload: ['knotc', '-c', config, '-b', 'reload'] }
  },

  nsd(folder, port, zones) {
    // The first "zone:" of the export is the primary's.
    const blocks = zones.map(({ zone, text }) => [...uncommented(text, '#', 'zone:'), `\tzonefile: "${zone}.zone"`].join('\n'))
    const includes = saveAll(folder, zones).map((file) => `include: "${folder}/${file}"`)
    const config = join(folder, 'nsd.conf')
    writeFileSync(config, `${nsdServer(folder, '127.0.0.1', port)}
${includes.join('\n')}
${blocks.join('\n')}
`)
    return { start: ['nsd', '-d', '-c', config], check: ['nsd-checkconf', config], reload: ['nsd-control', '-c', config, 'reconfig'] }
  },

  powerdns(folder, port, zones, apiPort) {
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
# Else whoever asks from this machine needs no key.
allow-axfr-ips=
${apiPort === undefined ? '' : `webserver=yes\nwebserver-address=127.0.0.1\nwebserver-port=${apiPort}\napi=yes\napi-key=${apiKey}\n`}`)
    const store = new DatabaseSync(database)
    store.exec(readFileSync('/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql', 'utf8'))
    store.close()
    // The export says "pdnsutil", as the server's own machine has it: here it is this server's.
    mkdirSync(join(folder, 'bin'), { recursive: true })
    writeFileSync(join(folder, 'bin', 'pdnsutil'), `#!/bin/sh\nPATH='${programFolders.join(':')}' exec pdnsutil --config-dir='${folder}' "$@"\n`, {
      mode: 0o755,
    })
    for (const [index, { zone, text }] of zones.entries()) {
      run(folder, 'pdnsutil', 'load-zone', zone, `${zone}.zone`)
      const script = `tsig${index}.txt`
      writeFileSync(join(folder, script), text)
      run(folder, 'sh', script)
      for (const [, line] of text.matchAll(/^# (pdnsutil set-meta .* TSIG-ALLOW-DNSUPDATE .*)$/gm)) run(folder, 'sh', '-c', line!)
    }
    return { start: ['pdns_server', `--config-dir=${folder}`], check: ['pdnsutil', 'check-all-zones'] }
  },
}

/** Writes all that a server needs into the folder: the exports as they are, and as little as possible around them. */
export function prepare(family: NameserverFamily, folder: string, port: number, zones: readonly KeyedZone[], apiPort?: number): Prepared {
  for (const { zone } of zones) writeFileSync(join(folder, `${zone}.zone`), zoneText(zone))
  return writers[family](folder, port, zones, apiPort)
}
