import type { Actor } from './actor.ts'
import { fail } from './problem.ts'

/**
 * Step-up (rulings): with a session, what shows or exports a secret or changes a role needs a password of the last five
 * minutes, so that a console left open gives nothing away. An administrator's token needs none. Refuses with
 * `confirmation-required`; `what` begins the sentence: `Showing a secret`.
 */
export function requireConfirmed(actor: Actor, now: number, what: string): void {
  if (actor.proof === 'session' && (actor.session?.confirmedUntil ?? 0) <= now) {
    fail('confirmation-required', `${what} needs your password again: POST /api/v1/session/confirm, good for five minutes.`)
  }
}
