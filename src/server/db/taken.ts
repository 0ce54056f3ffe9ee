/**
 * Runs a change that another server may be racing for. Where PostgreSQL's unique index then says no (SQLSTATE 23505),
 * `taken` answers instead of a 500; on SQLite, with its one writer, the check before it has already said so.
 */
export async function orTaken<T>(work: () => Promise<T>, taken: () => never): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') return taken()
    throw error
  }
}
