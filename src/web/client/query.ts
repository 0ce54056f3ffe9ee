import { queryOptions } from '@tanstack/react-query'
import type { Called, Endpoint, ReplyOf } from '#contract/endpoint.ts'
import { call, callWithMeta, type Call, type CallArguments, type WithMeta } from './call.ts'

/** What a query is known by: the endpoint's path first, so that `stale: [listApiKeys]` reaches all its pages. */
export const keyOf = (endpoint: Called, options?: object) => (options === undefined ? [endpoint.path] : [endpoint.path, options])

/** A query as a value (S5): read it with `useQuery`, load it with `load`. */
export const query = <E extends Endpoint>(endpoint: Called<E>, ...[options]: CallArguments<E>) =>
  queryOptions<ReplyOf<E>>({
    queryKey: keyOf(endpoint, options),
    queryFn: ({ signal }) => call<E>(endpoint, ...([{ ...options, signal } as Call<E>] as unknown as CallArguments<E>)),
  })

/** The same with the reply's `ETag`, for forms that write back what they read. */
export const queryWithMeta = <E extends Endpoint>(endpoint: Called<E>, ...[options]: CallArguments<E>) =>
  queryOptions<WithMeta<ReplyOf<E>>>({
    queryKey: [...keyOf(endpoint, options), 'with-meta'],
    queryFn: ({ signal }) => callWithMeta<E>(endpoint, ...([{ ...options, signal } as Call<E>] as unknown as CallArguments<E>)),
  })
