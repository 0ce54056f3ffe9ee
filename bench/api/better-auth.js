import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { apiKey } from '@better-auth/api-key'
import { getRequestListener } from '@hono/node-server'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { Hono } from 'hono'
import { valueOf } from '../many-keys.ts'

/*
 * better-auth and its API-key plugin behind Hono, on SQLite (WAL, synchronous NORMAL, as its users have it), limits off.
 * `node bench/api/better-auth.js <file> <keys>` prints its port and a session.
 */

const [file, count] = process.argv.slice(2)
const database = new DatabaseSync(file)
database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL')
const auth = betterAuth({
  database, secret: 'x'.repeat(40), baseURL: 'http://127.0.0.1', telemetry: { enabled: false }, rateLimit: { enabled: false }, logger: { disabled: true },
  emailAndPassword: { enabled: true }, plugins: [apiKey({ rateLimit: { enabled: false }, defaultPrefix: 'ak_', enableMetadata: false })],
})
await (await getMigrations(auth.options)).runMigrations()
const signedUp = await auth.api.signUpEmail({ body: { email: `${Date.now()}@example.org`, password: 'correct horse 1', name: 'bench' }, returnHeaders: true })
const cookie = signedUp.headers.get('set-cookie').split(';')[0]
const { id: userId } = signedUp.response.user

const columns = database.prepare("PRAGMA table_info('apikey')").all().map(({ name }) => String(name))
const now = new Date().toISOString()
const insert = database.prepare(`INSERT OR IGNORE INTO apikey (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
database.exec('BEGIN')
for (let at = 0; at < Number(count); at++) {
  const row = {
    id: `k${at}`, configId: 'default', name: `key ${at}`, start: 'ak_', prefix: 'ak_', key: createHash('sha256').update(valueOf(at)).digest('base64url'), referenceId: userId, userId,
    enabled: 1, rateLimitEnabled: 0, rateLimitTimeWindow: 86_400_000, rateLimitMax: 10, requestCount: 0, createdAt: now, updatedAt: now,
  }
  insert.run(...columns.map((name) => row[name] ?? null))
}
database.exec('COMMIT')

const app = new Hono()
app.post('/login', async (c) => {
  const { key } = await c.req.json()
  const found = await auth.api.verifyApiKey({ body: { key } })
  return found.valid ? c.json({ id: found.key.id }) : c.json({ error: found.error }, 401)
})
app.post('/keys', async (c) => {
  const { name } = await c.req.json()
  const made = await auth.api.createApiKey({ body: { name, userId } })
  return c.json({ id: made.id, key: made.key }, 201)
})
app.get('/me', async (c) => {
  const found = await auth.api.getSession({ headers: c.req.raw.headers })
  return found ? c.json({ id: found.user.id }) : c.json({ error: 'no' }, 401)
})
const server = createServer(getRequestListener(app.fetch))
server.listen(0, '127.0.0.1', () => process.stdout.write(`UP ${server.address().port} cookie: ${cookie}\n`))
