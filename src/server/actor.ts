import { dialectHeaders } from '#contract/dialects.ts'
import type { Proof } from '#contract/endpoint.ts'
import type { Restriction } from '#contract/restrictions.ts'
import type { CallLimit } from './call-limit.ts'
import type { SessionCarrier } from './carrier.ts'
import type { LastUsed } from './credentials/last-used.ts'
import type { Engine, LiveCredential, LiveToken } from './credentials/engine.ts'
import type { LiveSession, Sessions } from './sessions.ts'
import { fail } from './problem.ts'
import { printable } from './request.ts'
import type { Clock } from './clock.ts'
import type { FailureLimit } from './limits.ts'

/** Who is asking, and with what. */
export interface Actor {
  user: { id: string; name: string; email: string; role: 'administrator' | 'user' }
  proof: Exclude<Proof, 'none'>
  /** For the audit trail: `session:<id>` or `api-key:<id>`. */
  credential: string
  session?: LiveSession
  key?: LiveCredential
  token?: LiveToken
  /** What the CertCentral key that was used is cut down to. */
  restriction?: Restriction
  /** The divisions that its user is restricted to; absent: all. */
  divisions?: readonly number[]
}

export interface Identify {
  (request: Request, takes: readonly Proof[], address: string): Promise<Actor | undefined>
}

export interface IdentifyParts {
  engine: Engine
  sessions: Sessions
  carrier: SessionCarrier
  lastUsed: LastUsed
  limit: FailureLimit
  callLimit: CallLimit
  clock: Clock
  /** The restriction of a CertCentral key, as it is now. */
  restrictionOf: (credentialId: string) => Promise<Restriction | undefined>
  /** The divisions that a user is restricted to, as they are now; `undefined` for all. */
  divisionsOf: (userId: string) => Promise<readonly number[] | undefined>
}

/** The vendors' doors: each takes one kind of key from one header. */
const vendorDoors = [
  { proof: 'certcentral-key', header: dialectHeaders.certcentral },
  { proof: 'one-token', header: dialectHeaders.one },
] as const

/**
 * Finds who is asking. With an `Authorization` header the header decides and the cookie is not read (rules: Who decides); a
 * credential that this door does not take is refused like a wrong one. A vendor's door reads the vendor's header and nothing else.
 */
export function createIdentify({ engine, sessions, carrier, lastUsed, limit, callLimit, clock, restrictionOf, divisionsOf }: IdentifyParts): Identify {
  const refuse = () => fail('invalid-credential', 'The credential is wrong, expired or revoked, or does not belong at this door.', [], { 'WWW-Authenticate': 'Bearer error="invalid_token"' })

  const used = (request: Request, { valueId, credentialId }: LiveCredential, from: string) =>
    lastUsed.note({ valueId, credentialId, at: clock.now(), from, agent: printable(request.headers.get('User-Agent'), 300) })

  /** Whoever holds a live key of this kind; sent twice, two values are one text with a comma, which is no key. */
  async function throughVendorDoor(request: Request, { proof, header }: (typeof vendorDoors)[number], address: string): Promise<Actor> {
    const value = request.headers.get(header)
    const key = value === null ? undefined : await engine.find(proof, value)
    const restriction = key && proof === 'certcentral-key' ? await restrictionOf(key.credentialId) : undefined
    if (!key || (proof === 'certcentral-key' && restriction === undefined)) return fail('invalid-credential', `Send a key that works in the header ${header}.`)
    callLimit.count(proof, key.credentialId)
    used(request, key, address)
    const divisions = proof === 'certcentral-key' ? await divisionsOf(key.user.id) : undefined
    return { user: key.user, proof, credential: `${proof}:${key.credentialId}`, key, restriction, divisions }
  }

  return async (request, takes, address) => {
    if (takes.includes('none')) return undefined
    const door = vendorDoors.find(({ proof }) => takes.includes(proof))
    if (door) return throughVendorDoor(request, door, address)
    const authorization = request.headers.get('Authorization')
    if (authorization !== null) {
      if (authorization.includes(',')) fail('invalid-value', 'Send one Authorization header.', [{ field: 'Authorization', pointer: '', message: 'There are two Authorization headers.' }])
      const value = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
      const kind = value === undefined ? undefined : engine.kindOf(value)
      if (value && kind === 'auth-token' && takes.includes('auth-token')) {
        const token = await engine.findToken(value)
        if (token) {
          used(request, token, address)
          return { user: token.user, proof: 'auth-token', credential: `api-key:${token.credentialId}`, token }
        }
      }
      if (takes.includes('api-key')) {
        // Only this door is a place to guess keys at, so only here do failures count (rules: Limits). A right key always
        // gets through: one job with a dead key must not lock out everybody behind its address.
        const key = value && kind === 'api-key' ? await engine.find('api-key', value) : undefined
        if (key) return { user: key.user, proof: 'api-key', credential: `api-key:${key.credentialId}`, key }
        limit.wrong('key', address)
      }
      return refuse()
    }
    if (takes.includes('session')) {
      const value = carrier.read(request)
      const session = value === undefined ? undefined : await sessions.find(value)
      if (session) return { user: session.user, proof: 'session', credential: `session:${session.id}`, session }
    }
    if (!takes.includes('session')) return fail('invalid-credential', 'Send the API key as a bearer credential.', [], { 'WWW-Authenticate': 'Bearer' })
    return fail('not-signed-in', 'Sign in, or send an auth token as a bearer credential.', [], takes.includes('auth-token') ? { 'WWW-Authenticate': 'Bearer' } : {})
  }
}
