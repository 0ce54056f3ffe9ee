import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execute, startProcess, type Result, type ServerProcess } from '#server/testing/nameserver-process.ts'
import { apiKey, prepare, type KeyedZone, type NameserverFamily } from './nameserver-files.ts'

/** A private nameserver on a loopback port, its files in a folder of its own, run as whoever runs this. Never the machine's own service. */
export interface Nameserver {
  family: NameserverFamily
  port: number
  folder: string
  /** The server's own check of its configuration. */
  check(): Promise<Result>
  /** Runs a text as a script, in a new folder: as whoever exported it does. */
  script(text: string, ...args: string[]): Promise<Result & { folder: string }>
  /** Runs a program with this input. */
  tool(program: string, args: readonly string[], input?: string): Promise<Result>
  /** Has it read its configuration again, as an export says to. */
  reload(): Promise<void>
  /** Ends the process and starts another over the same files; answers when it answers. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts a nameserver with these zones, and waits until it answers for each. Throws with its log when it does not. `apiPort`: of PowerDNS's API. */
export async function startNameserver(family: NameserverFamily, port: number, zones: readonly KeyedZone[], apiPort?: number): Promise<Nameserver> {
  const folder = mkdtempSync(join(tmpdir(), `countersign-${family}-`))
  try {
    return await start(family, port, zones, folder, apiPort)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

async function start(family: NameserverFamily, port: number, zones: readonly KeyedZone[], folder: string, apiPort?: number): Promise<Nameserver> {
  const prepared = prepare(family, folder, port, zones, apiPort)
  const [program, ...args] = prepared.start
  let server: ServerProcess

  async function run(): Promise<void> {
    server = await startProcess(folder, program, args)
    for (const { zone } of zones) {
      for (const deadline = Date.now() + 30_000; ;) {
        if (server.ended() || Date.now() > deadline) {
          await stop()
          throw new Error(`${program} did not start:\n${server.log()}`)
        }
        const { output } = await nameserver.tool('dig', ['+tcp', '+short', '+time=2', '+tries=1', '@127.0.0.1', '-p', String(port), zone, 'SOA'])
        if (output.includes('hostmaster')) break
        await sleep(100)
      }
    }
  }
  async function stop(): Promise<void> {
    await server.end()
    rmSync(folder, { recursive: true, force: true })
  }

  let scripts = 0
  const nameserver: Nameserver = {
    family, port, folder, stop,
    check: () => execute(folder, folder, prepared.check[0], prepared.check.slice(1)),
    tool: (programName, given, input) => execute(folder, folder, programName, given, input),
    async script(text, ...given) {
      const own = join(folder, `script${++scripts}`)
      mkdirSync(own)
      writeFileSync(join(own, 'exported.sh'), text, { mode: 0o600 })
      if (given.length > 0) writeFileSync(join(own, 'api-key.header'), `X-API-Key: ${apiKey}\n`, { mode: 0o600 })
      return { folder: own, ...await execute(folder, own, 'sh', ['exported.sh', ...given]) }
    },
    async reload() {
      if (prepared.reload === 'SIGHUP') server.signal('SIGHUP')
      else if (prepared.reload) {
        const { code, output } = await execute(folder, folder, prepared.reload[0], prepared.reload.slice(1))
        if (code !== 0) throw new Error(output)
      }
    },
    async restart() {
      await server.end()
      await run()
    },
  }
  await run()
  return nameserver
}
