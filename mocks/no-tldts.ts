/**
 * In the place of `tldts`, which MSW's cookie jar asks for public suffixes: 113 kB for cookies that the demo does not use.
 */
export const getDomain = (): null => null
