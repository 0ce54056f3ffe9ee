/*
 * A person's way to the API as other suites have it. No shape of the contract here: these types stand in a package that brings
 * no zod along. `api.ts` must keep them, or it does not compile.
 */

/** `2027-01-31T12:00:00Z` */
export type Instant = `${number}-${number}-${number}T${number}:${string}`

export interface NewKey {
  /** An instant; without it a year from now. */
  expiresAt?: Date | Instant
  note?: string
  /** Whose key it is, where an administrator makes it for somebody else. */
  userId?: string
}

/** A key that was just made. */
export interface MadeKey {
  id: string
  name: string
  note: string | null
  status: 'active' | 'expiring' | 'rotating' | 'expired'
  hint: { start: string; last4: string }
  createdAt: string
  expiresAt: string
  /** The value, which is in this answer only. */
  apiKey: string
}

export interface Api {
  /** The session, as the browser's cookie holds it. */
  session: string
  /** Makes an API key; throws where it is refused. */
  key(name: string, given?: NewKey): Promise<MadeKey>
  /** Any other call of `/docs`, with the session: `send('POST', '/tsig', { name: 'tsigkey' })`. Throws on no refusal. */
  send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: `/${string}`, body?: object): Promise<{ status: number; body: unknown }>
}
