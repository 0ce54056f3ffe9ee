import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ask, closeConnections, signIn } from '../checks/client.ts'
import { rowsOf, trailFault } from '../checks/database.ts'
import { administrator, cleanUp, postgresHome, sqliteHome, startServer, temporaryFolder, type Home } from '../checks/servers.ts'
import { needConsole, requireAll } from '#server/testing/need.ts'

/*
 * `npm run admin` as an operator has it: a program of its own, while a server runs and while none does. Seen to fail: on the SQLite
 * of a running server without the socket, whose lock keeps every other process out.
 */

needConsole()
afterAll(async () => {
  closeConnections()
  await cleanUp()
})

/** Runs it in the place of an operator. */
function admin({ folder, databaseUrl }: Home, words: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', COUNTERSIGN_DATA: folder, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
    const child = execFile(process.execPath, [join(import.meta.dirname, 'admin.ts'), ...words], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    )
    child.stdin?.end(input)
  })
}

const { email } = administrator
const next = 'harbour velvet unicycle'
const tried = async (origin: string, password: string) =>
  (await ask(origin, '/api/v1/session', { method: 'POST', headers: { 'X-Countersign-CSRF': '1' }, body: { email, password } })).status
const orders = (home: Home) =>
  rowsOf<{ actor_name: string; action: string }>(home, `SELECT actor_name, action FROM audit WHERE actor_name LIKE 'the machine%' ORDER BY seq`)

async function play(home: Home) {
  const server = await startServer(home, { env: { COUNTERSIGN_LIMITS: 'on' } })
  for (let i = 0; i < 5; i++) await tried(server.origin, 'not hers at all')
  expect(await tried(server.origin, administrator.password)).toBe(429)
  const unlocked = await admin(home, ['unlock', email])
  expect([unlocked.code, unlocked.out]).toEqual([0, `${email} may try to sign in again at once.\n`])
  // A server on PostgreSQL hears of it within a second.
  let status = 429
  for (const deadline = Date.now() + 60_000; status === 429 && Date.now() < deadline;) status = await tried(server.origin, administrator.password)
  expect(status).toBe(204)

  // By standard input, and never as an argument.
  const given = await admin(home, ['reset-password', email, '--stdin'], `${next}\n`)
  expect([given.code, given.out, given.err]).toEqual([0, expect.stringContaining(`${email} has the new password`), ''])
  expect(await tried(server.origin, administrator.password)).toBe(401)
  expect(await signIn(server.origin, email, next)).toMatch(/^session=/)
  expect((await admin(home, ['reset-password', email, next])).code).toBe(2)
  const refused = await admin(home, ['reset-password', email, '--stdin'], 'short\n')
  expect([refused.code, refused.out, refused.err]).toEqual([1, '', 'Use 15 characters or more.\n'])
  if (home.kind === 'sqlite') expect(statSync(join(home.folder, 'admin.sock')).mode & 0o777).toBe(0o600)
  await server.end('SIGTERM')

  // The same where no server runs.
  const list = await admin(home, ['list'])
  expect([list.code, list.out.split('\n').length]).toEqual([0, 2])
  expect(list.out).toMatch(new RegExp(`^${email} +\\S+ +administrator +active +\\d{4}-`))
  const link = await admin(home, ['reset-password', email])
  expect(link.out).toMatch(/^Open http:\/\/127\.0\.0\.1:4000\/invitation#[\w-]{32} to set a password/)
  expect((await admin(home, ['make-administrator', 'nobody@example.org'])).err).toMatch(/^There is no user with the e-mail address nobody@example\.org\./)
  expect((await orders(home)).map(({ actor_name, action }) => [/^the machine \(.+\)$/.test(actor_name), action])).toEqual([
    [true, 'user.unlock'],
    [true, 'password.update'],
    [true, 'user.invite'],
  ])
  expect(await trailFault(home)).toBe('0')
}

test('on SQLite', () => play(sqliteHome()), 600_000)
test('on PostgreSQL', async ({ skip }) => {
  const home = await postgresHome({ fsync: false }).catch((error: Error) => {
    if (requireAll) throw error
    return skip(`no PostgreSQL: ${error.message}`)
  })
  await play(home)
}, 600_000)

test('in the wrong place it makes nothing and says so; wrong words are told the right ones', async () => {
  const home: Home = { kind: 'sqlite', folder: temporaryFolder() }
  const nowhere = await admin(home, ['list'])
  expect([nowhere.code, nowhere.out]).toEqual([1, ''])
  expect(nowhere.err).toMatch(/^There is no .*countersign\.db\. Run this where the server runs, with its settings/)
  for (const words of [[], ['delete', email], ['unlock'], ['unlock', '--help'], ['list', 'all'], ['reset-password', email, '--stdin', 'more']]) {
    const { code, err } = await admin(home, words)
    expect([words, code, err.startsWith('npm run admin -- list')]).toEqual([words, 2, true])
  }
}, 600_000)
