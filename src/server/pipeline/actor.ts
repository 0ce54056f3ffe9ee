import type { Proof } from '#contract/endpoint.ts'
import type { Restriction } from '#contract/restrictions.ts'
import type { LiveCredential, LiveToken } from '../credentials/engine.ts'
import type { LiveSession } from '../credentials/sessions.ts'

/** Who is asking, and with what. */
export interface Actor {
  user: { id: string; name: string; email: string; role: 'administrator' | 'user' }
  proof: Exclude<Proof, 'none'>
  /** For the audit trail: `session:<id>` or `api-key:<id>`. */
  credential: string
  session?: LiveSession
  key?: LiveCredential
  token?: LiveToken
  /** What the key that was used is cut down to. */
  restriction?: Restriction
  /** The divisions that its user is restricted to; absent: all. */
  divisions?: readonly number[]
}
