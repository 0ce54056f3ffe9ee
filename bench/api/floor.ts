import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { valueOf } from '../many-keys.ts'

/*
 * What a login costs at least that is on disk before it is answered: `node:http` and SQLite, with a key's row found, a token's row
 * written and one fsync for all that wait, as ours; no rights, no log, no figures. `node bench/api/floor.ts <file> <keys>`.
 */

const [, , file = '', count = '0'] = process.argv
const database = new DatabaseSync(file)
database.exec(`PRAGMA journal_mode=wal; PRAGMA synchronous=full; PRAGMA foreign_keys=1;
  CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, expires INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS tokens (hash TEXT PRIMARY KEY, key INTEGER NOT NULL REFERENCES keys (id), expires INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS tokens_key ON tokens (key);
  CREATE INDEX IF NOT EXISTS tokens_expires ON tokens (expires)`)

const pepper = createSecretKey(Buffer.alloc(32, 7))
const digest = (text: string) => createHmac('sha256', pepper).update(text).digest('base64url')
if (database.prepare('SELECT 1 FROM keys LIMIT 1').get() === undefined) {
  const insert = database.prepare('INSERT INTO keys (hash, expires) VALUES (?, ?)')
  database.exec('BEGIN')
  for (let at = 0; at < Number(count); at++) insert.run(digest(valueOf(at)), Date.now() + 86_400_000)
  database.exec('COMMIT')
}
const find = database.prepare('SELECT id, expires FROM keys WHERE hash = ?')
const write = database.prepare('INSERT INTO tokens (hash, key, expires) VALUES (?, ?, ?)')
const check = database.prepare('SELECT k.id, t.expires FROM tokens t JOIN keys k ON k.id = t.key WHERE t.hash = ?')

const made = () => createHash('sha256').update(randomBytes(24)).digest('base64url')
let waiting: (() => () => void)[] = []

function commit(): void {
  const works = waiting
  waiting = []
  database.exec('BEGIN IMMEDIATE')
  const answers = works.map((work) => work())
  database.exec('COMMIT')
  for (const answer of answers) answer()
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

const server = createServer((request, response) => {
  const value = request.headers.authorization?.slice(7) ?? ''
  const row = (request.method === 'GET' ? check : find).get(digest(value)) as { id: number; expires: number } | undefined
  if (!row || row.expires <= Date.now()) return answer(response, 401, { error: 'no' })
  if (request.method === 'GET') return answer(response, 200, { id: row.id })
  if (waiting.length === 0) setImmediate(commit)
  waiting.push(() => {
    const token = made()
    write.run(digest(token), row.id, Date.now() + 3_600_000)
    return () => answer(response, 200, { token })
  })
})
server.listen(0, '127.0.0.1', () => {
  const token = made()
  write.run(digest(token), 1, Date.now() + 3_600_000)
  process.stdout.write(`UP ${(server.address() as AddressInfo).port} Authorization: Bearer ${token}\n`)
})
