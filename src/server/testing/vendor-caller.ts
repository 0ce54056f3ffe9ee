import type { Store } from '../db/store.ts'
import { testApp } from './app.ts'

export const base = '/services/v2'

/** A server with an administrator, a user and the administrator's key, and CertCentral's API asked with it by method and path. */
export async function vendorCaller(store: Store) {
  const server = await testApp(store)
  const admin = await server.as('administrator')
  const user = await server.as('user')
  const key = await server.devKey(admin, { name: 'Test key' })
  const headers = { 'X-DC-DEVKEY': key.api_key }
  const call = (method: string, path: string, body?: unknown, more: Record<string, string> = headers) =>
    server.fetch(`${base}${path}`, { method, headers: more, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body) })
  const json = async (method: string, path: string, body?: unknown, more?: Record<string, string>) => {
    const response = await call(method, path, body, more)
    return [response.status, await response.json() as unknown]
  }
  const numberOf = async (id: string) => (await server.store.db.selectFrom('users').select('number').where('id', '=', id).executeTakeFirstOrThrow()).number
  return { server, admin, user, key, headers, call, json, numberOf }
}
