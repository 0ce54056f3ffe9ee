import { createHash, createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { valueOf } from '../many-keys.ts'

/*
 * What one process of Node can do at most: `node:http` and a Map, nothing kept. `node bench/api/limit.ts <keys>` prints its
 * port and a token. The keys are those of the seeded databases.
 */

const secret = createSecretKey(Buffer.alloc(32, 7))
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const seconds = () => Math.trunc(Date.now() / 1000)
const mac = (payload: string) => createHmac('sha256', secret).update(payload).digest()

function tokenFor(id: number): string {
  const payload = Buffer.from(JSON.stringify({ sub: id, exp: seconds() + 3600 })).toString('base64url')
  return `${payload}.${mac(payload).toString('base64url')}`
}

function holder(header: string | undefined): number | undefined {
  const token = header?.startsWith('Bearer ') ? header.slice(7) : ''
  const dot = token.indexOf('.')
  const given = Buffer.from(token.slice(dot + 1), 'base64url')
  const wanted = mac(token.slice(0, dot))
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const { sub, exp } = JSON.parse(Buffer.from(token.slice(0, dot), 'base64url').toString()) as { sub: number; exp: number }
  return exp > seconds() ? sub : undefined
}

interface Key { id: number; enabled: boolean; expires: number }
const keys = new Map<string, Key>()
for (let at = 0; at < Number(process.argv[2]); at++) keys.set(digest(valueOf(at)), { id: at, enabled: true, expires: seconds() + 86_400 })

/** An API key for a token; undefined for one that does not work. */
function login(value: string): string | undefined {
  const key = keys.get(digest(value))
  return key?.enabled && key.expires > seconds() ? tokenFor(key.id) : undefined
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>
}

async function answer(request: IncomingMessage): Promise<[number, unknown]> {
  const bearer = request.headers.authorization
  if (request.method === 'GET') {
    const id = holder(bearer)
    return id === undefined ? [401, { error: 'no' }] : [200, { id }]
  }
  if (request.url === '/keys') {
    const { name } = await bodyOf(request)
    const key = `ak_${randomBytes(24).toString('base64url')}`
    keys.set(digest(key), { id: keys.size, enabled: true, expires: seconds() + 86_400 })
    return [201, { name, key }]
  }
  // The key in a body, as the peers take it, or as a bearer credential, as we do.
  const token = login(bearer?.slice(7) ?? (await bodyOf(request)).key ?? '')
  return token === undefined ? [401, { error: 'no' }] : [200, { token }]
}

const server = createServer((request, response) => void answer(request).then(([status, body]) => {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}))
server.listen(0, '127.0.0.1', () => process.stdout.write(`UP ${(server.address() as AddressInfo).port} Authorization: Bearer ${tokenFor(1)}\n`))
