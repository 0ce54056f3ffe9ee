import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ask, bySession, closeConnections, exchange, makeKey, signIn } from '../checks/client.ts'
import { rowsOf, trailFault } from '../checks/database.ts'
import { writeMany } from '../checks/many-rows.ts'
import { administrator, cleanUp, postgresHome, sqliteHome, startServer, temporaryFolder, type Home } from '../checks/servers.ts'
import { knownSecret, startWithKeys } from './server-with-keys.ts'
import { needConsole, requireAll } from '#server/testing/need.ts'

/*
 * A restore drill and a move, as an operator has them: programs of their own, a real server that writes meanwhile.
 */

needConsole()
afterAll(async () => {
  closeConnections()
  await cleanUp()
})

type Ran = { code: number; out: string; err: string }
const run = (script: string, { folder, databaseUrl }: Home, words: readonly string[] = []): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', COUNTERSIGN_DATA: folder, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
    execFile(process.execPath, [join(import.meta.dirname, `${script}.ts`), ...words], { env, maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    )
  })


/** What an operator looks at: the way in, keys, secrets, the trail, the next numbers. */
async function holds(home: Home, { key, tsigId }: { key: { apiKey: string }; tsigId: string }): Promise<void> {
  expect(await trailFault(home)).toBe('0')
  const server = await startServer(home)
  const cookie = await signIn(server.origin, administrator.email, administrator.password)
  expect(await exchange(server.origin, key.apiKey)).toBeTypeOf('string')
  const revealed = await ask(server.origin, `/tsig/${tsigId}/reveal`, { method: 'POST', headers: bySession(cookie), body: {} })
  expect([revealed.status, revealed.text]).toEqual([200, expect.stringContaining(knownSecret)])
  const before = await rowsOf<{ most: number | string }>(home, 'SELECT max(number) AS most FROM users')
  const made = await ask(server.origin, '/api/v1/users', {
    method: 'POST', headers: bySession(cookie), body: { email: 'after@example.org', name: 'After', role: 'user' },
  })
  expect(made.status).toBe(201)
  const after = await rowsOf<{ most: number | string }>(home, 'SELECT max(number) AS most FROM users')
  expect(Number(after[0]!.most)).toBe(Number(before[0]!.most) + 1)
  await server.end('SIGTERM')
  expect(await trailFault(home)).toBe('0')
}

const restored = (home: Home, from: Home): Home => {
  copyFileSync(join(from.folder, 'root.key'), join(home.folder, 'root.key'))
  chmodSync(join(home.folder, 'root.key'), 0o600)
  return home
}

async function drill(home: Home, others: readonly Home[]) {
  const place = temporaryFolder()
  const [file, identity] = [join(place, 'backup.age'), join(place, 'recipient.key')]
  const made = await startWithKeys(home)
  const { out: recipient } = await run('backup', home, ['keygen', identity])
  expect(recipient).toMatch(/^age1[a-z0-9]{58}\n$/)

  // Others write meanwhile.
  const writing = { on: true }
  let written = 0
  const writers = Promise.all([0, 1, 2].map(async (who) => {
    for (; writing.on; written++) {
      const key = await makeKey(made.server.origin, bySession(made.cookie), `meanwhile ${who} ${written}`).catch(() => undefined)
      if (key) await ask(made.server.origin, `/accessmanagement/api-key/${key.id}`, { method: 'DELETE', headers: bySession(made.cookie) })
    }
  }))
  const backup = await run('backup', home, [file, '--to', recipient.trim()])
  writing.on = false
  await writers
  expect([backup.code, backup.out]).toEqual([0, expect.stringContaining('is whole. The root key is not in it')])
  expect(written).toBeGreaterThan(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const bytes = readFileSync(file)
  expect(bytes.includes(readFileSync(join(home.folder, 'root.key'), 'utf8').trim())).toBe(false)
  await made.server.end('SIGTERM')

  const verified = await run('backup', home, ['verify', file])
  expect([verified.code, verified.err]).toEqual([0, ''])
  const whole = await run('backup', home, ['verify', file, '--identity', identity])
  expect([whole.code, whole.out]).toEqual([0, expect.stringContaining('is whole, to the row')])

  for (const [what, text] of [['cut', bytes.subarray(0, -20)], ['changed', bytes.map((byte, at) => (at === bytes.length - 100 ? byte ^ 1 : byte))]] as const) {
    const bad = join(place, `${what}.age`)
    writeFileSync(bad, text)
    copyFileSync(`${file}.manifest.json`, `${bad}.manifest.json`)
    for (const words of [[], ['--identity', identity]]) {
      const { code, err } = await run('backup', home, ['verify', bad, ...words])
      expect([what, words.length, code, err]).toEqual([what, words.length, 1, expect.stringContaining('is no whole backup')])
    }
    const target = restored(sqliteHome(), home)
    expect((await run('restore', target, [bad, '--identity', identity])).code).toBe(1)
    expect(readdirSync(target.folder)).toEqual(['root.key'])
  }

  for (const other of others) {
    const target = restored(other, home)
    const { code, out, err } = await run('restore', target, [file, '--identity', identity])
    expect([code, out, code === 0 ? '' : err]).toEqual([0, expect.stringContaining('each compared'), ''])
    const again = await run('restore', target, [file, '--identity', identity])
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is not empty')])
    await holds(target, made)
  }
  // Another root key: the file is not its server's.
  const stranger = restored(sqliteHome(), home)
  writeFileSync(join(stranger.folder, 'root.key'), Buffer.alloc(32, 9).toString('base64'))
  expect((await run('backup', stranger, ['verify', file])).err).toContain('another root key made it')
  expect((await run('restore', stranger, [file, '--identity', identity])).err).toContain('another root key made it')
  expect(readdirSync(stranger.folder)).toEqual(['root.key'])
  const nobody = sqliteHome()
  expect((await run('restore', nobody, [file, '--identity', identity])).err).toMatch(/^The root key file \S+ is missing\. Put the one there/)

  // What is no key, or not there: a line that names it, and nothing of what stands in it.
  const junk = join(place, 'junk.key')
  writeFileSync(junk, 'sesame open\n')
  const empty = join(place, 'empty.key')
  writeFileSync(empty, '# nothing\n')
  for (const words of [
    [join(place, 'x.age'), '--to', 'age1zork'], [join(place, 'x.age'), '--to', junk], [join(place, 'x.age'), '--to', join(place, 'nokey')],
    [join(place, 'x.age'), '--to', identity],
    ['verify', file, '--identity', junk], ['verify', file, '--identity', empty], ['verify', file, '--identity', place],
  ]) {
    const { code, out, err } = await run('backup', home, words)
    expect([words, code, out, err]).toEqual([words, 1, '', expect.stringMatching(/^.{10,300}\.\n$/)])
    expect(err).not.toMatch(/sesame|SECRET-KEY-1\w|cannot start|    at /)
  }
  expect(existsSync(join(place, 'x.age'))).toBe(false)
}

const postgres = (skip: (why: string) => never) => postgresHome({ fsync: false }).catch((error: Error) => {
  if (requireAll) throw error
  return skip(`no PostgreSQL: ${error.message}`)
})

test('restore drill on SQLite, into SQLite and PostgreSQL', async ({ skip }) => {
  await drill(sqliteHome(), [sqliteHome(), await postgres(skip)])
}, 600_000)

test('restore drill on PostgreSQL, into PostgreSQL and SQLite', async ({ skip }) => {
  await drill(await postgres(skip), [await postgres(skip), sqliteHome()])
}, 600_000)

test('a move from SQLite to PostgreSQL with 10,000 keys', async ({ skip }) => {
  const target = await postgres(skip)
  const home = sqliteHome()
  const made = await startWithKeys(home)
  const to: Home = { ...home, kind: 'postgres', databaseUrl: target.databaseUrl! }
  const busy = await run('db-move', to)
  expect([busy.code, busy.err]).toEqual([1, expect.stringContaining('Another Countersign process holds')])
  await made.server.end('SIGTERM')
  await writeMany(home, { keys: 10_000, rows: 20_000, giants: 5, tokens: 5 })
  const moved = await run('db-move', to)
  expect([moved.code, moved.code === 0 ? '' : moved.err]).toEqual([0, ''])
  expect(moved.out).toMatch(/the same digest on both sides[^]*The audit trail holds: 20\d{3} rows/)
  for (const table of ['credentials', 'credential_values', 'audit', 'tsig_keys', 'uses', 'users']) {
    const count = async (of: Home) => Number((await rowsOf<{ n: number | string }>(of, `SELECT count(*) AS n FROM ${table}`))[0]!.n)
    expect([table, await count(to)]).toEqual([table, await count(home)])
  }
  const again = await run('db-move', to)
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('is not empty')])
  await holds(to, made)
}, 600_000)

test('words that are none are told the right ones', async () => {
  const home = sqliteHome()
  for (const [script, words] of [['backup', []], ['backup', ['x.age']], ['backup', ['verify']], ['restore', ['x.age']], ['db-move', ['now']]] as const) {
    const { code, err } = await run(script, home, words)
    expect([script, code, err]).toEqual([script, 2, expect.stringContaining('npm run')])
  }
  expect((await run('db-move', home)).err).toContain('Set DATABASE_URL')
}, 600_000)
