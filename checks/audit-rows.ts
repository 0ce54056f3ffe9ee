import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { ask, bySession, expectStatus, json, signIn } from './client.ts'
import { writeMany } from './many-rows.ts'
import { serverFolder } from './options.ts'
import { print, verdict } from './report.ts'
import { administrator, startServer, temporaryFolder, type Home } from './servers.ts'

/*
 * A trail of a million rows: walked by the server in parts, exported, verified without it, and archived, each in memory that does not
 * grow with the rows.
 */

/** MB above what a small trail takes. */
const growthMost = 150

const megabytes = (pid: number, figure: 'VmHWM' | 'VmRSS') =>
  Number(new RegExp(`^${figure}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** What a process has held at most since it was last asked. */
function peak(pid: number): () => number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  return () => megabytes(pid, 'VmHWM')
}

interface Ended {
  code: number | null
  said: string
  peak: number
}
/** Runs a program of `scripts/` beside the server of this home. */
async function run(home: Home, program: string, words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(serverFolder, 'scripts', program), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', COUNTERSIGN_DATA: home.folder, ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }) },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString() })
  let most = 0
  const look = setInterval(() => {
    try {
      most = Math.max(most, megabytes(child.pid!, 'VmHWM') || 0)
    } catch {
      // It has just ended.
    }
  }, 20)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearInterval(look)
  return { code, said, peak: most }
}

/** Copies lines; `change` makes another of each. */
async function copyLines(from: string, to: string, change: (line: string, number: number) => string | undefined): Promise<void> {
  async function* lines() {
    let number = 0
    for await (const line of createInterface({ input: createReadStream(from) })) {
      const changed = change(line, ++number)
      if (changed !== undefined) yield `${changed}\n`
    }
  }
  await pipeline(lines, createWriteStream(to))
}

export async function manyAuditRows(home: Home, rows: number): Promise<void> {
  const folder = temporaryFolder()
  await (await startServer(home)).end('SIGTERM')
  await writeMany(home, { keys: 100, rows, giants: 0, tokens: 0 })
  const server = await startServer(home)
  const cookie = await signIn(server.origin, administrator.email, administrator.password)
  const { kind } = home
  const what = `${kind}: ${rows.toLocaleString('en')} rows`
  const before = megabytes(server.pid, 'VmRSS')

  const walked = peak(server.pid)
  const through: number[] = []
  let found: { holds: boolean; rows: number; through: number; last: number; next: string | null } | undefined
  for (let after = ''; found === undefined || found.next !== null; after = `&after=${found.next}`) {
    const answer = await ask(server.origin, `/api/v1/audit/verify?rows=20000${after}`, { headers: bySession(cookie), patience: 300_000 })
    found = json(expectStatus(answer, 200, 'verify')) as typeof found & object
    through.push(found.through)
  }
  const rising = through.every((row, at) => at === 0 || row > through[at - 1]! || row === found.last)
  verdict(found.holds && found.rows >= rows && rising, `${what} are walked by the server in parts, which say how far it is`, `${through.length} parts`)
  verdict(walked() - before < growthMost, `${what}: the walk takes no memory by the row`, `${Math.round(walked() - before)} MB more`)

  const exported = join(folder, 'audit.ndjson')
  const written = peak(server.pid)
  await new Promise<void>((resolve, reject) => {
    get(`${server.origin}/api/v1/audit/export?format=ndjson`, { headers: bySession(cookie) }, (answer) => {
      pipeline(answer, createWriteStream(exported)).then(resolve, reject)
    }).on('error', reject)
  })
  verdict(
    written() - before < growthMost, `${what}: the export goes out as it is made`,
    `${Math.round(statSync(exported).size / 1e6)} MB of file, ${Math.round(written() - before)} MB more memory`,
  )

  const small = join(folder, 'small.ndjson')
  await copyLines(exported, small, (line, number) => (number <= 1000 ? line : undefined))
  const least = (await run(home, 'audit-verify.ts', [small])).peak
  const whole = await run(home, 'audit-verify.ts', [exported])
  const steps = whole.said.match(/rows so far/g)?.length ?? 0
  print(whole.said.trimEnd().split('\n').slice(-2).join('\n'))
  verdict(whole.code === 0 && /^The chain holds: /m.test(whole.said), `${what} hold without the server`, `exit code ${whole.code}`)
  verdict(steps >= Math.floor(rows / 100_000), `${what}: the program says how far it is`, `${steps} times`)
  verdict(whole.peak - least < growthMost, `${what}: it takes no memory by the row`, `${Math.round(whole.peak)} MB, of 1,000 rows ${Math.round(least)} MB`)
  const changed = join(folder, 'changed.ndjson')
  const middle = Math.floor(rows / 2)
  await copyLines(exported, changed, (line, number) => (number === middle ? line.replace('"outcome":"', '"outcome":"x') : line))
  const told = await run(home, 'audit-verify.ts', [changed])
  verdict(told.code === 1 && told.said.includes(`At row ${middle}`), `${what}: one that was changed in the middle is named`, `exit code ${told.code}`)

  const archived = join(folder, 'archive.ndjson')
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
  const moved = await run(home, 'admin.ts', ['archive-audit', archived, day])
  print(moved.said.trimEnd())
  verdict(moved.code === 0 || /There are no rows before/.test(moved.said), `${what}: those before ${day} go into an archive`, `exit code ${moved.code}`)
  verdict(moved.peak - least < growthMost, `${what}: the archive takes no memory by the row`, `${Math.round(moved.peak)} MB`)
  await server.end('SIGTERM')
}
