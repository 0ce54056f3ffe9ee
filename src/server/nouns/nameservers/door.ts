import type { Engine } from '../../credentials/engine.ts'
import type { Store } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import type { Door } from '../../pipeline/doors.ts'

/** When a nameserver last came with its credential, and from where. */
export interface Seen {
  note(nameserverId: string, at: number, from: string): void
  /** Writes what is new; called every second. */
  flush(): Promise<void>
}

export function createSeen(host: Host, store: Store): Seen {
  let waiting = new Map<string, { at: number; from: string }>()
  return {
    note: (id, at, from) => void waiting.set(id, { at, from }),
    async flush() {
      if (waiting.size === 0) return
      const batch = waiting
      waiting = new Map()
      try {
        await store.write(async (tx) => {
          for (const [id, { at, from }] of [...batch].toSorted())
            await tx.updateTable('nameservers').set({ seen_at: at, seen_from: from }).where('id', '=', id)
              .where((is) => is.or([is('seen_at', 'is', null), is('seen_at', '<', at)])).execute()
        })
      } catch (error) {
        for (const [id, seen] of batch) if (!waiting.has(id)) waiting.set(id, seen)
        host.log('warn', 'when nameservers were seen could not be written', { error: String(error) })
      }
    },
  }
}

/** The credential of a nameserver: it belongs to no person, and opens the server's own file and its report. */
export function serverDoor(engine: Engine, store: Store): Door {
  const byHash = store.lookup<{ id: string; name: string }>(`SELECT id, name FROM nameservers WHERE credential_hash = ?`)
  return {
    proof: 'server-credential',
    from: 'bearer',
    async find(value) {
      const row = engine.kindOf(value) === 'server-credential' ? await byHash(engine.hash(value)) : undefined
      return row && { user: { ...row, email: '', role: 'user' }, proof: 'server-credential', credential: `nameserver:${row.id}` }
    },
    scheme: {
      name: 'serverCredential',
      described: { type: 'http', scheme: 'bearer', description: "A nameserver's own credential: its file and its report, nothing else." },
    },
  }
}
