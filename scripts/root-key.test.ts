import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { revealTsigSecret } from '#contract/tsig-keys.ts'
import { ask, bySession, closeConnections, exchange, keysPath, makeKey, signIn } from '../checks/client.ts'
import { trailFault } from '../checks/database.ts'
import { administrator, cleanUp, postgresHome, sqliteHome, startServer, type Home } from '../checks/servers.ts'
import { knownSecret, startWithKeys } from './server-with-keys.ts'
import { needConsole, requireAll } from '#server/testing/need.ts'

/*
 * `npm run admin -- rotate-root-key` beside a server that is written to, with either of them killed (kill -9) in the midst of it.
 * After each kill the server starts, every key and secret works and the trail holds. Seen to fail: with the file put in place
 * before the commit, and with no look at the next key at the start.
 */

needConsole()
afterAll(async () => {
  closeConnections()
  await cleanUp()
})

/** Begins a rotation; `after` kills it so many milliseconds later. */
function rotate({ folder, databaseUrl }: Home, after?: number): Promise<{ code: number | null; err: string }> {
  const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', COUNTERSIGN_DATA: folder, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'admin.ts'), 'rotate-root-key'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString() })
  const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after)
  return new Promise((resolve) => child.once('close', (code) => {
    clearTimeout(timer)
    resolve({ code, err })
  }))
}

const keyFile = ({ folder }: Home) => join(folder, 'root.key')

/** Answers the headers of a session that has just given the password. */
async function works(origin: string, { key, tsigId }: Awaited<ReturnType<typeof startWithKeys>>): Promise<Record<string, string>> {
  // The password of the last five minutes, however slow the machine is.
  const cookie = await signIn(origin, administrator.email, administrator.password)
  expect(await exchange(origin, key.apiKey)).toBeTypeOf('string')
  const revealed = await ask(origin, revealTsigSecret.path.replace('{tsigId}', tsigId), { method: 'POST', headers: bySession(cookie), body: {} })
  expect([revealed.status, revealed.text]).toEqual([200, expect.stringContaining(knownSecret)])
  return bySession(cookie)
}

async function play(home: Home, kills: number): Promise<void> {
  const made = await startWithKeys(home)
  let { server } = made
  // How long one takes here, so that the kills fall within.
  const started = performance.now()
  const whole = await rotate(home)
  expect([whole.code, whole.err]).toEqual([0, ''])
  const span = performance.now() - started
  expect(existsSync(`${keyFile(home)}.new`)).toBe(false)
  for (const path of [keyFile(home), `${keyFile(home)}.old`]) expect([path, statSync(path).mode & 0o777]).toEqual([path, 0o600])
  expect(readFileSync(keyFile(home), 'utf8')).not.toBe(readFileSync(`${keyFile(home)}.old`, 'utf8'))
  await works(server.origin, made)

  for (let kill = 0; kill < kills; kill++) {
    const at = span * (0.5 + (0.6 * kill) / kills)
    if (kill % 2 === 0) await rotate(home, at)
    else {
      // The server goes, and what gives the order goes on by itself or not.
      const rotating = rotate(home)
      await new Promise((resolve) => setTimeout(resolve, at))
      await server.end('SIGKILL')
      await rotating
      server = await startServer(home)
    }
    await works(server.origin, made)
    await server.end('SIGKILL')
    server = await startServer(home)
    const headers = await works(server.origin, made)
    const after = await makeKey(server.origin, headers, `after ${kill}`)
    expect(await exchange(server.origin, after.apiKey)).toBeTypeOf('string')
    expect((await ask(server.origin, `${keysPath}/${after.id}`, { method: 'DELETE', headers })).status).toBe(204)
  }
  const last = await rotate(home)
  expect([last.code, last.err]).toEqual([0, ''])
  await works(server.origin, made)
  await server.end('SIGTERM')
  expect(await trailFault(home)).toBe('0')

  // Between the commit and the file: what a kill leaves there, exactly.
  copyFileSync(keyFile(home), `${keyFile(home)}.new`)
  rmSync(keyFile(home))
  copyFileSync(`${keyFile(home)}.old`, keyFile(home))
  server = await startServer(home)
  await works(server.origin, made)
  expect(existsSync(`${keyFile(home)}.new`)).toBe(false)
  await server.end('SIGTERM')
  // The key before opens nothing any more.
  copyFileSync(`${keyFile(home)}.old`, keyFile(home))
  await expect(startServer(home)).rejects.toThrow(/is not the one/)
}

test('on SQLite', () => play(sqliteHome(), 6), 900_000)
test('on PostgreSQL', async ({ skip }) => {
  const home = await postgresHome({ fsync: false }).catch((error: Error) => {
    if (requireAll) throw error
    return skip(`no PostgreSQL: ${error.message}`)
  })
  await play(home, 4)
}, 900_000)
