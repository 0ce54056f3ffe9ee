import { fillPath, type Endpoint, type ReplyOf } from '#contract/endpoint.ts'
import { createApiKey, type ApiKeyWithValue } from '#contract/api-keys.ts'
import { createCertcentralKeys, type NewCertcentralKey, newCertcentralKeys } from '#contract/certcentral-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { createOneToken, type OneTokenWithValue } from '#contract/one-tokens.ts'
import type { Role } from '#contract/permissions.ts'
import type { Problem } from '#contract/problem.ts'
import { signIn } from '#contract/sessions.ts'
import { createApp, type App, type AppSettings } from '../app.ts'
import { uuidv7 } from '../bytes.ts'
import type { Store } from '../db/store.ts'
import { NameserverFault, type Host, type NameserverPort } from '../host.ts'
import { nodeHost } from '../node/host.ts'
import { createPasswords } from '../credentials/passwords.ts'
import { newUser } from '../credentials/people.ts'

/** What the fixed clock shows first. */
export const start = Date.UTC(2026, 10, 21, 12)
export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

export const password = 'gravel lantern orbit'
const passwordCost = { N: 16, r: 8, p: 1 }

export interface Person {
  id: string
  name: string
  email: string
  role: Role
}

export interface Ask {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  /** A body as it stands instead of `body`. */
  text?: string | Uint8Array
  headers?: Record<string, string>
  address?: string
}

/** An answer, read. `body` is the success body, `problem` the refusal: look at the one that `status` names. */
export interface Answer<E extends Endpoint = Endpoint> {
  status: number
  headers: Headers
  text: string
  body: ReplyOf<E>
  problem: Problem
  /** The refusal's code, in the words of the wire that was spoken. */
  code: string | undefined
}

/** Somebody who calls, with the credential they carry. */
export interface Caller {
  person: Person
  headers: Record<string, string>
  send<const E extends Endpoint>(endpoint: E, ask?: Ask): Promise<Answer<E>>
}

export interface TestSettings extends Partial<AppSettings> {
  now?: number
  rootKey?: Uint8Array
  /** Who answers for nameservers; nobody unless said. */
  nameserver?: NameserverPort
}

export interface TestApp {
  app: App
  store: Store
  host: Host
  origin: string
  now(): number
  /** Moves the clock, also back. */
  advance(milliseconds: number): void
  /** How often the password hash and the look-up of a credential ran. */
  counts: { hashes: number; lookups: number }
  /** Everything logged so far. */
  logged(): Promise<string>
  fetch(path: string, init?: RequestInit, address?: string): Promise<Response>
  /** Calls with these headers. */
  with(headers: Record<string, string>, person?: Person): Caller
  anonymous: Caller
  /** A new person, straight in the database. */
  person(role: Role, name?: string): Promise<Person>
  /** A person with a session of the console; made on first use. */
  as(role: Role, name?: string): Promise<Caller>
  /** Signs a person in anew. */
  signIn(person: Person, address?: string): Promise<Caller>
  bearer(value: string, person?: Person): Caller
  /** A new API key of this caller. */
  key(caller: Caller, body?: Record<string, unknown>): Promise<ApiKeyWithValue>
  /** Buys an auth token. */
  token(apiKey: string): Promise<string>
  /** A new CertCentral key of this caller, or of the user in `body`: its id, its integer id, and its value. */
  devKey(caller: Caller, body?: Record<string, unknown>): Promise<NewCertcentralKey>
  /** A new DigiCert ONE token of this caller, with its value: `token`. */
  oneToken(caller: Caller, body?: Record<string, unknown>): Promise<OneTokenWithValue>
  /** Calls CertCentral's API with this value. */
  withDevKey(value: string, person?: Person): Caller
  /** Calls DigiCert ONE's API with this value. */
  withOneToken(value: string, person?: Person): Caller
}

const nobody: Person = { id: '', name: '', email: '', role: 'user' }
export const csrf = { 'X-Countersign-CSRF': '1', 'Sec-Fetch-Site': 'same-origin' }
let made = 0

/** The session's cookie out of an answer, as a browser would send it back. */
export const cookieOf = (headers: Headers): string => (headers.get('Set-Cookie') ?? '').split(';')[0]!

const silent = (): AsyncIterable<never> => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new NameserverFault('unreachable', 0)) }) })
const nobodyThere: NameserverPort = { resolve: async () => [], datagrams: silent, messages: silent }

/** The whole server over a store, with a clock that stands still until moved, cheap password hashes and the log in memory. */
export async function testApp(store: Store, settings: TestSettings = {}): Promise<TestApp> {
  const { now: at = start, rootKey = new Uint8Array(32).fill(7), origin = 'http://127.0.0.1:4000', nameserver = nobodyThere, ...rest } = settings
  let time = at
  const lines: string[] = []
  const counts = { hashes: 0, lookups: 0 }
  const machine = nodeHost('debug', (text) => lines.push(text))
  const host: Host = {
    ...machine,
    // Nothing on the network: unless a test plays them, who is asked is not there, and names lead nowhere.
    nameserver,
    now: () => time,
    crypto: {
      ...machine.crypto,
      scrypt(...given) {
        counts.hashes++
        return machine.crypto.scrypt(...given)
      },
    },
  }
  const counted: Store = {
    ...store,
    lookup<Row>(sql: string) {
      const find = store.lookup<Row>(sql)
      return (...parameters) => {
        counts.lookups++
        return find(...parameters)
      }
    },
  }
  const app = await createApp({ host, store: counted, rootKey, settings: { origin, passwordCost, ...rest } })
  const hash = createPasswords(machine, passwordCost).hash(password)
  const people = new Map<string, Caller>()

  const fetch = (path: string, init?: RequestInit, address = '192.0.2.1') => app.fetch(new Request(`${origin}${path}`, init), { address })

  const caller = (headers: Record<string, string>, person = nobody): Caller => ({
    person,
    headers,
    async send(endpoint, { params = {}, query, body, text, headers: more, address } = {}) {
      const path = fillPath(endpoint.path, params) + (query ? `?${new URLSearchParams(query).toString()}` : '')
      const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
      const response = await fetch(path, { method: endpoint.method, headers: { ...headers, ...more }, body: sent as BodyInit | undefined }, address)
      const answered = await response.text()
      const json = response.headers.get('Content-Type')?.endsWith('json') ? (JSON.parse(answered) as unknown) : undefined
      const problem = json as Problem
      const code = response.ok || response.status === 304 ? undefined : (problem.code ?? problem.errors[0]?.code)
      return { status: response.status, headers: response.headers, text: answered, body: json as never, problem, code }
    },
  })
  const anonymous = caller({})

  const server: TestApp = {
    app, store, host, origin, counts, fetch, anonymous,
    now: () => time,
    advance: (milliseconds) => void (time += milliseconds),
    async logged() {
      await new Promise((resolve) => setImmediate(resolve))
      return lines.join('')
    },
    with: caller,
    async person(role, name = `person${++made}`) {
      const person = { id: uuidv7(time, host.random), name, email: `${name}@example.org`, role }
      const row = { ...newUser(person.id, time, person.email), name, role, password: await hash }
      await store.write((tx) => tx.insertInto('users').values(row).execute())
      return person
    },
    async signIn(person, address) {
      const { status, headers } = await anonymous.send(signIn, { body: { email: person.email, password }, headers: csrf, address })
      if (status !== 204) throw new Error(`${person.email} cannot sign in: ${status}`)
      return caller({ Cookie: cookieOf(headers), ...csrf }, person)
    },
    async as(role, name = role === 'administrator' ? 'alice' : 'bob') {
      const known = people.get(name)
      if (known) return known
      const made = await server.signIn(await server.person(role, name))
      people.set(name, made)
      return made
    },
    bearer: (value, person) => caller({ Authorization: `Bearer ${value}` }, person),
    async key(by, body = {}) {
      const { status, text, body: key } = await by.send(createApiKey, { body: { name: `key${++made}`, ...body } })
      if (status !== 201) throw new Error(`No key: ${text}`)
      return key
    },
    async devKey(by, body = {}) {
      const { status, text, body: reply } = await by.send(createCertcentralKeys, { body: { name: `dev key ${++made}`, ...body } })
      if (status !== 201) throw new Error(`No key: ${text}`)
      return newCertcentralKeys(reply)[0]!
    },
    async oneToken(by, body = {}) {
      const { status, text, body: token } = await by.send(createOneToken, { body: { name: `token ${++made}`, ...body } })
      if (status !== 201) throw new Error(`No token: ${text}`)
      return token
    },
    withOneToken: (value, person) => caller({ 'x-api-key': value }, person),
    withDevKey: (value, person) => caller({ 'X-DC-DEVKEY': value }, person),
    async token(apiKey) {
      const { status, body, text } = await server.bearer(apiKey).send(login)
      if (status !== 200) throw new Error(`No token: ${text}`)
      return body.token
    },
  }
  return server
}
