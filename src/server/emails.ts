/**
 * The identity of an e-mail address: two that are equal here are one account, for the sign-in look-up, for the unique column and
 * for every limit that counts by account. What is typed differs in case and in blanks round it; nothing else is folded, since
 * an address is ASCII.
 */
export const emailKey = (typed: string): string => typed.trim().toLowerCase()
