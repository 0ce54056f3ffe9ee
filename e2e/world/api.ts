import { createApiKey } from '#contract/api-keys.ts'
import { fillPath, type BodyOf, type Endpoint, type ParamsOf, type QueryOf, type ReplyOf } from '#contract/endpoint.ts'
import { signIn } from '#contract/sessions.ts'
import type { Api, NewKey } from './client.ts'
import type { Credentials } from './people.ts'

interface Options<E extends Endpoint> {
  params?: ParamsOf<E>
  query?: QueryOf<E>
  body?: BodyOf<E>
  /** A credential instead of the session. */
  bearer?: string
  headers?: Record<string, string>
}

/** A person's own way to the API, for arranging what a test is about and for looking at what it did. */
export interface Client extends Api {
  /** Throws on any refusal: arranging must not fail in silence. */
  call<E extends Endpoint>(endpoint: E, options?: Options<E>): Promise<ReplyOf<E>>
  /** The status alone, for what is to be refused. */
  status<E extends Endpoint>(endpoint: E, options?: Options<E>): Promise<number>
  /** A key with its value. */
  key(name: string, given?: NewKey | Omit<BodyOf<typeof createApiKey>, 'name'>): Promise<ReplyOf<typeof createApiKey>>
}

export interface Sent {
  method: string
  path: string
  headers: Record<string, string>
  body: string | undefined
}

export interface Got {
  status: number
  headers: Record<string, string>
  text: string
}

/** Where a world takes its requests, and how a session travels there. */
export interface Door {
  send(sent: Sent): Promise<Got>
  carry(session: string): Record<string, string>
  /** The session that an answer brought. */
  brought(got: Got): string | undefined
}

/** A server's door: cookies, over HTTP. */
export function serverDoor(origin: string): Door {
  const name = origin.startsWith('https:') ? '__Host-session' : 'session'
  return {
    async send({ path, ...init }) {
      const response = await fetch(origin + path, init)
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
    },
    carry: (session) => ({ Cookie: `${name}=${session}` }),
    brought: ({ headers }) => new RegExp(`${name}=([^;]+)`).exec(headers['set-cookie'] ?? '')?.[1],
  }
}

/** Speaks through a door with a session's value, or with none. */
export function makeClient(door: Door, session = ''): Client {
  const dressed = (body: unknown, bearer?: string, headers?: Record<string, string>): Pick<Sent, 'headers' | 'body'> => ({
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(bearer === undefined ? { ...door.carry(session), 'X-Countersign-CSRF': '1' } : { Authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })

  function ask<E extends Endpoint>(endpoint: E, { params, query, body, bearer, headers }: Options<E>): Promise<Got> {
    const search = new URLSearchParams(Object.entries(query ?? {})).toString()
    return door.send({
      method: endpoint.method,
      path: fillPath(endpoint.path, params ?? {}) + (search && `?${search}`),
      ...dressed(body, bearer, headers),
    })
  }

  const client: Client = {
    session,
    async call(endpoint, options = {}) {
      const { status, text } = await ask(endpoint, options)
      if (status < 200 || status > 299) throw new Error(`${endpoint.method} ${endpoint.path} answered ${status}: ${text}`)
      return (text === '' ? undefined : JSON.parse(text)) as ReplyOf<typeof endpoint>
    },
    status: async (endpoint, options = {}) => (await ask(endpoint, options)).status,
    key: (name, { expiresAt, ...given } = {}) =>
      client.call(createApiKey, { body: { name, ...given, expiresAt: expiresAt instanceof Date ? expiresAt.toISOString() : expiresAt } }),
    async send(method, path, body) {
      const { status, headers, text } = await door.send({ method, path, ...dressed(body) })
      return { status, body: text === '' ? undefined : headers['content-type']?.endsWith('json') ? (JSON.parse(text) as unknown) : text }
    },
  }
  return client
}

/** What the browsers of these people call themselves. */
const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'

/** Signs in as the console does, and answers a client with that session. */
export async function signInAs(door: Door, { email, password }: Credentials): Promise<Client> {
  const got = await door.send({
    method: 'POST',
    path: signIn.path,
    headers: { 'Content-Type': 'application/json', 'X-Countersign-CSRF': '1', 'User-Agent': agent },
    body: JSON.stringify({ email, password }),
  })
  const session = door.brought(got)
  if (got.status !== 204 || session === undefined) throw new Error(`Signing in as ${email} answered ${got.status}: ${got.text}`)
  return makeClient(door, session)
}
