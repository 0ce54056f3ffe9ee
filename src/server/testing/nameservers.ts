import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { powerdnsApiKey, prepareNameserver, type NameserverKind, type Prepared, type ServerSetup } from './nameserver-configs.ts'
import { execute, startProcess, type Result, type ServerProcess } from './nameserver-process.ts'
import { freePort } from './processes.ts'

export { nameserverKinds, powerdnsApiKey, zoneMarker, type NameserverKind, type ServerKey, type ServerSetup, type ServerZone } from './nameserver-configs.ts'

/*
 * Real nameservers for tests: BIND, Knot, NSD and PowerDNS of Debian (need.ts: `nameserversMissing` says why to skip), each on a
 * free port of 127.0.0.1, in a folder of its own, as whoever runs this. Never the machine's own service. They end with the test
 * process, also when that is killed.
 *
 *   const primary = await startNameserver({ kind: 'bind', keys: [key], zones: [{ name: 'example.org', transfer: [key.name], notify: [{ port }] }] })
 *   const zones = [{ name: 'example.org', primary: { port: primary.port, key: key.name } }]
 *   const secondary = await startNameserver({ kind: 'nsd', port, keys: [key], zones })
 *   await secondary.set({ keys: [newKey], zones: … })
 *   await secondary.stop()
 *
 * What an export of ours gives is tried in scripts/nameservers.ts: there the configuration is the export, here it is the test's own.
 */

export interface StartNameserver extends ServerSetup {
  kind: NameserverKind
  /** A free one, unless said: a primary that notifies has to know its secondaries' ports, so take `freePort()` for them before. */
  port?: number
  /** PowerDNS only: with its API, on a port of its own. */
  api?: boolean
  /** The server's clock, as faketime has it: `+10m`, `-600s`. Not BIND's, whose jemalloc hangs with it: there, move the clock of whoever asks. */
  clock?: string
  /** Whether to wait until every zone is there; a secondary whose primary does not run yet has none. True unless said. */
  waitForZones?: boolean
}

export interface RunningNameserver {
  readonly kind: NameserverKind
  readonly address: '127.0.0.1'
  readonly port: number
  readonly folder: string
  /** PowerDNS's, where it was asked for. */
  readonly api: { url: string; key: string } | undefined
  /** The last of what it said. */
  log(): string
  /** The server's own check of its configuration. */
  check(): Promise<Result>
  /** Runs a program with this input; `HOME` is the server's folder, and PowerDNS's `pdnsutil` is this server's. */
  tool(program: string, args: readonly string[], input?: string): Promise<Result>
  /** Gives it other keys and rules, and has it read them; what changed is in force a moment later, not at once. */
  set(setup: ServerSetup): Promise<void>
  reload(): Promise<void>
  /** Ends the process and starts another over the same files; answers when it answers. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts a nameserver, and waits until it answers. Throws with its log when it does not. */
export async function startNameserver(options: StartNameserver): Promise<RunningNameserver> {
  const { kind, clock, waitForZones = true } = options
  if (kind === 'bind' && clock !== undefined) throw new Error('BIND does not start with faketime.')
  const port = options.port ?? await freePort()
  const apiPort = options.api ? await freePort() : undefined
  const folder = mkdtempSync(join(tmpdir(), `countersign-${kind}-`))
  let setup: ServerSetup = options
  let prepared: Prepared
  let server: ServerProcess | undefined

  function prepare() {
    return prepareNameserver(kind, folder, port, setup, apiPort)
  }
  const tool = (program: string, args: readonly string[], input?: string) => execute(folder, folder, program, args, input)

  async function run(): Promise<void> {
    const [program, ...args] = prepared.start
    // Timers go by the monotonic clock, and that one stays right.
    server = clock === undefined
      ? await startProcess(folder, program, args)
      : await startProcess(folder, 'faketime', ['-f', clock, program, ...args], { FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' })
    for (const { name, query } of setup.zones) {
      for (const deadline = Date.now() + 30_000; ;) {
        if (server.ended() || Date.now() > deadline) throw new Error(`${program} did not start:\n${server.log()}`)
        const { output } = await tool('dig', ['+tcp', '+time=2', '+tries=1', '@127.0.0.1', '-p', String(port), name, 'SOA'])
        if (query || !waitForZones ? output.includes('status: ') : output.includes('hostmaster')) break
        await sleep(100)
      }
    }
  }

  const running: RunningNameserver = {
    kind, address: '127.0.0.1', port, folder, tool,
    api: apiPort === undefined ? undefined : { url: `http://127.0.0.1:${apiPort}`, key: powerdnsApiKey },
    log: () => server?.log() ?? '',
    check: () => tool(prepared.check[0], prepared.check.slice(1)),
    async set(next) {
      setup = next
      prepared = prepare()
      await running.reload()
    },
    async reload() {
      if (prepared.reload === 'SIGHUP') server?.signal('SIGHUP')
      else if (prepared.reload) {
        const { code, output } = await tool(prepared.reload[0], prepared.reload.slice(1))
        if (code !== 0) throw new Error(output)
      }
    },
    async restart() {
      await server?.end()
      await run()
    },
    async stop() {
      await server?.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  try {
    prepared = prepare()
    await run()
    return running
  } catch (error) {
    await running.stop()
    throw error
  }
}
