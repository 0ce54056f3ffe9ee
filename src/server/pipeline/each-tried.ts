import { StoreUnavailable, TookTooLong } from '../db/store.ts'

/**
 * Does one after another, whatever became of those before: a table that refuses a row keeps nobody else's from being written. Throws
 * at the end what failed. A database that is not there ends it at once, or each would wait for it in turn.
 */
export async function eachTried(works: readonly (() => unknown)[]): Promise<void> {
  const failed: unknown[] = []
  for (const work of works) {
    try {
      await work()
    } catch (error) {
      if (error instanceof StoreUnavailable && !(error instanceof TookTooLong)) throw error
      failed.push(error)
    }
  }
  if (failed.length === 1) throw failed[0]
  if (failed.length > 1) throw new AggregateError(failed, failed.map(String).join('; '))
}
