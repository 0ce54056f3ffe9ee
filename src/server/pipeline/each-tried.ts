import { StoreUnavailable, TookTooLong } from '../db/store.ts'

/**
 * Does one after another, whatever became of those before: a table that refuses a row keeps nobody else's from being written. Throws
 * at the end what failed. A database that is not there, or that answers a second one too late as well, ends it at once, or each would
 * wait for it in turn.
 */
export async function eachTried(works: readonly (() => unknown)[]): Promise<void> {
  const failed: unknown[] = []
  for (const work of works) {
    try {
      await work()
    } catch (error) {
      const isSlow = error instanceof TookTooLong && !failed.some((one) => one instanceof TookTooLong)
      failed.push(error)
      if (error instanceof StoreUnavailable && !isSlow) break
    }
  }
  if (failed.length === 1) throw failed[0]
  if (failed.length > 1) throw new AggregateError(failed, failed.map(String).join('; '))
}
