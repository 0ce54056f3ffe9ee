import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { exportAudit, verifyAudit } from '#contract/audit.ts'
import { start } from '#server/node.ts'
import { needConsole, requireAll } from '#server/testing/need.ts'
import { ask, closeConnections, signIn } from '../checks/client.ts'
import { rowsOf } from '../checks/database.ts'
import { administrator, cleanUp, postgresHome, sqliteHome, type Home } from '../checks/servers.ts'

/*
 * `npm run admin -- archive-audit` as an operator has it, killed where it hurts, and what is left of it verified by another program
 * without the server. Failed on our own: a file that could not be written, or that was there already, was said to be worth keeping.
 */

needConsole()
const day = 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'countersign-archive-'))
afterAll(async () => {
  closeConnections()
  await cleanUp()
  rmSync(folder, { recursive: true, force: true })
})

const environment = ({ folder: data, databaseUrl }: Home) => ({
  COUNTERSIGN_DATA: data, LOG_LEVEL: 'silent', COUNTERSIGN_LIMITS: 'off', ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
})
/** A server in this process, as if it were that many days ago. */
const serve = (home: Home, ago = 0) => start(
  { ...environment(home), PORT: '0', COUNTERSIGN_SETUP_EMAIL: administrator.email, COUNTERSIGN_SETUP_PASSWORD: administrator.password },
  { now: () => Date.now() - ago * day, passwordCost: { N: 16, r: 8, p: 1 } },
)
const enter = (origin: string) => signIn(origin, administrator.email, administrator.password)

/** Kills the program with -9 in front of this text of this file, before it runs. */
interface Kill {
  file: string
  before: string
}
const killer = ({ file, before }: Kill) => `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) {
  const loaded = next(url, context)
  if (!url.endsWith(${JSON.stringify(`/${file}`)})) return loaded
  const text = String(loaded.source)
  if (!text.includes(${JSON.stringify(before)})) throw new Error('There is no such place to be killed at.')
  return { ...loaded, source: text.replace(${JSON.stringify(before)}, (found) => "process.kill(process.pid, 'SIGKILL');" + found) }
} })`

interface Ended {
  code: number | string
  out: string
  err: string
}
function run(program: string, words: readonly string[], home: Home, { kill, fileSize }: { kill?: Kill; fileSize?: number } = {}): Promise<Ended> {
  const hook = kill && `--import=data:text/javascript;base64,${Buffer.from(killer(kill)).toString('base64')}`
  const line = [process.execPath, ...(hook ? [hook] : []), join(import.meta.dirname, program), ...words]
  // Where a file has become as large as it may, a write fails as on a full disk.
  const [command, ...rest] = fileSize === undefined ? line : ['sh', '-c', `ulimit -f ${fileSize}; exec "$@"`, 'sh', ...line]
  return new Promise((resolve) => {
    execFile(command!, rest, { env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment(home) } }, (error, out, err) =>
      resolve({ code: error?.signal ?? (typeof error?.code === 'number' ? error.code : error ? 'broken' : 0), out, err }),
    )
  })
}
const archive = (home: Home, file: string, before: string, options?: Parameters<typeof run>[3]) =>
  run('admin.ts', ['archive-audit', join(folder, file), before], home, options)
const dayBefore = (ago: number) => new Date(Date.now() - ago * day).toISOString().slice(0, 10)

/** Twelve rows and more of forty days ago, some of today. */
async function withOldRows(home: Home): Promise<Home> {
  for (const [ago, times] of [[40, 12], [0, 4]] as const) {
    const server = await serve(home, ago)
    for (let time = 0; time < times; time++) await enter(server.origin)
    await server.stop()
  }
  return home
}
const numbers = async (home: Home) => (await rowsOf<{ seq: number | string }>(home, 'SELECT seq FROM audit ORDER BY seq')).map(({ seq }) => Number(seq))

/** Starts a server, which finds a trail that holds, and lets go what stands before row `begins`; answers what is left of it as a file. */
async function rest(home: Home, name: string, begins: number): Promise<string> {
  const server = await serve(home)
  try {
    const headers = { Cookie: await enter(server.origin), 'X-Countersign-CSRF': '1' }
    expect(JSON.parse((await ask(server.origin, verifyAudit.path, { headers })).text)).toMatchObject({ holds: true, broken: 0 })
    await expect.poll(async () => (await numbers(home))[0]).toBe(begins)
    const path = join(folder, name)
    writeFileSync(path, (await ask(server.origin, `${exportAudit.path}?format=ndjson`, { headers })).text)
    return path
  } finally {
    await server.stop()
  }
}

async function play(home: Home) {
  const { kind } = home
  const name = (file: string) => `${kind}-${file}`
  await withOldRows(home)
  const all = await numbers(home)

  // Half of a file is none.
  const half = await archive(home, name('half'), dayBefore(10), { kill: { file: 'scripts/audit-archive.ts', before: 'fsyncSync(open)' } })
  expect([half.code, existsSync(join(folder, name('half')))]).toEqual(['SIGKILL', false])
  // The file is there, and the database knows nothing of it.
  const ordering = { file: 'scripts/admin.ts', before: 'const settings = readSettings(process.env)\n  const answer' }
  const early = await archive(home, name('early'), dayBefore(10), { kill: ordering })
  expect([early.code, await numbers(home)]).toEqual(['SIGKILL', all])
  expect((await run('audit-verify.ts', [join(folder, name('early'))], home)).out).toMatch(/^The chain holds: \d+ rows/)
  const again = await archive(home, name('early'), dayBefore(10))
  expect([again.code, again.err]).toEqual([1, `${join(folder, name('early'))} is there already. Give another name.\n`])

  // Sealed, and nothing removed yet.
  const sealed = await archive(home, name('first'), dayBefore(10), { kill: { file: 'server/audit/audit.ts', before: 'if (!leftovers) return false' } })
  expect([sealed.code, (await numbers(home))[0]]).toEqual(['SIGKILL', 1])
  const twice = await archive(home, name('twice'), dayBefore(10))
  expect([twice.code, twice.err]).toEqual([1, expect.stringMatching(/^There are no rows before .* that are not in an archive already\.\n$/)])
  expect(readdirSync(folder).filter((file) => file.includes(name('twice')))).toEqual([])

  const first = join(folder, name('first'))
  expect(statSync(first).mode & 0o777).toBe(0o600)
  const last = (JSON.parse(readFileSync(first, 'utf8').trimEnd().split('\n').at(-2)!) as { seq: number }).seq
  const left = await rest(home, name('left'), last + 1)
  const whole = await run('audit-verify.ts', [first, left], home)
  expect([whole.code, whole.err, whole.out.match(/The chain holds/g)?.length]).toEqual([0, '', 2])
  // Without the first, and in another order, it is told.
  expect((await run('audit-verify.ts', [left, first], home)).code).toBe(1)

  const detail = await rowsOf<{ detail: string }>(home, `SELECT detail FROM audit WHERE action = 'audit.archive'`)
  expect(detail.map((row) => JSON.parse(row.detail) as unknown)).toEqual([
    expect.objectContaining({ file: name('first'), from: 1, to: last, rows: last, begins: expect.stringMatching(/Z$/) as string }),
  ])
}

test('killed in the midst of it, and once more: on SQLite', () => play(sqliteHome()), 900_000)
test('killed in the midst of it, and once more: on PostgreSQL', async ({ skip }) => {
  const home = await postgresHome({ fsync: false }).catch((error: Error) => {
    if (requireAll) throw error
    return skip(`no PostgreSQL: ${error.message}`)
  })
  await play(home)
}, 900_000)

test('beside a server that runs; what cannot be written is said, and nothing leaves the database', async () => {
  const home = await withOldRows(sqliteHome())
  const all = await numbers(home)
  const path = join(folder, 'x')
  for (const words of [[], [path], [path, 'yesterday'], [path, '2026-13-01'], [path, '2026-01-01', 'more']]) {
    const { code, out, err } = await run('admin.ts', ['archive-audit', ...words], home)
    expect([words, code, out, err]).toEqual([words, 2, '', expect.stringContaining('archive-audit <file> <date>')])
  }
  writeFileSync(join(folder, 'file'), '')
  for (const [file, says] of [
    ['nowhere/a', /nowhere\/a cannot be written: no file can be made there\.\n$/], ['file/a', /cannot be written: a part of that path is a file/],
    ['../../proc/a', /cannot be written: /],
  ] as const) {
    const { code, out, err } = await archive(home, file, dayBefore(10))
    expect([file, code, out, err]).toEqual([file, 1, '', expect.stringMatching(says)])
    expect(err).not.toMatch(/\n.*\n|cannot start/)
  }
  const near = await archive(home, 'near', dayBefore(0))
  expect([near.code, near.err]).toEqual([1, expect.stringMatching(/is too near: the rows of the last day stay\.\n$/)])

  let begins = 0
  const server = await serve(home)
  try {
    const full = await archive(home, 'full', dayBefore(10), { fileSize: 1 })
    expect([full.code, full.err]).toEqual([1, expect.stringMatching(/full cannot be written: it may not become as large\.\n$/)])
    expect(readdirSync(folder).filter((file) => file.startsWith('full'))).toEqual([])
    expect((await numbers(home)).slice(0, all.length)).toEqual(all)
    const done = await archive(home, 'beside', dayBefore(10))
    expect([done.code, done.err]).toEqual([0, ''])
    expect(done.out).toMatch(/^The trail begins behind row \d+ now; .*\n.*beside holds them: npm run audit:verify -- .*beside\. Keep it/)
    begins = Number(/row (\d+)/.exec(done.out)![1]) + 1
  } finally {
    await server.stop()
  }
  expect((await run('audit-verify.ts', [join(folder, 'beside'), await rest(home, 'beside-left', begins)], home)).code).toBe(0)
}, 900_000)
