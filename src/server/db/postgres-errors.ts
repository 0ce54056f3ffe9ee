import { StoreUnavailable, TookTooLong } from './store.ts'

/** Of `node:net` and DNS. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EACCES'])

/**
 * SQLSTATEs, or classes of them, of a server that cannot serve now (https://www.postgresql.org/docs/current/errcodes-appendix.html):
 * connection, sign-in of ours refused, resources, operator (57P0x, and 57014: statement_timeout), system, damaged;
 * 25006 and, for BEGIN READ WRITE, 0A000 on a standby that took over the address and is not promoted yet, 25P03 a work that stood still.
 */
const STATES = /^(08|28|53|57|58|XX|25006|25P03|55P03|0A000)/

/** pg gives these no code. */
const MESSAGES = /^(Connection terminated|Client has encountered a connection error|timeout e|Query read timeout|Cannot use a pool after)/

/** Given up by pg, not by the server: the statement may be done all the same. */
export const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout'

/** The error itself, or StoreUnavailable around it when it tells of the server or the way to it. */
export function toUnavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreUnavailable) return error
  const { code } = error as { code?: unknown }
  const known = typeof code === 'string' ? NETWORK.has(code) || STATES.test(code) : MESSAGES.test(error.message)
  // Given up by the server (statement_timeout), or by pg when its answer does not come (query_timeout).
  if (code === '57014' || isUnanswered(error)) return new TookTooLong(`PostgreSQL: ${error.message}`, { cause: error })
  return known ? new StoreUnavailable(`PostgreSQL: ${error.message || String(code)}`, { cause: error }) : error
}

/** Serialization failure or deadlock: rolled back, and worth running again. */
export function isConflict(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === '40001' || code === '40P01'
}

/** Waited for a lock as long as `lock_timeout` lets it. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof StoreUnavailable && (error.cause as { code?: unknown } | undefined)?.code === '55P03'
}
