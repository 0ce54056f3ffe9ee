import type { MutationOptions } from '@tanstack/react-query'
import type { Called, Endpoint, ReplyOf } from '#contract/endpoint.ts'
import { call, type Call, type CallArguments } from './call.ts'
import type { Failure } from './failure.ts'
import { queryClient } from './query-client.ts'

export type Mutation<E extends Endpoint> = MutationOptions<ReplyOf<E>, Failure, Call<E>>

/**
 * A change as a value that names what it makes stale (S5): `mutation(deleteApiKey, { stale: [listApiKeys] })`.
 * Not for replies or bodies with a secret: those go through `call` and are held by nobody (S8).
 */
export const mutation = <E extends Endpoint>(endpoint: Called<E>, { stale }: { stale: readonly Called[] }): Mutation<E> => ({
  mutationKey: [endpoint.method, endpoint.path],
  mutationFn: (given) => call<E>(endpoint, ...([given] as unknown as CallArguments<E>)),
  meta: { stale },
})

/** Makes the change from outside of a component: a row action, a confirmed dialog. */
export const run = <E extends Endpoint>(change: Mutation<E>, given: Call<E>): Promise<ReplyOf<E>> =>
  queryClient.getMutationCache().build(queryClient, change).execute(given)
