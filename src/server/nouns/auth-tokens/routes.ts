import { introspect, login, whoami } from '#contract/auth-tokens.ts'
import type { Proof } from '#contract/endpoint.ts'
import type { Action } from '#contract/permissions.ts'
import type { Clock } from '../../clock.ts'
import type { Engine } from '../../credentials/engine.ts'
import type { Use } from '../../db/uses.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { can } from '../../pipeline/policy.ts'
import { fail } from '../../problem.ts'
import { act, read, type Route } from '../../pipeline/route.ts'
import { iso } from '../../time.ts'

export interface AuthTokenParts {
  clock: Clock
  engine: Engine
  /** Writes down a use of a value. */
  noteUse: (use: Use) => void
  /** The actions that some door offers to this kind of credential. */
  offered: (proof: Proof) => readonly Action[]
}

export function authTokens({ clock, engine, noteUse, offered }: AuthTokenParts): Route[] {
  const known = new Map<string, readonly Action[]>()
  /** Hangs on nothing but the kind of credential, the role and whether divisions restrict: worked out once for each of these. */
  function allowedTo(actor: Actor): readonly Action[] {
    const like = `${actor.proof} ${actor.user.role} ${actor.divisions ? 'restricted' : ''}`
    const allowed = known.get(like) ?? offered(actor.proof).filter((action) => can(actor, action))
    known.set(like, allowed)
    return allowed
  }

  return [
    act(login, async ({ actor, now, address, userAgent }) => {
      const key = actor.key!
      const issued = await engine.issueToken(key)
      if (!issued)
        return fail('invalid-credential', 'The credential is wrong, expired or revoked, or does not belong at this door.', [], {
          'WWW-Authenticate': 'Bearer error="invalid_token"',
        })
      noteUse({ valueId: key.valueId, credentialId: key.credentialId, at: now, from: address, agent: userAgent })
      return {
        body: { token: issued.token, tokenType: 'Bearer' as const, expiresIn: Math.floor((issued.expiresAt - now) / 1000), expiresAt: iso(issued.expiresAt) },
      }
    }),

    read(whoami, async ({ actor }) => ({
      body: {
        user: actor.user,
        apiKey: actor.token ? { id: actor.token.credentialId, name: actor.token.name } : null,
        expiresAt: iso(actor.token?.expiresAt ?? actor.session!.expiresAt),
        allowed: [...allowedTo(actor)],
      },
    })),

    act(introspect, async ({ actor, body }) => {
      // RFC 7662 §2.2: whatever is wrong with a token, and whoever's it is, the answer is only that it is not active.
      const token = await engine.findToken(body.token)
      if (!token || (token.user.id !== actor.user.id && actor.user.role !== 'administrator')) return { body: { active: false } }
      return {
        body: {
          active: true, token_type: 'Bearer' as const, sub: token.user.id, username: token.user.email, client_id: token.credentialId, scope: token.user.role,
          iat: Math.floor(token.issuedAt / 1000), exp: Math.floor(Math.max(token.expiresAt, clock.now()) / 1000),
        },
      }
    }),
  ]
}
