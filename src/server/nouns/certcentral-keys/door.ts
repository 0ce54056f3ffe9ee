import { wireHeaders } from '#contract/wire.ts'
import { permits, type Restriction } from '#contract/restrictions.ts'
import type { Engine } from '../../credentials/engine.ts'
import type { Store } from '../../db/store.ts'
import type { CallCounts } from './call-counts.ts'
import type { CallLimit, Window } from '../../pipeline/call-limit.ts'
import { divisionsOf } from '../../pipeline/divisions.ts'
import type { Door, NoteUse } from '../../pipeline/doors.ts'

/** What CertCentral lets one key do (rolling windows). A call that was refused for it does not count. */
export const certcentralWindows: readonly Window[] = [{ calls: 100, span: 5000 }, { calls: 1000, span: 180_000 }]

export interface CertcentralDoorParts {
  store: Store
  engine: Engine
  noteUse: NoteUse
  calls: CallLimit
  counts: CallCounts
}

export interface CertcentralDoor extends Door {
  /** What a key that works is cut down to, for whoever is about to send it here. */
  restrictionOf(value: string): Promise<Restriction | undefined>
}

/** CertCentral's own door. */
export function certcentralDoor({ store, engine, noteUse, calls, counts }: CertcentralDoorParts): CertcentralDoor {
  const restricted = store.lookup<{ restriction: Restriction }>('SELECT restricted_to_role_id AS restriction FROM certcentral_keys WHERE credential_id = ?')

  async function live(value: string) {
    const key = await engine.find('certcentral-key', value)
    const row = key && await restricted(key.credentialId)
    return row && { key, restriction: row.restriction }
  }

  return {
    proof: 'certcentral-key',
    from: { header: wireHeaders.certcentral },
    async find(value, request, address) {
      const found = await live(value)
      if (!found) return undefined
      const { key, restriction } = found
      calls.count(key.credentialId)
      noteUse(request, key, address)
      const divisions = await divisionsOf(store.db, key.user.id)
      return { user: key.user, proof: 'certcentral-key', credential: `certcentral-key:${key.credentialId}`, key, restriction, divisions }
    },
    refusal: ({ restriction = 0 }, endpoint) => (permits(restriction, endpoint) ? undefined : 'The restriction of this API key does not permit this call.'),
    note: ({ key }, endpoint, at) => counts.note(key!.credentialId, endpoint, at),
    refuses: ({ area }) => ['too-many-requests', ...(area === 'self' ? [] : ['not-allowed' as const])],
    scheme: {
      name: 'certcentralKey',
      described: { type: 'apiKey', in: 'header', name: wireHeaders.certcentral, description: 'A CertCentral API key, under /services/v2 only.' },
    },
    restrictionOf: async (value) => (await live(value))?.restriction,
  }
}
