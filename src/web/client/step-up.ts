/**
 * Who is asked when an act needs the password again. The dialog is above the client, so it registers itself here rather
 * than being imported.
 */
let ask: () => Promise<boolean> = () => Promise.resolve(false)
let asking: Promise<boolean> | undefined

export const whenConfirmationNeeded = (listener: () => Promise<boolean>) => {
  ask = listener
}

/** `true` once the person has said it is them. Two acts at once ask once. */
export const askConfirmation = (): Promise<boolean> => {
  asking ??= ask().finally(() => {
    asking = undefined
  })
  return asking
}
