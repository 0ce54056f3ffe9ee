import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { TestApp } from '#server/testing/app.ts'
import { testCertificate } from '#server/testing/certificates.ts'
import { execute, startProcess, type Result, type ServerProcess } from '#server/testing/nameserver-process.ts'
import { startNameserver } from '#server/testing/nameservers.ts'
import { programFolders } from '#server/testing/need.ts'
import { freePort } from '#server/testing/processes.ts'
import { localKey, programs, zoneText, type Kind as FileKind } from './rollover-servers.ts'

export type Kind = FileKind | 'powerdns'

/** A nameserver as an operator has it, and all that the script finds on its machine, in one folder. */
export interface Machine {
  folder: string
  /** What the script puts in place. */
  file: string
  /** The folder of credential, ca.pem and settings. */
  own: string
  /** What the operator has in `settings`. */
  set(more?: string): void
  /** Writes what stands at the top of the file into the server's configuration; of PowerDNS there is nothing to write. */
  include(): void
  /** Has the operator give a key of their own this name, so that the file is refused; '' takes it away. */
  clash(name: string): void
  transfers(zone: string, key: { name: string; secret: string }): Promise<boolean>
  tool(program: string, args: readonly string[], input?: string): Promise<Result>
  stop(): Promise<void>
}

const fakes = (folder: string) => {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'bin', 'systemctl'), `#!/bin/sh\necho "$@" >> '${folder}/systemctl'\n`, { mode: 0o755 })
  mkdirSync(join(folder, 'own'))
  mkdirSync(join(folder, 'units'))
}

async function transfers(tool: Machine['tool'], folder: string, at: readonly string[], zone: string, { name, secret }: { name: string; secret: string }) {
  const file = join(folder, 'asked-with')
  writeFileSync(file, `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };`, { mode: 0o600 })
  const { output } = await tool('dig', ['+tcp', '+time=2', '+tries=1', ...at, '-k', file, zone, 'AXFR'])
  return output.includes('XFR size: ')
}

async function fileMachine(kind: FileKind, zone: string): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), `countersign-install-${kind}-`))
  fakes(folder)
  const place = { address: '127.0.0.1', port: await freePort(), control: await freePort(), folder }
  const program = programs[kind]
  const [main, file] = [join(folder, 'main.conf'), join(folder, 'countersign.conf')]
  const tool: Machine['tool'] = (name, args, input) => execute(folder, folder, name, args, input)
  const secret = Buffer.alloc(32, 6).toString('base64')
  let [text, own] = ['', '']
  const keys: Record<FileKind, (name: string) => string> = {
    bind: (name) => `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };\n`,
    knot: (name) => `key:\n  - id: "${name}"\n    algorithm: hmac-sha256\n    secret: "${secret}"\n`,
    nsd: (name) => `key:\n    name: "${name}"\n    algorithm: hmac-sha256\n    secret: "${secret}"\n`,
  }
  function write() {
    const whole = program.main(place, [zone], text)
    const included = text === '' ? whole.replace(new RegExp(`^.*${file}.*$`, 'm'), '') : whole
    writeFileSync(main, (own === '' ? '' : keys[kind](own)) + included, { mode: 0o600 })
  }
  write()
  if (kind === 'bind') writeFileSync(join(folder, 'rndc.key'), `key "rndc" { algorithm hmac-sha256; secret "${localKey.secret}"; };\n`)
  if (kind === 'knot') mkdirSync(join(folder, 'db'))
  writeFileSync(join(folder, `${zone}.zone`), zoneText(zone))
  const [name, ...args] = program.start(main)
  const server: ServerProcess = await startProcess(folder, name, args)
  const at = ['@127.0.0.1', '-p', String(place.port)]
  for (const deadline = Date.now() + 10_000; ;) {
    if (server.ended() || Date.now() > deadline) throw new Error(`${name} did not start: ${server.log()}`)
    if ((await tool('dig', ['+tcp', '+time=2', '+tries=1', ...at, zone, 'SOA'])).output.includes('hostmaster')) break
    await sleep(100)
  }
  const load = kind === 'bind' ? `load() { rndc -k ${folder}/rndc.key -s 127.0.0.1 -p ${place.control} reconfig; }\n` : ''
  const machine: Machine = {
    folder, file, tool, own: join(folder, 'own'),
    set: (more = '') => writeFileSync(
      join(folder, 'own', 'settings'),
      `MAIN=${main} FILE=${file} STATE=${folder}/state UNITS=${folder}/units BIN=${folder}/bin/countersign-keys\n${load}${more}`, { mode: 0o600 },
    ),
    include() {
      text = readFileSync(file, 'utf8')
      write()
    },
    clash(name) {
      own = name
      write()
    },
    transfers: (of, key) => transfers(tool, folder, at, of, key),
    async stop() {
      await server.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  machine.set()
  return machine
}

async function powerdnsMachine(zone: string): Promise<Machine> {
  const server = await startNameserver({ kind: 'powerdns', api: true, keys: [], zones: [{ name: zone }] })
  const { folder, tool, port } = server
  fakes(folder)
  const own = join(folder, 'own')
  writeFileSync(join(own, 'powerdns'), `X-API-Key: ${server.api!.key}\n`, { mode: 0o600 })
  const control = `#!/bin/sh\nPATH='${programFolders.join(':')}' exec pdns_control --config-dir='${folder}' "$@"\n`
  writeFileSync(join(folder, 'bin', 'pdns_control'), control, { mode: 0o755 })
  const file = join(folder, 'countersign-powerdns.txt')
  const machine: Machine = {
    folder, file, own, tool, include: () => {}, clash: () => {},
    set: (more = '') => writeFileSync(
      join(own, 'settings'),
      `API=${server.api!.url} MAIN=${folder}/pdns.conf FILE=${file} STATE=${folder}/state UNITS=${folder}/units BIN=${folder}/bin/countersign-keys\n${more}`,
      { mode: 0o600 },
    ),
    transfers: (of, key) => transfers(tool, folder, ['@127.0.0.1', '-p', String(port)], of, key),
    stop: () => server.stop(),
  }
  machine.set()
  return machine
}

export const startMachine = (kind: Kind, zone: string): Promise<Machine> => (kind === 'powerdns' ? powerdnsMachine(zone) : fileMachine(kind, zone))

/** Our server behind TLS, by an authority that nobody knows. */
export async function serveByTls(app: () => TestApp): Promise<{ origin: string; ca: string; asked: string[]; close(): Promise<void> }> {
  const authority = testCertificate({ name: 'Authority of a test', authority: true })
  const { cert, key } = testCertificate({ name: '127.0.0.1', by: authority })
  const asked: string[] = []
  const server: Server = createServer({ cert, key }, (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => void (async () => {
      const { method, url } = request
      const body = method === 'GET' ? {} : { body: Buffer.concat(parts).toString() }
      const answer = await app().fetch(url!, { method: method!, headers: request.headers as Record<string, string>, ...body })
      asked.push(`${method} ${url!.replace(/.*\//, '')} ${answer.status}`)
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
    })())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca: authority.cert, asked,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface Watch {
  /** Those that had one of the words in their arguments or environment. */
  end(): Promise<string[]>
}

/** Looks at every process again and again until it has grown old, in a thread of its own. */
export async function watchProcesses(words: readonly string[]): Promise<Watch> {
  const code = `const { readdirSync, readFileSync } = require('node:fs'), { parentPort, workerData } = require('node:worker_threads')
  const { words, over } = workerData
  const seen = new Set(), looks = new Map()
  function look() {
    for (const id of readdirSync('/proc')) {
      if (!/^[0-9]+$/.test(id) || looks.get(id) > 50) continue
      looks.set(id, (looks.get(id) ?? 0) + 1)
      for (const what of ['cmdline', 'environ']) try {
        const text = readFileSync('/proc/' + id + '/' + what, 'latin1')
        if (words.some((word) => text.includes(word))) seen.add(text.replaceAll('\\0', ' '))
      } catch {}
    }
    if (over[0] === 0) setTimeout(look, 1)
    else parentPort.postMessage([...seen])
  }
  look()
  parentPort.postMessage('ready')`
  const over = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(code, { eval: true, workerData: { words, over } })
  await once(worker, 'message')
  let ended: Promise<string[]> | undefined
  async function end() {
    const told = once(worker, 'message')
    Atomics.store(over, 0, 1)
    const [seen] = await told as [string[]]
    await worker.terminate()
    return seen
  }
  return { end: () => (ended ??= end()) }
}

/** Files that others than their owner and group can read and have one of the words; the database of the test's PowerDNS is its own affair. */
export async function openFiles(machine: Machine, words: readonly string[]): Promise<string[]> {
  const { output } = await machine.tool('find', [machine.folder, '-type', 'f', '-perm', '/004', '!', '-name', 'pdns.sqlite3*'])
  return output.split('\n').filter((file) => file !== '' && words.some((word) => readFileSync(file, 'latin1').includes(word)))
}

export const narrow = (file: string): void => chmodSync(file, 0o600)
