import { otherManagers } from '#contract/wire.ts'
import { base64url } from '../bytes.ts'
import { pageHeaders } from '../http/headers.ts'
import type { Host } from '../host.ts'

/** First segments of the console's own URLs; anything else in a browser gets the same page with status 404. */
const segments = new Set([
  '',
  'my-api-keys',
  'my-api-keys-new',
  'auth-token',
  'profile',
  'sessions',
  'sign-in',
  'setup',
  'invitation',
  'settings',
  'dns',
  'certcentral',
  'digicert-one',
])

/** Bases of the API: what lies under them is never answered with a page. */
const apiBases = ['/accessmanagement/', '/auth/', '/tsig/', '/services/', '/api/', ...otherManagers.map((base) => `${base}/`)]

/** Is this a browser asking for a page of the console? */
export const wantsPage = (request: Request, path: string): boolean =>
  (request.method === 'GET' || request.method === 'HEAD')
  && (request.headers.get('Accept') ?? '').includes('text/html')
  && !apiBases.some((base) => `${path}/`.startsWith(base))

/** The console's page, with a nonce of its own: styles are allowed by it, and it is never used twice. */
export function consolePage(host: Host, origin: string, page: string, path: string): Response {
  const nonce = base64url(host.random(16))
  return new Response(page.replaceAll('__NONCE__', nonce), {
    status: segments.has(path.split('/')[1] ?? '') ? 200 : 404,
    headers: pageHeaders(origin, nonce),
  })
}
