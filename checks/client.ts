import { Agent, request, type IncomingHttpHeaders } from 'node:http'

/** An answer, with the moments (milliseconds, monotonic, of this process) it was asked for and had arrived in full. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  sentAt: number
  arrivedAt: number
}

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers?: Record<string, string | string[]>
  /** An object is sent as JSON, a string as it is. */
  body?: unknown
  /** Milliseconds to wait for an answer. */
  patience?: number
}

/** Octets of an answer that are looked at: a string holds no more than 512 MB, and an export of a million rows is longer. */
const kept = 268_435_456

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** Closes the connections kept open. */
export const closeConnections = (): void => agent.destroy()

/** One request over HTTP. Rejects when no whole answer comes; the error's `begun` says whether a part of it did. */
export function ask(origin: string, path: string, { method = 'GET', headers = {}, body, patience = 30_000 }: Ask = {}): Promise<Answer> {
  const bytes = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    let sentAt = 0
    const going = request({
      agent, host: hostname, port, path, method, timeout: patience,
      headers: { ...(bytes ? { 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) } : {}), ...headers },
    }, (reply) => {
      const chunks: Buffer[] = []
      let length = 0
      reply.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length <= kept) chunks.push(chunk)
      })
      const cut = (error: Error) => reject(Object.assign(error, { begun: true }))
      reply.on('error', cut)
      reply.on('end', () => {
        if (!reply.complete) return cut(new Error('The answer was cut.'))
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(chunks).toString(), sentAt, arrivedAt: performance.now() })
      })
    })
    going.on('timeout', () => going.destroy(new Error(`No answer within ${patience / 1000} seconds.`)))
    going.on('error', (error) => reject(Object.assign(error, { reusedSocket: going.reusedSocket })))
    sentAt = performance.now()
    going.end(bytes)
  })
}

/** The same, once more where a kept-alive connection turns out to have been closed meanwhile. Only for what may be done twice. */
export async function askAgain(origin: string, path: string, options?: Ask): Promise<Answer> {
  try {
    return await ask(origin, path, options)
  } catch (error) {
    if ((error as { reusedSocket?: boolean }).reusedSocket !== true) throw error
    return ask(origin, path, options)
  }
}

export const json = (answer: Answer): unknown => JSON.parse(answer.text)

/** The `code` of a refusal; empty when the body has none. */
export function codeOf(answer: Answer): string {
  try {
    return (json(answer) as { code?: string }).code ?? ''
  } catch {
    return ''
  }
}

/** Throws unless the answer has this status. */
export function expectStatus(answer: Answer, status: number, what: string): Answer {
  if (answer.status !== status) throw new Error(`${what}: ${answer.status} instead of ${status}: ${answer.text.slice(0, 300)}`)
  return answer
}

/** Headers of somebody with a console session, or of a program with an auth token. */
export const bySession = (cookie: string): Record<string, string> => ({ Cookie: cookie, 'X-Countersign-CSRF': '1' })
export const byToken = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` })

/** Opens a session; answers its cookie. */
export async function signIn(origin: string, email: string, password: string): Promise<string> {
  const answer = expectStatus(
    await ask(origin, '/api/v1/session', { method: 'POST', headers: { 'X-Countersign-CSRF': '1' }, body: { email, password } }),
    204,
    `signing in ${email}`,
  )
  return (answer.headers['set-cookie']?.[0] ?? '').split(';')[0]!
}

/** Sessions whose password was said in the last four minutes, however long a check takes: what needs that is then not refused. */
export function confirmedSession(origin: string, { email, password }: { email: string; password: string }): () => Promise<string> {
  let session: Promise<string> | undefined
  let said = 0
  return () => {
    if (session === undefined || performance.now() - said > 240_000) {
      said = performance.now()
      session = signIn(origin, email, password)
    }
    return session
  }
}

export interface Person {
  id: string
  email: string
  password: string
}

let people = 0

/** Makes a user. Without `password` they are invited only: they can own keys and cannot sign in, but cost no slow hash. */
export async function makeUser(
  origin: string,
  administrator: string,
  { password = '', role = 'user' }: { password?: string; role?: string } = {},
): Promise<Person> {
  const email = `person-${++people}-${process.pid}@example.org`
  const answer = expectStatus(
    await ask(origin, '/api/v1/users', {
      method: 'POST',
      headers: bySession(administrator),
      body: { email, name: `Person ${people}`, role, ...(password === '' ? {} : { password }) },
    }),
    201,
    'making a user',
  )
  return { id: (json(answer) as { id: string }).id, email, password }
}

export interface MadeKey {
  id: string
  /** The value. */
  apiKey: string
  name: string
}

export const keysPath = '/accessmanagement/api-key'

export async function makeKey(origin: string, proof: Record<string, string>, name: string, userId?: string): Promise<MadeKey> {
  return json(
    expectStatus(
      await ask(origin, keysPath, { method: 'POST', headers: proof, body: { name, ...(userId === undefined ? {} : { userId }) } }),
      201,
      'making a key',
    ),
  ) as MadeKey
}

/** What `/auth/login` says to a value: its auth token, or undefined when it is refused. */
export async function exchange(origin: string, apiKey: string): Promise<string | undefined> {
  const answer = await ask(origin, '/auth/login', { method: 'POST', headers: byToken(apiKey) })
  if (answer.status === 401) return undefined
  return (json(expectStatus(answer, 200, 'exchanging a key')) as { token: string }).token
}

/** Runs `work` for 0 … count − 1, at most `width` at once. */
export async function each(count: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: Math.min(width, count) }, async () => {
    while (next < count) await work(next++)
  }))
}
