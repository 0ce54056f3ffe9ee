import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installDebian } from '#server/testing/need.ts'
import { ask, byToken, expectStatus, keysPath, makeUser } from './client.ts'
import { rowsOf, trailFault } from './database.ts'
import { print, skip, verdict } from './report.ts'
import { asAdministrator, sqliteHome, startServer, temporaryFolder, undoLater, type Home, type Server } from './servers.ts'
import { halfApplied, Writing } from './writing.ts'

/*
 * Disks that fail, on SQLite: strace makes system calls of the running server fail, and a small tmpfs is filled. PostgreSQL
 * is left out on purpose: there a failed fsync ends the database itself (data_sync_retry=off), and its writes are not ours.
 */

/** Attaches strace to the server's main thread, where SQLite runs; the answer lets go again. */
async function attach(pid: number, args: readonly string[]): Promise<() => Promise<void>> {
  const strace = spawn('strace', ['-p', String(pid), ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  let gone = false
  strace.stderr.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      gone = true
      resolve()
    }
    strace.on('error', (error) => {
      said += error.message
      end()
    })
    strace.on('exit', end)
  })
  const isGone = () => gone
  for (let waited = 0; !said.includes('attached'); waited += 20) {
    if (isGone() || waited > 5000) throw new Error(`strace did not attach: ${said}`)
    await sleep(20)
  }
  return async () => {
    strace.kill('SIGINT')
    await ended
  }
}

async function whyNoStrace(pid: number): Promise<string | undefined> {
  try {
    const missing = spawnSync('strace', ['-V']).error !== undefined
    if (missing && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installDebian('strace')
    await (await attach(pid, ['-e', 'trace=fsync', '-o', '/dev/null']))()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function sumUp(what: string, home: Home, writing: Writing, server: Server): Promise<void> {
  await writing.settle()
  const lost = await writing.lost(home)
  const half = await halfApplied(home)
  const [integrity] = await rowsOf<{ integrity_check: string }>(home, 'PRAGMA integrity_check')
  const trail = await trailFault(home)
  const dead = await writing.dead()
  const figures = `${writing.acknowledged.length} acknowledged, ${writing.busy} answered 503`
  verdict(lost.count === 0 && dead === 0, `${what}: 0 acknowledged writes lost`, `${figures}, lost: ${lost.text}, dead values: ${dead}`)
  verdict(
    half.count === 0 && trail === '0' && integrity?.integrity_check === 'ok',
    `${what}: nothing half-applied, chain and file whole`,
    `half: ${half.text}, chain: ${trail}, integrity_check: ${integrity?.integrity_check}`,
  )
  verdict(writing.busy > 0 && writing.strange.count === 0, `${what}: the fault was felt, and answered with 503 only`, `others: ${writing.strange.text}`)
  // What a crash right afterwards finds: frames of refused commits may lie in the WAL.
  await server.end('SIGKILL')
  const again = await startServer(home)
  const after = await writing.lost(home)
  const torn = await halfApplied(home)
  verdict(
    after.count === 0 && torn.count === 0 && (await trailFault(home)) === '0',
    `${what}: and so after a kill and a restart`,
    `lost: ${after.text}, half: ${torn.text}`,
  )
  await again.end('SIGTERM')
}

async function begin(home: Home): Promise<{ server: Server; writing: Writing; token: string; cookie: string }> {
  const server = await startServer(home)
  const { cookie, token } = await asAdministrator(server.origin)
  const writing = new Writing(() => [server.origin], byToken(token))
  await writing.prepare(cookie, 40)
  return { server, writing, token, cookie }
}

async function failing(what: string, inject: string, every: number, seconds: number): Promise<void> {
  const home = sqliteHome()
  const { server, writing } = await begin(home)
  const file = join(home.folder, 'countersign.db')
  const release = await attach(server.pid, ['-o', '/dev/null', '-P', file, '-P', `${file}-wal`, '-e', `inject=${inject}:when=${every}+${every}`])
  writing.start(50)
  await sleep(seconds * 1000)
  await writing.stop()
  await release()
  await sumUp(what, home, writing, server)
}

/** Every answer of success comes after a completed sync of the WAL: what a power cut would leave. Device-level cuts need device-mapper. */
async function syncedBeforeAnswered(count: number): Promise<void> {
  const home = sqliteHome()
  const { server, token, cookie } = await begin(home)
  const trace = join(temporaryFolder(), 'trace')
  const release = await attach(server.pid, ['-y', '-s', '20', '-o', trace, '-e', 'trace=fsync,fdatasync,write,writev'])
  for (let index = 0; index < count; index++) {
    const owner = await makeUser(server.origin, cookie)
    expectStatus(
      await ask(server.origin, keysPath, { method: 'POST', headers: byToken(token), body: { name: `synced ${index}`, userId: owner.id } }),
      201,
      'creating',
    )
  }
  await release()
  let synced = false
  let answers = 0
  let early = 0
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    if (/^f(?:data)?sync\(\d+<[^>]*-wal>\)\s+= 0/.test(line)) synced = true
    if (!line.includes('HTTP/1.1 201')) continue
    answers++
    if (!synced) early++
    synced = false
  }
  verdict(
    answers === 2 * count && early === 0,
    'power: each acknowledged write was preceded by a completed sync of the WAL',
    `${answers} answers, ${early} before their sync`,
  )
  await server.end('SIGTERM')
}

/** Writes a file until nothing more fits. */
function fillUp(path: string): string {
  try {
    for (;;) appendFileSync(path, Buffer.alloc(1024))
  } catch {
    return path
  }
}

async function fullDisk(): Promise<void> {
  const folder = temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    return skip('full disk', `no small file system can be mounted here (${String(error).split('\n')[0]})`)
  }
  undoLater(() => void execFileSync('umount', ['-l', folder]))
  chmodSync(folder, 0o700)
  const home = sqliteHome(folder)
  const { server, writing } = await begin(home)
  const filler = join(folder, 'filler')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(filler, Buffer.alloc(bavail * bsize - 400_000))
  writing.start(50)
  for (let waited = 0; writing.busy < 20 && waited < 60_000; waited += 50) await sleep(50)
  const before = writing.acknowledged.length
  // The last bytes too: a probe needs less room than a change, and finds it in the WAL for a while.
  const rest = fillUp(join(folder, 'rest'))
  let status = 0
  for (let waited = 0; status !== 503 && waited < 5000; waited += 10) {
    status = (await ask(server.origin, '/readyz')).status
    await sleep(10)
  }
  const reading = (await ask(server.origin, keysPath, { headers: { Cookie: '' } })).status
  rmSync(filler)
  rmSync(rest)
  const freed = performance.now()
  let recovered = Number.NaN
  for (let waited = 0; waited < 5000 && Number.isNaN(recovered); waited += 10) {
    if ((await ask(server.origin, '/readyz')).status === 200) recovered = performance.now() - freed
    else await sleep(10)
  }
  await sleep(500)
  await writing.stop()
  verdict(status === 503 && reading === 401, 'full disk: /readyz says 503 while the server goes on answering', `/readyz ${status}`)
  verdict(
    recovered < 5000 && writing.acknowledged.length > before,
    'full disk: it recovers by itself when there is room again',
    `ready after ${Math.round(recovered)} ms, ${writing.acknowledged.length - before} writes since`,
  )
  await sumUp('full disk', home, writing, server)
}

export async function diskFaults(short: boolean): Promise<void> {
  const probe = await startServer(sqliteHome())
  const why = await whyNoStrace(probe.pid)
  await probe.end('SIGTERM')
  const seconds = short ? 2 : 60
  print(`Failing disks, SQLite, 50 writes a second for ${seconds} s each`)
  if (why === undefined) {
    await syncedBeforeAnswered(short ? 20 : 200)
    await failing('10 % of syncs fail', 'fsync,fdatasync:error=EIO', 10, seconds)
    // A commit is a dozen writes and more, so few get through; of the others most.
    await failing('10 % of writes fail', 'pwrite64,write:error=EIO', 10, seconds)
    await failing('1 % of writes find no room', 'pwrite64,write:error=ENOSPC', 100, seconds)
  } else skip('failing syncs and writes, and their order', `system calls cannot be made to fail here (${why.trim()})`)
  await fullDisk()
}
