import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** Ends a server also when this process is killed: its standard input closes with us, whatever the way we go. */
export function watch(pid: number, folder: string): ChildProcess {
  const script = 'cat >/dev/null; kill -INT "$0" 2>/dev/null; sleep 2; rm -rf "$1"'
  const watchdog = spawn('sh', ['-c', script, String(pid), folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watchdog.on('error', () => {})
  watchdog.unref()
  return watchdog
}

/** A port of 127.0.0.1 that nobody listens on, by TCP nor by UDP. */
export async function freePort(): Promise<number> {
  for (;;) {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    const datagrams = createSocket('udp4')
    const free = await new Promise<boolean>((resolve) => {
      datagrams.once('error', () => resolve(false)).bind(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise((resolve) => probe.close(resolve))
    await new Promise<void>((resolve) => { datagrams.close(() => resolve()) })
    if (free) return port
  }
}
