import { MutationCache, QueryClient, type QueryKey, type UseQueryOptions } from '@tanstack/react-query'
import type { Called } from '#contract/endpoint.ts'
import { Failure } from './failure.ts'
import { outdated } from './call.ts'
import { keyOf } from './query.ts'

/** Worth asking once more: nobody answered, or the server said that it will in a moment. */
const passing = (thrown: unknown) => thrown instanceof Failure && (thrown.lost || thrown.status === 503)

export const queryClient = new QueryClient({
  mutationCache: new MutationCache({
    onSuccess: async (_reply, _given, _context, mutation) => makeStale(...((mutation.meta?.['stale'] as readonly Called[] | undefined) ?? [])),
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, thrown) => count < 1 && passing(thrown),
      retryDelay: 800,
      // A console is left open for days; coming back to it shows what is true now.
      refetchOnWindowFocus: true,
      // Offline is found out by asking: a server on this very machine is reachable without a network.
      networkMode: 'always',
    },
    // What was sent and what came back is not kept after it was used.
    mutations: { retry: false, gcTime: 0, networkMode: 'always' },
  },
})

/** Everything read from these endpoints is read again where it is shown. */
export const makeStale = async (...endpoints: readonly Called[]) => {
  await Promise.all(endpoints.map((endpoint) => queryClient.invalidateQueries({ queryKey: keyOf(endpoint) })))
}

/** Together for many: work on hundreds may find each of them gone. */
let rereading: ReturnType<typeof setTimeout> | undefined
outdated.reread = () => {
  clearTimeout(rereading)
  rereading = setTimeout(() => void queryClient.invalidateQueries(), 300)
}

/** For loaders: everything a page reads, by the same value it reads it with (S4). */
export const load = <Reply, Key extends QueryKey>(query: UseQueryOptions<Reply, Error, Reply, Key> & { queryKey: Key }): Promise<Reply> =>
  queryClient.fetchQuery(query)
