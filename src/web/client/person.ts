/**
 * Whose console this is, from the moment it is known. Requests say so: a browser's windows share one session, and what one person
 * typed here is never sent as another who signs in over there meanwhile.
 */
let known: string | undefined

export const knownPerson = (): string | undefined => known

export const learnPerson = (id: string): void => void (known = id)

/** Whoever comes next may be anybody. */
export const forgetPerson = (): void => void (known = undefined)
