/** Class names that hold, joined. */
export const cx = (...parts: (string | false | null | undefined)[]): string | undefined => parts.filter(Boolean).join(' ') || undefined
