import { csrMax } from '#contract/auth-keys.ts'

/** What may be pasted as a CSR; the server reads it. It counts to the letter, so it is kept as it is. */
export const csrRule = { fault: (csr: string) => (csr.trim() === '' ? 'Paste a CSR.' : csr.length > csrMax ? 'This is too long for a CSR.' : undefined) }
