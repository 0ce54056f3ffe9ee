import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Id, Name } from './names.ts'

/** Tables that views can be saved of. */
export const ViewNoun = z.enum([
  'api-keys', 'users', 'audit', 'tsig-keys', 'certcentral-keys', 'auth-keys', 'one-tokens', 'connectors', 'nameservers', 'rollovers',
])

/** A table's state, as it stands in the console's URL behind the `?`. */
const Query = z.string().max(8000).regex(/^[^\s#]*$/, 'A view is the part of a URL behind the question mark.')

export const View = z.strictObject({
  id: Id,
  noun: ViewNoun,
  name: z.string(),
  shared: z.boolean(),
  own: z.boolean(),
  query: z.string(),
})
export type View = z.infer<typeof View>

const viewId = z.strictObject({ viewId: Id })

export const listViews = {
  method: 'GET', path: '/api/v1/views', summary: 'My saved views and the shared ones', action: 'view.list', takes: ['session'],
  query: z.strictObject({ noun: ViewNoun.optional() }), reply: z.strictObject({ data: z.array(View) }),
} as const satisfies Endpoint

export const createView = {
  method: 'POST', path: '/api/v1/views', summary: 'Save a view; administrators may share it with everybody', action: 'view.create', takes: ['session'],
  body: z.strictObject({ noun: ViewNoun, name: Name, shared: z.boolean(), query: Query }), status: 201, reply: View, idempotent: true,
  errors: ['name-taken', 'not-allowed', 'limit-reached'],
} as const satisfies Endpoint

export const updateView = {
  method: 'PUT', path: '/api/v1/views/{viewId}', summary: 'Rename, share or replace one of my views', action: 'view.update', takes: ['session'],
  params: viewId, body: z.strictObject({ name: Name.optional(), shared: z.boolean().optional(), query: Query.optional() }), reply: View,
  errors: ['name-taken', 'not-allowed'],
} as const satisfies Endpoint

export const deleteView = {
  method: 'DELETE', path: '/api/v1/views/{viewId}', summary: 'Delete one of my views; administrators also shared ones', action: 'view.delete',
  takes: ['session'],
  params: viewId, status: 204, errors: ['not-allowed'],
} as const satisfies Endpoint
