import type { ProblemCode } from '#contract/problem.ts'
import { problemBody, ProblemError } from '#server/problem.ts'
import { operations } from './operations.ts'

/*
 * Failures by name (S16). Typed into a Name field they make that call fail; as `list-api-keys:fail-500` they make any call
 * fail, reads too. They stand round the whole app, so that what the console gets is what a network would give it.
 */

type Fetch = (request: Request) => Promise<Response>

interface Play {
  next: Fetch
  now: () => number
  wait: (milliseconds: number) => Promise<void>
  /** Resolves when the fault is lifted. */
  lifted: Promise<void>
  /** True once for each thing that is asked for. */
  isFirst: (request: Request) => boolean
}

/** What `fetch` rejects with a TypeError for: nobody is there, or the line was cut. */
const nobody = () => Response.error()

function refusal(code: ProblemCode, detail: string, { now }: Play, headers: Record<string, string> = {}): Response {
  const requestId = crypto.randomUUID()
  const error = new ProblemError(code, detail)
  return new Response(JSON.stringify(problemBody(error, requestId)), {
    status: error.status,
    headers: { 'Content-Type': 'application/problem+json', 'X-Request-Id': requestId, Date: new Date(now()).toUTCString(), ...headers },
  })
}

/** A body of JSON whose names begin with what no name may have. */
export const spoiltNames = (body: string): string => body.replaceAll('"name":"', '"name":"! ')

const plays = {
  /** The server breaks. */
  'fail-500': async (_: Request, play: Play) =>
    refusal('internal', 'Something broke here. Nothing of this request was kept. The log has more under this request id.', play),
  /** The server is too busy. */
  'fail-503': async (_: Request, play: Play) =>
    refusal('busy', 'The database cannot be written now. Nothing was changed; try again in a moment.', play, { 'Retry-After': '5' }),
  /** Too much was asked for. */
  'fail-429': async (_: Request, play: Play) =>
    refusal('too-many-requests', 'Too many failed attempts. Try again in 30 seconds.', play, { 'Retry-After': '30' }),
  /** A proxy has no server behind it and answers with a page of its own. */
  'fail-502': async () => new Response('<h1>502 Bad Gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
  /** It takes five seconds, and then it is done. */
  'fail-slow': async (request: Request, { next, wait }: Play) => {
    await wait(5000)
    return next(request)
  },
  /** It takes longer than the console waits (10 seconds). */
  'fail-timeout': async (request: Request, { next, wait }: Play) => {
    await wait(15_000)
    return next(request)
  },
  /** It waits until the fault is lifted. */
  'fail-hold': async (request: Request, { next, lifted }: Play) => {
    await lifted
    return next(request)
  },
  /** Nobody answers; the server never hears of it. */
  'fail-offline': async () => nobody(),
  /** Somebody on the way makes each name of the body one that nobody may have: the server's own refusal, of what the console would not send. */
  'fail-spoilt': async (request: Request, { next }: Play) =>
    next(new Request(request.url, { method: request.method, headers: request.headers, body: spoiltNames(await request.text()) })),
  /** It is done, and the answer is lost, each time. */
  'fail-lost': async (request: Request, { next }: Play) => {
    await next(request)
    return nobody()
  },
  /** It is done, and the answer is lost; asked again with the same Idempotency-Key, the same answer comes. */
  'fail-lost-once': async (request: Request, { next, isFirst }: Play) => {
    const first = isFirst(request)
    const response = await next(request)
    return first ? nobody() : response
  },
} satisfies Record<string, (request: Request, play: Play) => Promise<Response>>

export type FaultName = keyof typeof plays
export const faultNames = Object.keys(plays) as FaultName[]

const isFault = (text: unknown): text is FaultName => typeof text === 'string' && Object.hasOwn(plays, text)

export class WrongFault extends Error {}

interface Rule {
  matches: (method: string, path: string) => boolean
  fault: FaultName
  /** How often it still happens. */
  left: number
  lifted: Promise<void>
  lift: () => void
}

export interface Faults {
  /**
   * Makes calls fail from now on; the answer lifts it. `where` is an operation (`list-api-keys`), a method and the
   * beginning of a path (`GET /accessmanagement/api-key`), or `*`. Throws `WrongFault`.
   */
  add(where: string, fault: string, times?: number): () => void
  /** As in the page's URL: `list-api-keys:fail-500,rotate-api-key:fail-lost:1`. */
  addAll(text: string): void
  /** Lifts all of them. */
  clear(): void
  /** The same calls, with the faults round them. */
  round(next: Fetch): Fetch
}

function matcher(where: string): Rule['matches'] {
  if (where === '*') return () => true
  const [, method, beginning] = /^([A-Z]+)[ +](\/.*)$/.exec(where) ?? []
  if (beginning !== undefined) return (asked, path) => asked === method && path.startsWith(beginning)
  const operation = operations.find(({ name }) => name === where)
  if (!operation) throw new WrongFault(`There is no operation "${where}". Choose one of ${operations.map(({ name }) => name).join(', ')}.`)
  // The first that fits is the one: /bulk/delete is no API key of the name "bulk".
  return (asked, path) => operations.find((other) => other.matches(asked, path)) === operation
}

/** A fault typed into the body's `name` or `description`. */
async function named(request: Request): Promise<FaultName | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD' || !request.body) return undefined
  const body = (await request.clone().json().catch(() => undefined)) as { name?: unknown; description?: unknown } | undefined
  return [body?.name, body?.description].map((text) => (typeof text === 'string' ? text.trim() : text)).find(isFault)
}

/** `now` dates the refusals; `wait` is for tests that do not want to. */
export function createFaults(now: () => number, wait: Play['wait'] = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))): Faults {
  const rules = new Set<Rule>()
  const asked = new Set<string>()
  const never = new Promise<void>(() => {})

  function isFirst(request: Request): boolean {
    const key = request.headers.get('Idempotency-Key') ?? `${request.method} ${request.url}`
    return asked.size < asked.add(key).size
  }

  const faults: Faults = {
    add(where, fault, times = Number.POSITIVE_INFINITY) {
      if (!isFault(fault)) throw new WrongFault(`There is no fault "${fault}". Choose one of ${faultNames.join(', ')}.`)
      if (!(times >= 1)) throw new WrongFault(`A fault happens once or more often, not ${times} times.`)
      const { promise: lifted, resolve: lift } = Promise.withResolvers<void>()
      const rule = { matches: matcher(where), fault, left: times, lifted, lift }
      rules.add(rule)
      return () => {
        rules.delete(rule)
        lift()
      }
    },
    addAll(text) {
      for (const part of text.split(',').map((given) => given.trim()).filter(Boolean)) {
        const [, where, fault, times] = /^(.*?):(fail-[a-z0-9-]+)(?::(\d+))?$/.exec(part) ?? []
        if (where === undefined || fault === undefined)
          throw new WrongFault(`"${part}" is no fault. Write it as list-api-keys:fail-500, or list-api-keys:fail-500:1 for once.`)
        faults.add(where, fault, times === undefined ? undefined : Number(times))
      }
    },
    clear() {
      for (const rule of rules) rule.lift()
      rules.clear()
    },
    round: (next) => async (request) => {
      const { pathname } = new URL(request.url)
      const rule = [...rules].find(({ matches, left }) => left > 0 && matches(request.method, pathname))
      if (rule) rule.left--
      const fault = rule?.fault ?? (await named(request))
      if (fault === undefined) return next(request)
      // A held call by name alone is never let go: nobody could.
      return plays[fault](request, { next, now, wait, isFirst, lifted: rule?.lifted ?? never })
    },
  }
  return faults
}
