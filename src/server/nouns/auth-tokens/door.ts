import type { Engine } from '../../credentials/engine.ts'
import type { Door, NoteUse } from '../../pipeline/doors.ts'

/** Auth tokens, at all of our own paths. */
export const authTokenDoor = (engine: Engine, noteUse: NoteUse): Door => ({
  proof: 'auth-token',
  from: 'bearer',
  async find(value, request, address) {
    const token = await engine.findToken(value)
    if (!token) return undefined
    noteUse(request, token, address)
    return { user: token.user, proof: 'auth-token', credential: `api-key:${token.credentialId}`, token }
  },
  scheme: { name: 'authToken', described: { type: 'http', scheme: 'bearer', description: 'A one-hour auth token from POST /auth/login.' } },
})
