import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { knotServer, nsdServer } from '#server/testing/nameserver-configs.ts'
import { execute, startProcess, type Result, type ServerProcess } from '#server/testing/nameserver-process.ts'
import { freePort } from '#server/testing/processes.ts'

/*
 * Nameservers that run the file of Countersign as an operator has them: a configuration of their own that includes the file, and in each
 * zone the lines that the head of the file says to write once. An agent beside each plays the script of delivery by pull.
 */

export type Kind = 'bind' | 'knot' | 'nsd'

export interface FleetServer {
  readonly kind: Kind
  readonly address: string
  readonly port: number
  readonly folder: string
  /** Of the nameserver at Countersign, with its credential: set before the first turn. */
  account: { origin: () => string; id: string; credential: string }
  /** The file that it has loaded. */
  loaded(): string
  /** The key by which it asks for a zone, by the file that it has loaded. */
  asksWith(zone: string): { name: string; algorithm: string; secret: Uint8Array }
  /** Takes the file for the first time, and starts. */
  start(zones: readonly string[]): Promise<void>
  /** Fetches, checks, swaps, loads and reports, several times a second, whatever becomes of Countersign. */
  serve(signal: AbortSignal): Promise<void>
  /** Has a secondary transfer these zones anew, whatever it has. */
  transferAnew(zones: readonly string[]): Promise<void>
  /** All that it has written to its logs. */
  log(): string
  /** Has it read its configuration again. */
  reload(): Promise<void>
  tool(program: string, args: readonly string[], input?: string): Promise<Result>
  stop(): Promise<void>
}

const fileName = 'countersign.conf'
/** By which the test itself changes zones; the primary's own, as rndc's. */
export const localKey = { name: 'local.example', secret: Buffer.alloc(32, 5).toString('base64') }
const records = Array.from({ length: 400 }, (_, at) => `host${at} 60 TXT "${'x'.repeat(60)}"`).join('\n')
export const zoneText = (zone: string) => `$ORIGIN ${zone}.\n@ 60 SOA ns hostmaster 1 86400 86400 604800 60\n@ 60 NS ns\nns 60 A 127.0.0.1\n${records}\n`

/** What the head of a file says to write into the configuration once: a zone, and a line for it. */
const once = (text: string) => [...text.matchAll(/^(?:\/\/|#) {3}in zone "?([^":]+)"?: {2}(.*)$/gm)].map(([, zone, line]) => ({ zone: zone!, line: line! }))
const sorted = (text: string) => once(text).map(({ zone, line }) => `${zone}: ${line}`).toSorted().join('\n')
const linesOf = (text: string, zone: string) => once(text).filter((one) => one.zone === zone).map(({ line }) => line)

export interface Program {
  main(server: Place, zones: readonly string[], text: string): string
  start: (main: string) => [string, ...string[]]
  check: (main: string) => [string, ...string[]]
  load: (server: Place, main: string) => [string, ...string[]]
  transfer?: (main: string, zones: readonly string[]) => [string, ...string[]][]
}
export interface Place {
  address: string
  port: number
  control: number
  folder: string
}

const bind: Program = {
  main: ({ address, port, control, folder }, zones, text) => `include "${folder}/${fileName}";
include "${folder}/rndc.key";
key "${localKey.name}" { algorithm hmac-sha256; secret "${localKey.secret}"; };
controls { inet ${address} port ${control} allow { any; } keys { "rndc"; }; };
options {
	directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key"; managed-keys-directory "${folder}";
	listen-on port ${port} { ${address}; }; listen-on-v6 { none; }; notify-source ${address};
	recursion no; dnssec-validation no; notify-delay 0; notify-rate 100; transfers-out 100;
};
logging {
	channel main { file "${folder}/server.log"; severity info; print-category yes; };
	channel notify { file "${folder}/notify.log"; severity debug 3; };
	category default { main; }; category notify { notify; };
};
${zones.map((zone) =>
  `zone "${zone}" { type primary; file "${zone}.zone"; allow-update { key ${localKey.name}; }; ${linesOf(text, zone).join(' ')} };`).join('\n')}
`,
  start: (main) => ['named', '-f', '-n', '1', '-X', 'none', '-c', main],
  check: (main) => ['named-checkconf', main],
  load: ({ address, control, folder }) => ['rndc', '-k', join(folder, 'rndc.key'), '-s', address, '-p', String(control), 'reconfig'],
}

const knot: Program = {
  main: ({ address, port, folder }, zones, text) => `include: "${folder}/${fileName}"
${knotServer(folder, address, port, { log: `${folder}/server.log`, backgroundWorkers: 2 })}
template:
  - id: default
    storage: ${folder}
zone:
${zones.map((zone) => {
  // Several of one kind make one list.
  const items = Map.groupBy(linesOf(text, zone).map((line) => /^(\S+): (.*)$/.exec(line)!), ([, item]) => item!)
  return [`  - domain: ${zone}`, ...[...items].map(([item, all]) => `    ${item}: [ ${all.map(([, , value]) => value).join(', ')} ]`)].join('\n')
}).join('\n')}
`,
  start: (main) => ['knotd', '-c', main],
  check: (main) => ['knotc', '-c', main, 'conf-check'],
  load: (_, main) => ['knotc', '-c', main, '-b', 'reload'],
  transfer: (main, zones) => [['knotc', '-c', main, 'zone-retransfer', ...zones]],
}

const nsd: Program = {
  main: ({ address, port, folder }, zones, text) =>
    `${nsdServer(folder, address, port, ['xfrd-reload-timeout: 0', `logfile: "${folder}/server.log"`, 'verbosity: 2'])}
include: "${folder}/${fileName}"
${zones.map((zone) => `zone:\n\tname: "${zone}"\n\tzonefile: "${zone}.zone"\n${linesOf(text, zone).map((line) => `\t${line}`).join('\n')}`).join('\n')}
`,
  start: (main) => ['nsd', '-d', '-c', main],
  check: (main) => ['nsd-checkconf', main],
  load: (_, main) => ['nsd-control', '-c', main, 'reconfig'],
  transfer: (main, zones) => zones.map((zone) => ['nsd-control', '-c', main, 'force_transfer', zone]),
}
export const programs: Record<Kind, Program> = { bind, knot, nsd }

export async function makeServer(kind: Kind, address: string): Promise<FleetServer> {
  const place: Place = { address, port: await freePort(), control: await freePort(), folder: mkdtempSync(join(tmpdir(), `countersign-fleet-${kind}-`)) }
  const { folder } = place
  const program = programs[kind]
  const main = join(folder, 'main.conf')
  let server: ServerProcess | undefined
  let [loaded, placed, told] = ['', '', '']
  let lines: string
  const run = ([name, ...args]: readonly [string, ...string[]], input?: string) => execute(folder, folder, name, args, input)
  const must = async (command: readonly [string, ...string[]]) => {
    const { code, output } = await run(command)
    if (code !== 0) throw new Error(`${command.join(' ')}: ${output}`)
  }

  const self: FleetServer = {
    kind, address, port: place.port, folder,
    account: { origin: () => '', id: '', credential: '' },
    loaded: () => loaded,
    reload: () => must(program.load(place, main)),
    tool: (name, args, input) => run([name, ...args], input),
    log: () => (kind === 'bind' ? ['server.log', 'notify.log'] : ['server.log']).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n'),
    asksWith(zone) {
      const name = (kind === 'knot'
        ? new RegExp(`- id: "countersign-[^"]*-${zone}"\\n    address: .*\\n    key: "([^"]+)"`)
        : new RegExp(`name: "countersign-from-${zone}"\\n    request-xfr: \\S+ (\\S+)`)).exec(loaded)![1]!
      const [, algorithm, secret] = new RegExp(`(?:id|name): "${name}"\\n\\s+algorithm: (\\S+)\\n\\s+secret: "([^"]+)"`).exec(loaded)!
      return { name, algorithm: algorithm!, secret: new Uint8Array(Buffer.from(secret!, 'base64')) }
    },
    async start(zones) {
      const { text, etag } = (await fetchFile())!
      lines = sorted(text)
      writeFileSync(join(folder, fileName), text, { mode: 0o600 })
      writeFileSync(main, program.main(place, zones, text), { mode: 0o600 })
      if (kind === 'bind') {
        writeFileSync(join(folder, 'rndc.key'), `key "rndc" { algorithm hmac-sha256; secret "${localKey.secret}"; };\n`)
        for (const zone of zones) writeFileSync(join(folder, `${zone}.zone`), zoneText(zone))
      } else if (kind === 'knot') await run(['mkdir', join(folder, 'db')])
      await must(program.check(main))
      const [name, ...args] = program.start(main)
      server = await startProcess(folder, name, args)
      let said = ''
      for (const zone of zones)
        for (const deadline = Date.now() + 10_000; ;) {
          if (server.ended() || Date.now() > deadline) throw new Error(`${name} did not start: ${server.log()}\n${said}\n${self.log()}`)
          said = (await run(['dig', '+tcp', '+time=2', '+tries=1', `@${address}`, '-p', String(place.port), zone, 'SOA'])).output
          if (said.includes('hostmaster')) break
          await sleep(100)
        }
      loaded = text
      placed = etag
      await report(etag, 'running')
    },
    async serve(signal) {
      while (!signal.aborted) {
        // Countersign may just be away.
        await turn().catch((error: unknown) => { if (!(error instanceof TypeError)) throw error })
        await sleep(250)
      }
    },
    async transferAnew(zones) {
      for (const command of program.transfer!(main, zones)) await must(command)
    },
    async stop() {
      await server?.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }

  const path = (what: string) => `${self.account.origin()}/api/v1/nameservers/${self.account.id}/${what}`
  const bearer = () => ({ Authorization: `Bearer ${self.account.credential}` })
  async function fetchFile() {
    const reply = await fetch(path('file'), { headers: { ...bearer(), ...(placed === '' ? {} : { 'If-None-Match': placed }) } })
    if (reply.status === 304) return undefined
    if (reply.status !== 200) throw new Error(`The file of ${kind}: ${reply.status} ${await reply.text()}`)
    return { text: await reply.text(), etag: reply.headers.get('ETag')! }
  }
  async function report(etag: string, outcome: 'running' | 'refused', detail?: string) {
    const body = JSON.stringify({ etag, outcome, ...(detail === undefined ? {} : { detail }) })
    const reply = await fetch(path('report'), { method: 'POST', headers: { ...bearer(), 'Content-Type': 'application/json' }, body })
    if (reply.status !== 204) throw new Error(`The report of ${kind}: ${reply.status} ${await reply.text()}`)
    if (outcome === 'running') told = etag
  }
  async function turn() {
    const next = await fetchFile()
    if (!next) return placed === told ? undefined : report(placed, 'running')
    // What was written into the configuration once is never to be written anew.
    if (sorted(next.text) !== lines) throw new Error(`Zones of ${kind} would have to refer to other lists:\n${lines}\n${next.text}`)
    const [beside, candidate] = [join(folder, 'beside.conf'), join(folder, 'candidate.conf')]
    writeFileSync(beside, next.text, { mode: 0o600 })
    writeFileSync(candidate, readFileSync(main, 'utf8').replace(fileName, 'beside.conf'), { mode: 0o600 })
    const { code, output } = await run(program.check(candidate))
    if (code !== 0) return report(next.etag, 'refused', output)
    renameSync(beside, join(folder, fileName))
    placed = next.etag
    await must(program.load(place, main))
    loaded = next.text
    await report(placed, 'running')
  }
  return self
}
