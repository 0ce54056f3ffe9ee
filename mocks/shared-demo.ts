import { dress } from './tab.ts'
import type { RaisedDemo, Demo } from './demo.ts'

/*
 * One demo for several tabs of a browser (`share=<name>`): the first to come raises the demo and answers for all, the
 * others ask it. It stands as long as that tab.
 */

type Asked = Exclude<keyof Demo, 'fetch'>
interface Question {
  id: string
  asked: Asked | 'fetch'
  given: readonly unknown[]
}
interface Answer {
  to: string
  value?: unknown
  error?: string
}

/** A request or response as it goes from tab to tab. */
interface Packed {
  headers: [string, string][]
  body: ArrayBuffer | undefined
}
interface PackedRequest extends Packed {
  method: string
  url: string
}
interface PackedResponse extends Packed {
  /** 0: nobody answered. */
  status: number
}

/** In milliseconds: Chromium drops what a channel brings while a page stands still, as during `window.open`. Hence questions are repeated. */
const patience = 400
/** So many answers are kept, for who asks again. */
const answersKept = 200

const bodyOf = async (message: Request | Response) => (message.body === null ? undefined : message.arrayBuffer())

const packRequest = async (request: Request): Promise<PackedRequest> => ({
  method: request.method,
  url: request.url,
  headers: [...request.headers],
  body: await bodyOf(request),
})
const unpackRequest = ({ method, url, headers, body }: PackedRequest): Request => dress(new Request(url, { method, body }), Object.fromEntries(headers))
const packResponse = async (response: Response): Promise<PackedResponse> => ({
  status: response.status,
  headers: [...response.headers],
  body: await bodyOf(response),
})
const unpackResponse = ({ status, headers, body }: PackedResponse): Response => (status === 0 ? Response.error() : new Response(body, { status, headers }))

const lockOf = (name: string) => `countersign-demo ${name}`

/** Is this tab the first that shares this demo? Then it holds the lock until it goes. */
const isFirst = (name: string): Promise<boolean> => new Promise((resolve, reject) => {
  navigator.locks.request(lockOf(name), { ifAvailable: true }, (lock) => {
    resolve(lock !== null)
    return lock === null ? undefined : new Promise<void>(() => {})
  }).catch(reject)
})

/** A channel goes to this origin alone. */
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const say = (channel: BroadcastChannel, message: Question | Answer): void => channel.postMessage(message)

async function answerTo({ asked, given }: Question, demo: Demo): Promise<unknown> {
  if (asked === 'fetch') return packResponse(await demo.fetch(unpackRequest(given[0] as PackedRequest)))
  return (demo[asked] as (...given: readonly unknown[]) => Promise<unknown>)(...given)
}

class HostGone extends Error {}

/** The demo of another tab. When that one has gone, nobody answers. */
function guest(name: string, channel: BroadcastChannel): Demo {
  const waiting = new Map<string, PromiseWithResolvers<unknown>>()
  channel.addEventListener('message', ({ data }: MessageEvent<Question | Answer>) => {
    if (!('to' in data)) return
    if (data.error === undefined) waiting.get(data.to)?.resolve(data.value)
    else waiting.get(data.to)?.reject(new Error(data.error))
  })

  async function ask<T>(asked: Asked | 'fetch', ...given: readonly unknown[]): Promise<T> {
    const id = crypto.randomUUID()
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    // Granted when the first tab lets go of its own, which is when it goes.
    const watching = new AbortController()
    navigator.locks
      .request(lockOf(name), { mode: 'shared', signal: watching.signal }, () => answer.reject(new HostGone('The tab that this name stood in has gone.')))
      .catch(() => {})
    const put = () => say(channel, { id, asked, given })
    put()
    const again = setInterval(put, patience)
    try {
      return (await answer.promise) as T
    } finally {
      clearInterval(again)
      waiting.delete(id)
      watching.abort()
    }
  }

  return {
    async fetch(request) {
      const packed = await packRequest(request)
      return ask<PackedResponse>('fetch', packed).then(unpackResponse, (error: unknown) => {
        if (error instanceof HostGone) return Response.error()
        throw error
      })
    },
    people: (...given) => ask('people', ...given),
    find: (...given) => ask('find', ...given),
    signIn: (...given) => ask('signIn', ...given),
    who: (...given) => ask('who', ...given),
    setupPath: () => ask('setupPath'),
    docs: (...given) => ask('docs', ...given),
    forward: (...given) => ask('forward', ...given),
    fault: (...given) => ask('fault', ...given),
    lift: (...given) => ask('lift', ...given),
    verify: () => ask('verify'),
    cutTrail: (...given) => ask('cutTrail', ...given),
  }
}

/** Answers what guests ask: each question once, however often it is put. */
function host(demo: Demo, channel: BroadcastChannel): (question: Question) => void {
  const answers = new Map<string, Promise<Answer>>()
  return (question) => {
    const { id: to } = question
    const answer =
      answers.get(to) ??
      answerTo(question, demo).then(
        (value) => ({ to, value }),
        (error: unknown) => ({ to, error: error instanceof Error ? error.message : String(error) }),
      )
    answers.set(to, answer)
    if (answers.size > answersKept) answers.delete(answers.keys().next().value!)
    void answer.then((given) => say(channel, given))
  }
}

/** Enters a shared demo: as the first by raising its demo, else as a guest. `raised` is there for the first alone. */
export async function enterShared(name: string, raise: () => Promise<RaisedDemo>): Promise<{ demo: Demo; raised: RaisedDemo | undefined }> {
  const channel = new BroadcastChannel(lockOf(name))
  if (!(await isFirst(name))) return { demo: guest(name, channel), raised: undefined }
  const raised = await raise()
  const answer = host(raised, channel)
  channel.addEventListener('message', ({ data }: MessageEvent<Question | Answer>) => {
    if (!('to' in data)) answer(data)
  })
  return { demo: raised, raised }
}
