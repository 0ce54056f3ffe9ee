/**
 * Who is told when a call was refused because nobody is signed in (any more). The router is above the client,
 * so it registers itself here rather than being imported.
 */
let tell: () => void = () => {}

export const whenSignedOut = (listener: () => void) => {
  tell = listener
}

export const tellSignedOut = () => tell()
