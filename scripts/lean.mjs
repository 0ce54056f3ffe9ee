import { fileURLToPath } from 'node:url'

// How a server's process is begun, so that its memory stays small and no collection of it takes long. Both count only when a
// process begins. Plain JavaScript, for start.mjs.

/** V8's young generation grows to 128 MB otherwise, and what survives in it is copied while everybody waits. */
export const leanFlags = ['--max-semi-space-size=16']

/**
 * glibc gives each thread a heap of its own otherwise, and what was freed in one is not used in another; and what is large it gives
 * back at once only until the first of it was freed. What was compiled of our sources is kept beside them, so that the next start finds
 * it; where the folder cannot be written there is none.
 */
export const leanEnvironment = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../.cache/compiled', import.meta.url)),
}
