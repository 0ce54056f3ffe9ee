import type { Engine } from '../../credentials/engine.ts'
import type { Door } from '../../pipeline/doors.ts'
import type { FailureLimit } from '../../pipeline/limits.ts'

/** API keys, where auth tokens are bought. */
export const apiKeyDoor = (engine: Engine, limit: FailureLimit): Door => ({
  proof: 'api-key',
  from: 'bearer',
  async find(value) {
    const key = await engine.find('api-key', value)
    return key && { user: key.user, proof: 'api-key', credential: `api-key:${key.credentialId}`, key }
  },
  // Only this door is a place to guess keys at, so only here do failures count (rules: Limits). A right key always
  // gets through: one job with a dead key must not lock out everybody behind its address.
  wrong: (address) => limit.wrong('key', address),
  refuses: () => ['too-many-requests'],
  scheme: { name: 'apiKey', described: { type: 'http', scheme: 'bearer', description: 'An API key, at POST /auth/login only.' } },
})
