import { Failure } from './failure.ts'

/**
 * Who is asked when an act needs the password again. The dialog is above the client, so it registers itself here rather
 * than being imported.
 */
let ask: (route: string) => Promise<boolean> = () => Promise.resolve(false)
let asking: Promise<boolean> | undefined

export const whenConfirmationNeeded = (listener: typeof ask) => {
  ask = listener
}

/** `true` once the person has said it is them. Two acts at once ask once. */
const askConfirmation = (route: string): Promise<boolean> => {
  asking ??= ask(route).finally(() => {
    asking = undefined
  })
  return asking
}

/**
 * Sends `route` (`POST /tsig/{tsigId}/reveal`); where the server first wants to know who it is, asks that and sends once more.
 * Everything that is sent with the session goes through here.
 */
export async function confirmed<T>(send: () => Promise<T>, route: string): Promise<T> {
  try {
    return await send()
  } catch (thrown) {
    // Once: after a second refusal something else is wrong.
    if (thrown instanceof Failure && thrown.code === 'confirmation-required' && await askConfirmation(route)) return await send()
    throw thrown
  }
}
