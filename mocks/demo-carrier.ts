import type { SessionCarrier } from '#server/http/carrier.ts'

/** Carries a session's value, both ways; empty on the way back: it is taken away. */
export const sessionHeader = 'Demo-Session'
/** What a test's own client calls itself: the browser does not let it say so in `User-Agent`. */
export const agentHeader = 'Demo-User-Agent'

/**
 * A session in a header: a service worker sees no cookies, and `Set-Cookie` on a made-up response is dropped by the
 * browser. Each tab keeps its own (`tab.ts`), as a browser keeps cookies. Only the page's own requests reach the demo, so
 * the other header is all the proof there is to ask for.
 */
export const demoCarrier: SessionCarrier = {
  read: (request) => request.headers.get(sessionHeader) ?? undefined,
  give: (value) => ({ [sessionHeader]: value }),
  take: () => ({ [sessionHeader]: '' }),
  fromConsole: (request) => request.headers.get('X-Countersign-CSRF') === '1',
}
