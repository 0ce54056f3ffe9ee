import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { CannotStart } from '../problem.ts'
import { guardDataFolder } from './node-private-files.ts'
import { readRootKey } from '../node/root-key.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'countersign-files-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8)
const isRoot = process.geteuid?.() === 0
const good = Buffer.alloc(32, 7).toString('base64')

/** Makes what a first start makes, in a process of its own with this umask, and looks while it runs. */
function firstStart(data: string, umask: string): Record<string, string> {
  const module = (path: string) => pathToFileURL(join(import.meta.dirname, path)).href
  const script = `
    process.umask(${umask})
    const { guardDataFolder } = await import(${JSON.stringify(module('node-private-files.ts'))})
    const { openSqlite } = await import(${JSON.stringify(module('node-sqlite.ts'))})
    const { readRootKey } = await import(${JSON.stringify(module('../node/root-key.ts'))})
    const { readdirSync, statSync } = await import('node:fs')
    const data = ${JSON.stringify(data)}
    guardDataFolder(data)
    const store = await openSqlite(data + '/countersign.db')
    readRootKey(data + '/root.key', true)
    await store.probe()
    const modes = Object.fromEntries(['.', ...readdirSync(data)].map((name) => [name, (statSync(data + '/' + name).mode & 0o7777).toString(8)]))
    await store.close()
    console.log(JSON.stringify(modes))`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  ) as Record<string, string>
}

// The lock file took the umask's mode: 0644 for most, 0666 under umask 0.
test.each(['0o000', '0o022', '0o077', '0o277'])('whatever the umask is (%s), the folder is 0700 and every file 0600', (umask) => {
  const data = join(folder(), 'deep', 'data')
  const modes = firstStart(data, umask)
  expect(Object.keys(modes).sort()).toEqual([
    '.',
    'countersign.db',
    'countersign.db-shm',
    'countersign.db-wal',
    'countersign.db.lock',
    'countersign.db.lock-journal',
    'root.key',
  ])
  expect(modes['.']).toBe('700')
  for (const [name, mode] of Object.entries(modes)) if (name !== '.') expect([name, mode]).toEqual([name, '600'])
  expect(modeOf(join(data, '..'))).toBe('700')
})

test('what is wider is narrowed, and told: each file and the folder', () => {
  const data = folder()
  for (const name of ['countersign.db', 'countersign.db-wal', 'countersign.db-shm', 'countersign.db.lock']) writeFileSync(join(data, name), '', { mode: 0o644 })
  chmodSync(join(data, 'countersign.db'), 0o660)
  writeFileSync(join(data, 'root.key'), good, { mode: 0o600 })
  chmodSync(data, 0o755)
  const told = guardDataFolder(data)
  expect(told).toHaveLength(5)
  for (const name of ['', 'countersign.db', 'countersign.db-wal'])
    expect(told.some((line) => line.startsWith(`${join(data, name).replace(/\/$/, '')} had mode `))).toBe(true)
  expect([modeOf(data), ...readdirSync(data).map((name) => modeOf(join(data, name)))]).toEqual(['700', '600', '600', '600', '600', '600'])
  expect(guardDataFolder(data)).toEqual([])
})

test('a database that is a link is narrowed where it is, with its journal', () => {
  const [data, elsewhere] = [folder(), folder()]
  for (const ending of ['', '-wal', '-shm', '.lock']) writeFileSync(join(elsewhere, `db${ending}`), '', { mode: 0o644 })
  symlinkSync(join(elsewhere, 'db'), join(data, 'countersign.db'))
  guardDataFolder(data)
  for (const ending of ['', '-wal', '-shm', '.lock']) expect(modeOf(join(elsewhere, `db${ending}`))).toBe('600')
})

test('a folder that others use too is not taken from them', () => {
  const shared = folder()
  writeFileSync(join(shared, 'somebody.txt'), '')
  chmodSync(shared, 0o755)
  expect(() => guardDataFolder(shared)).toThrow(
    /is open to other users \(mode 0755\) and holds other things than Countersign's, such as somebody\.txt\. Set COUNTERSIGN_DATA/,
  )
  chmodSync(shared, 0o1777)
  rmSync(join(shared, 'somebody.txt'))
  expect(() => guardDataFolder(shared)).toThrow(/is one that all users of this machine share\. Set COUNTERSIGN_DATA/)
  expect(modeOf(shared)).toBe('1777')
  // One's own with other things in it is nobody's business.
  const own = folder()
  writeFileSync(join(own, 'notes.txt'), '', { mode: 0o644 })
  expect(guardDataFolder(own)).toEqual([])
})

test('the root key is made for an empty database only, and read again', () => {
  const path = join(folder(), 'keys', 'root.key')
  expect(() => readRootKey(path, false)).toThrow(/is missing, and the database is not empty/)
  expect(existsSync(path)).toBe(false)
  const key = readRootKey(path, true)
  expect(key).toHaveLength(32)
  expect([modeOf(path), modeOf(join(path, '..')), Buffer.from(readRootKey(path, false)).toString('base64')]).toEqual([
    '600',
    '700',
    readFileSync(path, 'utf8').trim(),
  ])
})

// Fails when the mode is looked at for some bits only: each alone lets somebody else in.
test.each([0o640, 0o604, 0o660, 0o606, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666, 0o440])(
  'a root key of mode %o is refused, with the command that closes it',
  (mode) => {
    const path = join(folder(), 'root.key')
    writeFileSync(path, good, { mode: 0o600 })
    chmodSync(path, mode)
    expect(() => readRootKey(path, false)).toThrow(
      new RegExp(`can be read or changed by other users \\(its mode is 0${mode.toString(8)}\\)\\. Run: chmod 600 `),
    )
  },
)

test.each([0o600, 0o400])('one of mode %o is read', (mode) => {
  const path = join(folder(), 'root.key')
  for (const text of [good, `${good}\n`, `${good}\r\n`, ` ${good} `]) {
    writeFileSync(path, text, { mode: 0o600 })
    chmodSync(path, mode)
    expect([...readRootKey(path, false)]).toEqual(Array<number>(32).fill(7))
    chmodSync(path, 0o600)
  }
})

// `Buffer.from(…, 'base64')` reads round what is no base64: each of the first was taken for a key, though nobody can say which.
test.each([
  ['junk before', `key: ${good}`, /does not hold a key/], ['junk between', `${good.slice(0, 20)}!${good.slice(20)}`, /does not hold a key/],
  ['junk behind', `${good}\n# mine`, /does not hold a key/], ['a break between', `${good.slice(0, 20)}\n${good.slice(20)}`, /does not hold a key/],
  ['base64url', Buffer.alloc(32, 251).toString('base64url'), /does not hold a key/], ['no padding', good.slice(0, -1), /does not hold a key/],
  ['stray bits', `${good.slice(0, -2)}d=`, /does not hold a key/], ['a byte order mark', `\ufeff${good}`, /does not hold a key/],
  ['31 octets', Buffer.alloc(31, 7).toString('base64'), /does not hold a key/], ['33 octets', Buffer.alloc(33, 7).toString('base64'), /does not hold a key/],
  ['hex', Buffer.alloc(32, 7).toString('hex'), /does not hold a key/], ['the octets themselves', '\u0007'.repeat(32), /does not hold a key/],
  ['nothing', '', /is empty/], ['blanks', ' \n \n', /is empty/], ['a book', good.repeat(100), /has 4400 bytes and is something else/],
])('a root key file with %s is refused with a sentence that names it', (_, text, why) => {
  const path = join(folder(), 'root.key')
  writeFileSync(path, text, { mode: 0o600 })
  expect(() => readRootKey(path, false)).toThrow(why)
  expect(() => readRootKey(path, false)).toThrow(CannotStart)
  expect(() => readRootKey(path, true), 'and never written over').toThrow(path)
  expect(readFileSync(path, 'utf8')).toBe(text)
})

test('a folder, a pipe, a link, a file of another user: a sentence each', () => {
  const at = folder()
  const refused = (path: string) => {
    try {
      readRootKey(path, true)
    } catch (error) {
      expect(error).toBeInstanceOf(CannotStart)
      return (error as Error).message
    }
    throw new Error(`${path} was taken`)
  }
  mkdirSync(join(at, 'folder.key'))
  expect(refused(join(at, 'folder.key'))).toMatch(/is a folder\. Restore the file/)
  execFileSync('mkfifo', ['-m', '600', join(at, 'pipe.key')])
  expect(refused(join(at, 'pipe.key'))).toMatch(/is not an ordinary file/)
  expect(refused('/dev/zero')).toMatch(/is not an ordinary file/)
  writeFileSync(join(at, 'file'), good, { mode: 0o600 })
  expect(refused(join(at, 'file', 'root.key'))).toMatch(/a part of that path is a file and not a folder/)
  symlinkSync(join(at, 'nowhere'), join(at, 'dangling.key'))
  expect(refused(join(at, 'dangling.key'))).toMatch(/is a link to nothing/)
  const elsewhere = join(folder(), 'root.key')
  writeFileSync(elsewhere, good, { mode: 0o600 })
  symlinkSync(elsewhere, join(at, 'stray.key'))
  expect(refused(join(at, 'stray.key'))).toContain(`is a link to ${elsewhere}, in another folder`)
  // As a secret is mounted in Kubernetes: root.key → ..data/root.key, ..data → ..2026_11_29.
  mkdirSync(join(at, '..2026_11_29'))
  writeFileSync(join(at, '..2026_11_29', 'root.key'), good, { mode: 0o600 })
  symlinkSync('..2026_11_29', join(at, '..data'))
  symlinkSync('..data/root.key', join(at, 'root.key'))
  expect(readRootKey(join(at, 'root.key'), false)).toHaveLength(32)
  // Root can give a file away; everybody else finds one of root's.
  const foreign = isRoot ? join(at, 'foreign.key') : '/etc/passwd'
  if (isRoot) {
    writeFileSync(foreign, good, { mode: 0o600 })
    chownSync(foreign, 12345, 12345)
  }
  expect(refused(foreign)).toMatch(
    isRoot ? /belongs to another user \(uid 12345\), who can read and change it\. Run: chown root / : /belongs to another user \(root\)/,
  )
})
