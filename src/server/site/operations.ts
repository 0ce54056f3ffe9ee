import type { Audit } from '../audit/audit.ts'
import { base64url } from '../bytes.ts'
import type { WatchedStore } from '../db/watched.ts'
import { createDocs } from './docs-page.ts'
import { docsScript } from './docs-script.ts'
import { apiHeaders, assetHeaders, pageHeaders } from '../http/headers.ts'
import type { Host } from '../host.ts'
import { figure, metricsType, openMetrics, openMetricsType, type Metrics } from '../http/metrics.ts'
import type { Door } from '../pipeline/doors.ts'
import type { Route } from '../pipeline/route.ts'
import { openApi } from './openapi.ts'

export interface OperationsParts {
  /** As much of the app as is told here. */
  app: { routes: readonly Route[]; doors: readonly Door[]; metrics: Pick<Metrics, 'text'>; audit: Pick<Audit, 'broken'> }
  host: Host
  store: WatchedStore
  origin: string
  /** `version` is of the very code that runs, `release` of the API's document. */
  build: { version: string; release: string }
  /** False while stopping. */
  ready: () => boolean
  metricsToken?: string
  /** Figures of the process, as `/metrics` has them. */
  figures?: () => string
}

/** Reports written to the log in a server's life. */
const reportsLogged = 100

/** The first `most` bytes of a body, as text; the rest is not read. */
async function beginning(request: Request, most: number): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk.subarray(0, most), { stream: true })
      if (text.length >= most) break
    }
  } catch {
    // Cut off: what came is what there is.
  }
  return text.slice(0, most)
}

const isLoopback = (address: string) => address === '::1' || address.startsWith('127.')
/** By what proxies and CDNs add: whoever they speak for is not on this machine, whatever the last hop is. */
const forwarding = new RegExp(
  '^(?:forwarded|via|cdn-loop|x-forwarded(?:-.*)?|x-original-.*|x-envoy-.*|x-real-ip|x-(?:cluster-)?client-ip|true-client-ip|client-ip|' +
    'cf-.*|fastly-.*|x-proxyuser-ip|x-azure-.*|x-arr-.*)$',
  'i',
)
/** A name that leads to this machine and nowhere else. A proxy that adds no header still passes on, or writes, another. */
const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/** Did this come over a direct connection from this machine? */
function isDirect(request: Request, address: string): boolean {
  const host = request.headers.get('Host')
  return isLoopback(address) && (host === null || loopbackHost.test(host)) && ![...request.headers.keys()].some((name) => forwarding.test(name))
}

/**
 * Probes, metrics, the OpenAPI document and the page over it. Not part of the API: no credential of ours opens them, and
 * they are not in the log.
 */
export function createOperations({ app, host, store, origin, build, ready, metricsToken, figures = () => '' }: OperationsParts) {
  const headers = apiHeaders(origin)
  /** Made when somebody asks first: it takes a tenth of a second, which no start has to wait for. */
  const tell = async () => {
    const document = await openApi(app.routes, build.release, app.doors)
    return { text: JSON.stringify(document), docs: createDocs(document) }
  }
  let told: ReturnType<typeof tell> | undefined
  let reports = 0

  const text = (body: string, status = 200) => new Response(body, { status, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' } })
  const get: Record<string, (request: Request, address: string) => Promise<Response> | Response> = {
    '/livez': () => text(`ok ${build.version}\n`),
    async '/readyz'() {
      if (!ready()) return text('stopping\n', 503)
      const refused = () => text('the database cannot be written\n', 503)
      if (store.refusing) {
        // Said at once. The probe goes on behind it: where nobody else writes, it finds out when there is room again.
        store.probe().catch(() => undefined)
        return refused()
      }
      try {
        await store.probe()
        return text('ok\n')
      } catch (error) {
        host.log('error', 'not ready', { error: String(error) })
        return refused()
      }
    },
    '/metrics'(request, address) {
      const given = request.headers.get('Authorization')
      const allowed =
        metricsToken === undefined
          ? isDirect(request, address)
          : given !== null && host.crypto.equal(host.crypto.sha256(given), host.crypto.sha256(`Bearer ${metricsToken}`))
      if (!allowed) return text('not found\n', 404)
      const all = [
        figures(), app.metrics.text(), figure('countersign_csp_reports_total', 'counter', 'Reports of blocked content.', [[{}, reports]]),
        figure('countersign_audit_breaks', 'gauge', 'Breaks of the audit trail that are known; they never become fewer.', [[{}, app.audit.broken()]]),
      ].join('')
      const open = /\bapplication\/openmetrics-text\b(?!;[^,]*\bq=0(?:\.0*)?(?:,|;|$))/i.test(request.headers.get('Accept') ?? '')
      return new Response(open ? openMetrics(all) : all, { headers: { ...headers, 'Content-Type': open ? openMetricsType : metricsType, Vary: 'Accept' } })
    },
    '/openapi.json': async () => new Response((await (told ??= tell())).text, { headers: { ...headers, 'Content-Type': 'application/json' } }),
    '/docs/script.js': () => new Response(docsScript, { headers: assetHeaders(origin, 'text/javascript; charset=utf-8', false) }),
  }

  /** A page over the document, where there is one at this path. */
  async function docsPage(path: string): Promise<(() => Response) | undefined> {
    if (!/^\/docs(?:\/|$)/.test(path)) return undefined
    const { docs } = await (told ??= tell())
    if (!docs.paths.includes(path)) return undefined
    return () => {
      const nonce = base64url(host.random(16))
      return new Response(docs.page(path, nonce), { headers: pageHeaders(origin, nonce) })
    }
  }

  /** The answer for one of these paths, or `undefined` for every other. */
  return async (request: Request, path: string, address: string): Promise<Response | undefined> => {
    if (path === '/csp-reports' && request.method === 'POST') {
      reports++
      // Anybody can send these: a few are enough to see what is wrong, and none of them is read whole.
      if (reports <= reportsLogged) host.log('warn', 'a browser blocked something', { report: await beginning(request, 2000) })
      return new Response(null, { status: 204, headers })
    }
    const handle = Object.hasOwn(get, path) ? get[path] : path === '/csp-reports' ? () => undefined : await docsPage(path)
    if (!handle) return undefined
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response('method not allowed\n', {
        status: 405,
        headers: { ...headers, Allow: path === '/csp-reports' ? 'POST' : 'GET, HEAD', 'Content-Type': 'text/plain; charset=utf-8' },
      })
    return (await handle(request, address)) ?? new Response('method not allowed\n', { status: 405, headers: { ...headers, Allow: 'POST' } })
  }
}
