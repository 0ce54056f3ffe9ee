import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { credentialKindNames } from './credential-kinds.ts'
import { Id } from './names.ts'

/** Whose a pasted value is. `found` is null for one that is not known, has a typo, or is not the caller's to see. */
export const Lookup = z.strictObject({
  found: z.strictObject({
    kind: z.enum(credentialKindNames),
    id: Id,
    name: z.string(),
    /** Null for what belongs to the account and to no person: AuthKeys, TSIG keys, nameservers. An AuthKey's name is its label or its id. */
    owner: z.strictObject({ id: Id, name: z.string(), email: z.string() }).nullable(),
    live: z.boolean(),
    old: z.boolean(),
  }).nullable(),
})
export type Lookup = z.infer<typeof Lookup>

/** Looked up by hash, so that a pasted secret is never searched for, logged, or put in a URL. */
export const lookupValue = {
  method: 'POST', path: '/api/v1/lookup', summary: 'Whose is this credential', action: 'lookup.read', takes: ['session'],
  body: z.strictObject({ value: z.string().min(1).max(4096) }), reply: Lookup,
} as const satisfies Endpoint
