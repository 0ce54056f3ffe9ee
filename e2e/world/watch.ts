import { expect, type BrowserContext, type Page } from '@playwright/test'

/** What went wrong in a browser that no test should have to look for. */
export interface Watch {
  /** Console errors of this kind are part of the test: a refusal that it provokes. */
  allow(pattern: RegExp): void
  /** Every URL that was asked for. */
  urls: readonly string[]
  /** Fails on anything that was not allowed. */
  expectQuiet(): void
}

/** A refused request is a console error in Chromium. These are answers the console is made for, and each is shown to the person. */
export const refused = (...statuses: number[]) => new RegExp(`Failed to load resource: the server responded with a status of (${statuses.join('|')}) `)
/** Nobody answered; from the demo's worker that is `ERR_FAILED`. */
export const unreachable = new RegExp(
  'Failed to load resource: net::ERR_' +
    '(EMPTY_RESPONSE|CONNECTION_RESET|CONNECTION_REFUSED|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_CLOSED|FAILED)',
)

/** Watches all windows of a context but the one that is nobody's. */
export async function watch(context: BrowserContext, except?: Page): Promise<Watch> {
  const faults: string[] = []
  const allowed: RegExp[] = []
  const urls: string[] = []
  // The console speaks of most violations by itself, but not of all.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    )
  })
  context.on('console', (message) => {
    if (except !== undefined && message.page() === except) return
    if (message.type() === 'error' || (message.type() === 'warning' && /violat|Trusted|integrity|preload/i.test(message.text())))
      faults.push(`console: ${message.text()} ${message.location().url}`)
  })
  context.on('weberror', (error) => faults.push(`page: ${error.error().stack ?? String(error.error())}`))
  context.on('request', (request) => void (request.serviceWorker() === null && urls.push(request.url())))
  return {
    allow: (pattern) => void allowed.push(pattern),
    urls,
    expectQuiet() {
      expect(faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault))), 'Nothing goes wrong in the browser unnoticed.').toEqual([])
    },
  }
}

/** Everything a page keeps or shows, as text: where a secret could be left. */
export const remainsOf = (page: Page): Promise<Record<string, string>> => page.evaluate(async () => {
  const databases: unknown[] = []
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name)
      opening.addEventListener('success', () => resolve(opening.result))
      opening.addEventListener('error', () => reject(opening.error))
    })
    for (const store of database.objectStoreNames) {
      databases.push(await new Promise((resolve, reject) => {
        const all = database.transaction(store).objectStore(store).getAll()
        all.addEventListener('success', () => resolve(all.result))
        all.addEventListener('error', () => reject(all.error))
      }))
    }
    database.close()
  }
  const caches: string[] = []
  for (const name of await window.caches.keys()) {
    const cache = await window.caches.open(name)
    for (const request of await cache.keys()) caches.push(request.url, await (await cache.match(request))!.text())
  }
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].map((field) => field.value)
  return {
    localStorage: JSON.stringify(localStorage),
    sessionStorage: JSON.stringify(sessionStorage),
    indexedDB: JSON.stringify(databases),
    caches: caches.join('\n'),
    history: JSON.stringify(history.state),
    address: location.href,
    title: document.title,
    document: document.documentElement.outerHTML,
    fields: fields.join('\n'),
    cookies: document.cookie,
  }
})
