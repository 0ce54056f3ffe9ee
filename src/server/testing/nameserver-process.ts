import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { programFolders } from './need.ts'
import { watch } from './processes.ts'

export interface Result {
  code: number
  output: string
}

/** The programs of the nameservers stand where only root looks; a `.digrc` of whoever runs this has no say. */
export const toolEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [join(folder, 'bin'), ...programFolders].join(':'),
  HOME: folder,
  LC_ALL: 'C',
})

/** Runs a program to its end, 20 s at most. */
export function execute(home: string, cwd: string, program: string, args: readonly string[], input = ''): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: toolEnvironment(home), stdio: ['pipe', 'pipe', 'pipe'], timeout: 20_000 })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString() })
    child.on('error', reject)
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** A server's process, which ends with us whatever the way we go. */
export interface ServerProcess {
  /** The last 4000 characters of what it said. */
  log(): string
  /** Whether it has ended by itself. */
  ended(): boolean
  signal(name: NodeJS.Signals): void
  /** SIGTERM, and SIGKILL after five seconds. */
  end(): Promise<void>
}

export async function startProcess(folder: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  let log = ''
  const server: ChildProcess = spawn(program, args, { cwd: folder, env: { ...toolEnvironment(folder), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk: Buffer) => { log = (log + chunk.toString()).slice(-4000) })
  if (server.pid === undefined) {
    const [error] = await once(server, 'error') as [Error]
    throw error
  }
  const watchdog = watch(server.pid, folder)
  const ended = () => server.exitCode !== null || server.signalCode !== null
  return {
    log: () => log,
    ended,
    signal: (name) => void server.kill(name),
    async end() {
      watchdog.kill('SIGKILL')
      if (ended()) return
      const gone = once(server, 'exit')
      server.kill('SIGTERM')
      const late = setTimeout(() => server.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(late)
    },
  }
}
