import { lookupValue } from '#contract/calls.ts'
import type { Lookup } from '#contract/lookup.ts'
import { call } from '../client/call.ts'

/** Whose a pasted value is, or why that is not known. */
export type LookedUp = { found: Lookup['found'] } | { error: unknown }

/** Asks by the value, which is held by nobody afterwards (S8). */
export async function lookUp(value: string): Promise<LookedUp> {
  try {
    return await call(lookupValue, { body: { value } })
  } catch (error) {
    return { error }
  }
}
