import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** One kind of request; `%s` in header and body is a value of the list, the next one each time. */
export interface Asked {
  method: 'GET' | 'POST'
  path: string
  header?: string
  body?: string
  /** A file with a value a line. */
  values: string
  /** Where in the list to begin. */
  start?: number
}

export interface Load {
  requests: number
  /** A second. */
  rate: number
  p50: number
  p99: number
  errors: number
  /** Microseconds a request of the server, and of its database's processes. */
  cpu: number
  databaseCpu: number
}

/** CPU seconds of a process, of all its threads, as the scheduler counts them. */
function cpuSeconds(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce(
      (sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e9,
      0,
    )
  } catch {
    return 0
  }
}

/** Resident memory of a process in megabytes. */
export const residentMegabytes = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024

/** CPU seconds of a server and of its PostgreSQL, if it has one; the difference of two readings is what was spent. */
export function spentBy(pid: number, postmaster: number | undefined): () => { own: number; database: number } {
  const cluster = (): Map<number, number> => {
    if (postmaster === undefined) return new Map()
    const children = spawnSync('pgrep', ['-P', String(postmaster)]).stdout.toString().split('\n').filter(Boolean).map(Number)
    return new Map([postmaster, ...children].map((one) => [one, cpuSeconds(one)]))
  }
  const [own, before] = [cpuSeconds(pid), cluster()]
  return () => ({ own: cpuSeconds(pid) - own, database: [...cluster()].reduce((sum, [one, now]) => sum + now - (before.get(one) ?? 0), 0) })
}

function wrk(origin: string, { method, path, header = '', body = '', values, start = 0 }: Asked, seconds: number): Promise<Omit<Load, 'cpu' | 'databaseCpu'>> {
  const child = spawn('wrk', ['-t1', '-c32', `-d${seconds}s`, '--latency', '-s', new URL('api/wrk.lua', import.meta.url).pathname, origin], {
    env: { ...process.env, METHOD: method, PATH_ASKED: path, HEADER: header, BODY: body, VALUES: values, START: String(start) },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { output += chunk.toString() })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error('There is no wrk. Install it with: apt-get install wrk', { cause: error })))
    child.on('close', () => {
      const found = /RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)/.exec(output)
      if (!found) return reject(new Error(`wrk gave no result:\n${output}`))
      const [requests, microseconds, p50, p99, errors] = found.slice(1).map(Number) as [number, number, number, number, number]
      resolve({ requests, rate: (requests * 1e6) / microseconds, p50, p99, errors })
    })
  })
}

/** 32 connections, each asking again as soon as it is answered; CPU from the scheduler, so that time lost to a busy neighbour is not in it. */
export async function load(server: { origin: string; pid: number; postmaster?: number }, asked: Asked, seconds: number): Promise<Load> {
  const warm = await wrk(server.origin, asked, 1)
  const spent = spentBy(server.pid, server.postmaster)
  // Each connection may have asked once more than was answered.
  const made = await wrk(server.origin, { ...asked, start: (asked.start ?? 0) + warm.requests + 32 }, seconds)
  const { own, database } = spent()
  if (made.errors > 0) throw new Error(`${made.errors} of ${made.requests} requests ${asked.method} ${asked.path} failed`)
  return { ...made, requests: warm.requests + made.requests + 64, cpu: (own * 1e6) / made.requests, databaseCpu: (database * 1e6) / made.requests }
}
