import { createApiKey } from '#contract/api-keys.ts'
import { fillPath, type BodyOf, type Endpoint, type ParamsOf, type QueryOf, type ReplyOf } from '#contract/endpoint.ts'
import { signIn } from '#contract/sessions.ts'

interface Options<E extends Endpoint> {
  params?: ParamsOf<E>
  query?: QueryOf<E>
  body?: BodyOf<E>
  /** A credential instead of the session. */
  bearer?: string
  headers?: Record<string, string>
}

/** A person's own way to the API, for arranging what a test is about and for looking at what it did. */
export interface Client {
  /** The session, as the browser's cookie holds it. */
  session: string
  /** Throws on any refusal: arranging must not fail in silence. */
  call<E extends Endpoint>(endpoint: E, options?: Options<E>): Promise<ReplyOf<E>>
  /** The status alone, for what is to be refused. */
  status<E extends Endpoint>(endpoint: E, options?: Options<E>): Promise<number>
  /** A key with its value. */
  key(name: string, given?: Omit<BodyOf<typeof createApiKey>, 'name'>): Promise<ReplyOf<typeof createApiKey>>
}

/** Speaks to the server at `origin` with a session's value, or with none. */
export function makeClient(origin: string, session = ''): Client {
  async function send<E extends Endpoint>(endpoint: E, { params, query, body, bearer, headers }: Options<E>): Promise<Response> {
    const search = new URLSearchParams(Object.entries(query ?? {})).toString()
    return fetch(origin + fillPath(endpoint.path, params ?? {}) + (search && `?${search}`), {
      method: endpoint.method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(bearer === undefined ? { Cookie: `session=${session}`, 'X-Countersign-CSRF': '1' } : { Authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
  }

  const client: Client = {
    session,
    async call(endpoint, options = {}) {
      const response = await send(endpoint, options)
      const text = await response.text()
      if (!response.ok) throw new Error(`${endpoint.method} ${endpoint.path} answered ${response.status}: ${text}`)
      return (text === '' ? undefined : JSON.parse(text)) as ReplyOf<typeof endpoint>
    },
    async status(endpoint, options = {}) {
      const response = await send(endpoint, options)
      await response.arrayBuffer()
      return response.status
    },
    key: (name, given = {}) => client.call(createApiKey, { body: { name, ...given } }),
  }
  return client
}

/** What the browsers of these people call themselves. */
const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'

/** Signs in as the console does, and answers a client with that session. */
export async function signInAs(origin: string, { email, password }: { email: string; password: string }): Promise<Client> {
  const response = await fetch(origin + signIn.path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Countersign-CSRF': '1', 'User-Agent': agent },
    body: JSON.stringify({ email, password }),
  })
  const session = /^session=([^;]+)/.exec(response.headers.get('Set-Cookie') ?? '')?.[1]
  if (response.status !== 204 || session === undefined) throw new Error(`Signing in as ${email} answered ${response.status}: ${await response.text()}`)
  return makeClient(origin, session)
}
