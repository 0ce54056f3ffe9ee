import { wireHeaders } from '#contract/wire.ts'
import type { Engine } from '../../credentials/engine.ts'
import type { Door, NoteUse } from '../../pipeline/doors.ts'

/** DigiCert ONE's own door. */
export const oneTokenDoor = (engine: Engine, noteUse: NoteUse): Door => ({
  proof: 'one-token',
  from: { header: wireHeaders.one },
  async find(value, request, address) {
    const key = await engine.find('one-token', value)
    if (!key) return undefined
    noteUse(request, key, address)
    return { user: key.user, proof: 'one-token', credential: `one-token:${key.credentialId}`, key }
  },
  scheme: {
    name: 'oneToken',
    described: { type: 'apiKey', in: 'header', name: wireHeaders.one, description: 'A DigiCert ONE API token, under /account/api/v1 only.' },
  },
})
