import type { Endpoint, Proof } from '#contract/endpoint.ts'
import type { ProblemCode } from '#contract/problem.ts'
import type { Clock } from '../clock.ts'
import type { LiveCredential } from '../credentials/engine.ts'
import type { Use } from '../db/uses.ts'
import type { SessionCarrier } from '../http/carrier.ts'
import { printable } from '../http/request.ts'
import { fail, type FieldFault } from '../problem.ts'
import type { Actor } from './actor.ts'

/** One way to show who one is. A noun brings it; nothing in the pipeline knows which there are. */
export interface Door {
  readonly proof: Actor['proof']
  /** Where its credential stands: in a header of a vendor's, and then nothing else is read; in `Authorization: Bearer`; where sessions travel. */
  readonly from: { readonly header: string } | 'bearer' | 'carrier'
  /** Whoever holds what was shown, as things are now. */
  find(value: string, request: Request, address: string): Promise<Actor | undefined>
  /** What was shown opens nothing. */
  wrong?(address: string): void
  /** Why what was shown opens nothing, where whoever shows it may know. */
  why?(value: string): Promise<FieldFault>
  /** May what was shown make this call, whatever its owner may? Where not: why. */
  refusal?(actor: Actor, endpoint: Endpoint): string | undefined
  /** A call that the owner may make too. */
  note?(actor: Actor, endpoint: Endpoint, at: number): void
  /** What it may refuse a call with, besides a wrong credential. */
  refuses?(endpoint: Endpoint): readonly ProblemCode[]
  /** As the API's document has it: its name there, and a security scheme of OpenAPI. */
  readonly scheme: { readonly name: string; readonly described: Readonly<Record<string, unknown>> }
}

export interface Doors {
  readonly all: readonly Door[]
  identify(request: Request, takes: readonly Proof[], address: string): Promise<Actor | undefined>
  /** Refuses a call that the credential itself does not permit. */
  requirePermitted(actor: Actor | undefined, endpoint: Endpoint): void
  note(actor: Actor | undefined, endpoint: Endpoint, at: number): void
}

/** Writes down when, from where and by what a credential was used. */
export type NoteUse = (request: Request, used: LiveCredential, from: string) => void

export const createNoteUse = (note: (use: Use) => void, clock: Clock): NoteUse => (request, { valueId, credentialId }, from) =>
  note({ valueId, credentialId, at: clock.now(), from, agent: printable(request.headers.get('User-Agent'), 300) })

function refuse(): never {
  const why = 'The credential is wrong, expired or revoked, or does not belong at this door.'
  return fail('invalid-credential', why, [], { 'WWW-Authenticate': 'Bearer error="invalid_token"' })
}

function refuseTwo(): never {
  const message = 'There are two Authorization headers.'
  return fail('invalid-value', 'Send one Authorization header.', [{ field: 'Authorization', pointer: '', message }])
}

/**
 * Finds who is asking. With an `Authorization` header the header decides and the cookie is not read (rules: Who decides); a
 * credential that this door does not take is refused like a wrong one. A vendor's door reads the vendor's header and nothing else.
 */
export function createDoors(all: readonly Door[], carrier: SessionCarrier): Doors {
  const doorOf = (actor: Actor | undefined) => actor && all.find(({ proof }) => proof === actor.proof)

  async function throughOneOf(doors: readonly Door[], value: string | undefined, request: Request, address: string): Promise<Actor | undefined> {
    for (const door of doors) {
      const actor = value === undefined ? undefined : await door.find(value, request, address)
      if (actor) return actor
      door.wrong?.(address)
    }
    return undefined
  }

  return {
    all,

    async identify(request, takes, address) {
      if (takes.includes('none')) return undefined
      const open = all.filter(({ proof }) => takes.includes(proof))
      for (const { from, find } of open) {
        if (typeof from === 'string') continue
        const value = request.headers.get(from.header)
        // Sent twice, two values are one text with a comma, which is no key.
        const actor = value === null ? undefined : await find(value, request, address)
        return actor ?? fail('invalid-credential', `Send a key that works in the header ${from.header}.`)
      }
      const authorization = request.headers.get('Authorization')
      if (authorization !== null) {
        if (authorization.includes(',')) refuseTwo()
        const value = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
        return (await throughOneOf(open.filter(({ from }) => from === 'bearer'), value, request, address)) ?? refuse()
      }
      const bySession = open.filter(({ from }) => from === 'carrier')
      const shown = carrier.read(request)
      const actor = await throughOneOf(bySession, shown, request, address)
      if (actor) return actor
      const headers = open.some(({ from }) => from === 'bearer') ? { 'WWW-Authenticate': 'Bearer' } : undefined
      if (bySession.length === 0) return fail('invalid-credential', 'Send the API key as a bearer credential.', [], headers)
      // An empty cookie, as some leave behind, is none.
      const why = shown ? await bySession[0]?.why?.(shown) : undefined
      return fail('not-signed-in', 'Sign in, or send an auth token as a bearer credential.', why ? [why] : [], headers)
    },

    requirePermitted(actor, endpoint) {
      const why = actor && doorOf(actor)?.refusal?.(actor, endpoint)
      if (why !== undefined) fail('not-allowed', why)
    },

    note(actor, endpoint, at) {
      if (actor) doorOf(actor)?.note?.(actor, endpoint, at)
    },
  }
}
