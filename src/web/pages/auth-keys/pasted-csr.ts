import { z } from '#contract/zod.ts'
import { csrMax } from '#contract/auth-keys.ts'

/** What may be pasted as a CSR; the server reads it. It counts to the letter, so it is kept as it is. */
export const PastedCsr = z.string().max(csrMax, 'This is too long for a CSR.').refine((csr) => csr.trim() !== '', 'Paste a CSR.')
