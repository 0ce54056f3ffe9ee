import type { SessionCarrier } from '#server/carrier.ts'

export interface StageCarrier extends SessionCarrier {
  /** The session's value, while there is one. */
  value: string | undefined
  /** Told after each change. */
  changed: () => void
}

/**
 * A session in the tab's memory: a service worker sees no cookies, and `Set-Cookie` on a made-up response is dropped by the
 * browser. Only this page's own requests reach the stage, so the header is all the proof there is to ask for.
 */
export function stageCarrier(value?: string): StageCarrier {
  const carrier: StageCarrier = {
    value,
    changed: () => {},
    // The Auth token page sends a credential of its own and leaves the session at home.
    read: (request) => (request.credentials === 'omit' ? undefined : carrier.value),
    give(given) {
      carrier.value = given
      carrier.changed()
      return {}
    },
    take() {
      carrier.value = undefined
      carrier.changed()
      return {}
    },
    fromConsole: (request) => request.headers.get('X-Countersign-CSRF') === '1',
  }
  return carrier
}
