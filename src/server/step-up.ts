import type { Endpoint } from '#contract/endpoint.ts'
import type { Database, Store, Tx } from './db/store.ts'
import { fail } from './problem.ts'
import type { Call, Route } from './route.ts'
import { leftOpen, stepUps } from './step-up-list.ts'

/*
 * Step-up: whoever asks with a session says their password again for what gives out a secret or opens another account, so that
 * a console left open gives neither away. It is good for five minutes, as is a fresh sign-in. A credential in a header needs
 * none: whoever holds it has not just found a screen. What needs it stands in `step-up-list.ts`; that it is asked for, here,
 * for every route, so that none can forget it.
 */

export interface StepUpGuard {
  /** Refuses with `confirmation-required` what this call needs the password for, as things are in `db` now. */
  require(call: Call, db: Database | Tx): Promise<void>
  /** The same for an answer given again: a secret that an administrator's session gets so is one that is shown. */
  requireAgain(call: Call): void
}

const isConfirmed = ({ actor, now }: Call): boolean => actor?.proof !== 'session' || (actor.session?.confirmedUntil ?? 0) > now

const refuse = (what: string) => fail('confirmation-required', `${what} needs your password again: POST /api/v1/session/confirm, good for five minutes.`)

export const routeName = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string => `${method} ${path}`

/**
 * Routes about which nobody has decided: a session may change something there, or is answered a secret, and they are neither on
 * the list nor left open with a reason. Nor may what the contract promises differ from the list.
 */
export function undecided(routes: readonly Route[]): string[] {
  const listed = new Set(stepUps.map(({ endpoint }) => routeName(endpoint)))
  const open = new Set(Object.keys(leftOpen))
  return routes.flatMap(({ endpoint }) => {
    const name = routeName(endpoint)
    const promised = endpoint.errors?.includes('confirmation-required') ?? false
    const matters = endpoint.takes.includes('session') && (endpoint.method !== 'GET' || endpoint.secret === true)
    if (promised !== listed.has(name)) return [`${name}: the list and the contract's errors differ`]
    if (matters && listed.has(name) === open.has(name)) return [`${name}: neither on the list nor left open, or both`]
    return []
  })
}

export function createStepUp(store: Store): StepUpGuard {
  const byRoute = Map.groupBy(stepUps, ({ endpoint }) => routeName(endpoint))
  return {
    async require(call, db) {
      if (isConfirmed(call)) return
      for (const { when, what } of byRoute.get(routeName(call.endpoint)) ?? []) if (await when(call, db, store.dialect)) refuse(what)
    },
    requireAgain(call) {
      if (call.endpoint.secret && call.actor?.user.role === 'administrator' && !isConfirmed(call)) refuse('Showing once more what was made')
    },
  }
}
