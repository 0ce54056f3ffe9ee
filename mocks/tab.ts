import { agentHeader, sessionHeader } from './demo-carrier.ts'
import type { DemoPerson } from './demo-handle.ts'
import type { Demo } from './demo.ts'

/** One tab's place in front of the demo: it holds the tab's session, as a browser holds a cookie. */
export interface Tab {
  fetch(request: Request): Promise<Response>
  /** Signs somebody in without their password. Throws `NoSuchPerson`. */
  signIn(who: string): Promise<DemoPerson>
  /** Who is signed in. */
  who(): Promise<DemoPerson | undefined>
  /** The session's value, while there is one. */
  session(): string | undefined
  /** Told when somebody signs in or out, from wherever. */
  onSession(listener: () => void): void
}

/** The browser lets nobody set User-Agent on a request, and the one that came through the worker has lost it. */
export const dress = (request: Request, given: Record<string, string>): Request =>
  Object.defineProperty(request, 'headers', { value: new Headers([...request.headers, ...Object.entries(given)]) })

const userAgent = () => (typeof navigator === 'undefined' ? '' : navigator.userAgent)

export function openTab(demo: Demo, given?: string): Tab {
  let session = given
  let changed = () => {}
  const keep = (value: string | undefined) => {
    session = value
    changed()
  }
  return {
    async fetch(request) {
      // The Auth token page sends a credential of its own and leaves the session at home; what comes back is not kept either.
      const withSession = request.credentials !== 'omit'
      const response = await demo.fetch(
        dress(request, {
          'User-Agent': request.headers.get(agentHeader) ?? userAgent(),
          ...(withSession && session !== undefined ? { [sessionHeader]: session } : {}),
        }),
      )
      const brought = response.headers.get(sessionHeader)
      if (!withSession || brought === null) return response
      keep(brought === '' ? undefined : brought)
      const headers = new Headers(response.headers)
      headers.delete(sessionHeader)
      return new Response(response.body, { status: response.status, headers })
    },
    async signIn(who) {
      const signed = await demo.signIn(who, { before: session, userAgent: userAgent() })
      keep(signed.session)
      return signed.person
    },
    who: async () => (session === undefined ? undefined : demo.who(session)),
    session: () => session,
    onSession: (listener) => void (changed = listener),
  }
}
