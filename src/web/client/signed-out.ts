import { Failure } from './failure.ts'
import { knownPerson } from './person.ts'

/** By its time; by somebody; somebody else is signed in in its place. */
export type WhyOut = 'expired' | 'ended' | 'another'

const reasons: Readonly<Record<string, WhyOut>> = { 'session-expired': 'expired', 'session-ended': 'ended', 'session-of-another': 'another' }

/** Why nobody is signed in any more; `undefined` for somebody who never was. A cookie that is gone went with a sign-out in another window. */
export const whyOut = ({ errors }: Failure): WhyOut | undefined => reasons[errors[0]?.code ?? ''] ?? (knownPerson() === undefined ? undefined : 'ended')

/**
 * Who is told when a call was refused because nobody is signed in (any more). Answers whether the same person is again. The router is
 * above the client, so it registers itself here rather than being imported.
 */
let ask: (why: WhyOut | undefined) => Promise<boolean> = () => Promise.resolve(false)
let asking: Promise<boolean> | undefined

export const whenSignedOut = (listener: typeof ask) => {
  ask = listener
}

/** How often somebody has signed in again. */
let renewals = 0

/** Sends; where nobody is signed in any more, asks the person to, and sends once more. Everything that is sent with the session goes through here. */
export async function signedIn<T>(send: () => Promise<T>): Promise<T> {
  const before = renewals
  try {
    return await send()
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'not-signed-in') throw thrown
    // Refused by the session that is over, and heard of after the person has signed in again.
    if (renewals !== before) return signedIn(send)
    // Calls that were refused together ask once.
    asking ??= ask(whyOut(thrown))
      .then((again) => {
        if (again) renewals++
        return again
      })
      .finally(() => {
        asking = undefined
      })
    if (await asking) return await send()
    throw thrown
  }
}
