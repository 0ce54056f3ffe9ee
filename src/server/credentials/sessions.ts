import { base64url, uuidv7 } from '../bytes.ts'
import type { Clock } from '../clock.ts'
import type { LastUsed } from './last-used.ts'
import type { Engine } from './engine.ts'
import type { Store, Tx } from '../db/store.ts'
import type { Host } from '../host.ts'

/** A session ends after 30 minutes without a request and after 12 hours in any case. */
export const sessionIdle = 30 * 60_000
export const sessionLife = 12 * 3_600_000
/** How long a password said again, or a fresh sign-in, is good for acts that need it. */
export const confirmedFor = 5 * 60_000

export interface LiveSession {
  id: string
  user: { id: string; name: string; email: string; role: 'administrator' | 'user' }
  createdAt: number
  expiresAt: number
  confirmedUntil: number | null
}

/** Sessions of the console: a 256-bit opaque value in a cookie, stored as a hash, joined to the user on each request. */
export interface Sessions {
  /** Opens a session and answers its value for the carrier. */
  open(tx: Tx, userId: string, address: string, userAgent: string): Promise<string>
  find(value: string): Promise<LiveSession | undefined>
  /** Of a value that `find` did not find: it is over by its time, or it is gone (ended by somebody, replaced, or swept after its 12 hours). */
  whyOver(value: string): Promise<'expired' | 'ended'>
  /** Ends the session of a value, if there is one: the old one goes when somebody signs in anew (fixation). */
  endByValue(tx: Tx, value: string): Promise<void>
  /** Gives a session a new value and marks it confirmed: privileges changed, so the old value must not carry them. */
  renew(tx: Tx, sessionId: string): Promise<{ value: string; confirmedUntil: number }>
}

interface SessionRow {
  id: string
  created_at: number
  last_seen_at: number
  expires_at: number
  confirmed_until: number | null
  user_id: string
  name: string
  email: string
  role: 'administrator' | 'user'
  enabled: number
}

export interface SessionParts {
  host: Host
  store: Store
  clock: Clock
  engine: Engine
  lastUsed: LastUsed
}

const wellFormed = (value: string) => /^[\w-]{43}$/.test(value)
const isOver = (row: SessionRow, now: number) => now >= row.expires_at || now >= row.last_seen_at + sessionIdle

export function createSessions({ host, store, clock, engine, lastUsed }: SessionParts): Sessions {
  const byHash = store.lookup<SessionRow>(
    `SELECT s.id, s.created_at, s.last_seen_at, s.expires_at, s.confirmed_until, u.id AS user_id, u.name, u.email, u.role, u.enabled
     FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = ?`,
  )
  const hashOf = (value: string) => engine.hash(`session|${value}`)
  const fresh = () => base64url(host.random(32))

  return {
    async open(tx, userId, address, userAgent) {
      const value = fresh()
      const now = clock.now()
      await tx.insertInto('sessions').values({
        id: uuidv7(now, host.random), hash: hashOf(value), user_id: userId, created_at: now, last_seen_at: now,
        expires_at: now + sessionLife, confirmed_until: now + confirmedFor, address, user_agent: userAgent,
      }).execute()
      return value
    },

    async whyOver(value) {
      const row = wellFormed(value) ? await byHash(hashOf(value)) : undefined
      return row?.enabled === 1 && isOver(row, clock.now()) ? 'expired' : 'ended'
    },

    async find(value) {
      if (!wellFormed(value)) return undefined
      const row = await byHash(hashOf(value))
      const now = clock.now()
      if (!row || row.enabled !== 1) return undefined
      if (isOver(row, now)) return undefined
      lastUsed.seen(row.id, now)
      return {
        id: row.id,
        user: { id: row.user_id, name: row.name, email: row.email, role: row.role },
        createdAt: row.created_at,
        expiresAt: Math.min(row.expires_at, now + sessionIdle),
        confirmedUntil: row.confirmed_until !== null && row.confirmed_until > now ? row.confirmed_until : null,
      }
    },

    async endByValue(tx, value) {
      await tx.deleteFrom('sessions').where('hash', '=', hashOf(value)).execute()
    },

    async renew(tx, sessionId) {
      const value = fresh()
      const confirmedUntil = clock.now() + confirmedFor
      await tx.updateTable('sessions').set({ hash: hashOf(value), confirmed_until: confirmedUntil }).where('id', '=', sessionId).execute()
      return { value, confirmedUntil }
    },
  }
}
