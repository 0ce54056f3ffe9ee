import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder, undoLater } from '../checks/servers.ts'

const folder = fileURLToPath(new URL('api', import.meta.url))

/** The peers' packages are no dependencies of ours: they have a lockfile of their own, and come on first use. */
export function installPeers(): void {
  if (existsSync(join(folder, 'node_modules/better-auth'))) return
  process.stdout.write('Installing the peers (bench/api) …\n')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) throw new Error('The peers could not be installed. Run: cd bench/api && npm ci --ignore-scripts')
}

export interface Peer {
  origin: string
  pid: number
  /** A header that proves a token or session. */
  header: string
  end(): Promise<void>
}

/** Starts a peer in a process of its own and waits until it says that it is up. */
async function start(...command: string[]): Promise<Peer> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const end = () => {
    child.kill('SIGKILL')
    return ended
  }
  undoLater(end)
  let output = ''
  const [, port, header] = await new Promise<RegExpExecArray>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const up = /UP (\d+) (.+)\n/.exec(output += chunk.toString())
      if (up) resolve(up)
    })
    child.once('close', () => reject(new Error(`The peer ended: ${command.join(' ')}\n${output}`)))
  })
  return { origin: `http://127.0.0.1:${port}`, pid: child.pid!, header: header!, end }
}

export const startLimit = (keys: number): Promise<Peer> => start(join(folder, 'limit.ts'), String(keys))

let floor: string | undefined
export const startFloor = (keys: number): Promise<Peer> => start(join(folder, 'floor.ts'), (floor ??= join(temporaryFolder(), 'floor.db')), String(keys))

let database: string | undefined
/** The same file each time, as ours. */
export const startBetterAuth = (keys: number): Promise<Peer> =>
  start(join(folder, 'better-auth.js'), (database ??= join(temporaryFolder(), 'better-auth.db')), String(keys))
