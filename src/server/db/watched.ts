import { StoreUnavailable, type Store } from './store.ts'

/** A store that knows whether its writes are refused. */
export interface WatchedStore extends Store {
  /** True from the first write that the database or the disk refused until one that began later has succeeded. */
  readonly refusing: boolean
}

/** Octets of a write that shows that there is room again: as many as a change with its audit row and its indexes touches. */
const room = 64 * 1024

/**
 * Watches every write. While they are refused, `probe` writes as much as a change does: the few octets of an ordinary probe
 * still fit where nothing else does.
 */
export function watchWrites(store: Store, log: (level: 'info' | 'error', message: string, facts?: Record<string, unknown>) => void): WatchedStore {
  let begun = 0
  let lastBefore = 0
  let refusing = false
  let probing: Promise<void> | undefined

  async function watched<T>(write: () => Promise<T>): Promise<T> {
    const mine = ++begun
    try {
      const value = await write()
      // One that began before the refusal says nothing of the time after it.
      if (refusing && mine > lastBefore) {
        refusing = false
        log('info', 'the database takes writes again')
      }
      return value
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        lastBefore = begun
        if (!refusing)
          log('error', 'the database refuses writes: not ready until one has succeeded', {
            error: error.message,
            cause: error.cause instanceof Error ? error.cause.message : undefined,
          })
        refusing = true
      }
      throw error
    }
  }

  const roomy = (value: string) => store.write(async (tx) => {
    await tx.insertInto('meta').values({ key: 'room', value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
  })

  const { together, writeLarge } = store
  return {
    ...store,
    get refusing() {
      return refusing
    },
    write: (work) => watched(() => store.write(work)),
    ...(writeLarge && { writeLarge: (work) => watched(() => writeLarge(work)) }),
    ...(together && { together: (work, ending) => watched(() => together(work, ending)) }),
    command(sql) {
      const run = store.command(sql)
      return (...parameters) => watched(() => run(...parameters))
    },
    probe() {
      if (!refusing) return watched(() => store.probe())
      probing ??= watched(() => roomy('x'.repeat(room))).then(() => roomy('')).finally(() => { probing = undefined })
      return probing
    },
  }
}
