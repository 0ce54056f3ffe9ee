import type { BrowserContext } from '@playwright/test'
import { credentialsIn, type Passed } from './world.ts'

export interface Overheard {
  passed: Passed[]
  secrets: Set<string>
}

/** What browser windows ask for and are answered, where nothing stands in front of the server that could say. */
export function overhear(context: BrowserContext, { passed, secrets }: Overheard): void {
  const entries = new WeakMap<object, Passed>()
  context.on('request', (request) => {
    if (request.serviceWorker() !== null) return
    const { pathname, search } = new URL(request.url())
    const entry: Passed = { method: request.method(), url: pathname + search, idempotencyKey: request.headers()['idempotency-key'], status: undefined }
    entries.set(request, entry)
    passed.push(entry)
  })
  context.on('response', (response) => {
    const entry = entries.get(response.request())
    if (entry) entry.status = response.status()
    // A window that has gone takes its answers with it.
    if (response.headers()['content-type']?.includes('json'))
      void response.text().then(
        (text) => credentialsIn(text).forEach((value) => secrets.add(value)),
        () => {},
      )
  })
}
