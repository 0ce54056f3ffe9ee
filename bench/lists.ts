import { join } from 'node:path'
import { createApp } from '#server/app.ts'
import { openStore } from '#server/db/open.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import type { Home } from '../checks/servers.ts'
import { spentBy } from './load.ts'
import { ownerIdOf } from './many-keys.ts'

export type Pages = Record<string, number>

const term = (column: string, operator: string, value: string) => ({ filter: `${column} ${operator} "${value}"` })
const letter = (at: number) => String.fromCharCode(97 + (at % 26))

/** What a page of 50 is asked for; each time another needle or owner, so that nothing is found again by chance. */
const questions: Record<string, (at: number, keys: number) => Record<string, string>> = {
  'newest first': () => ({}),
  'owner equals': (at, keys) => term('owner.id', 'equals', ownerIdOf((at * 7919) % keys)),
  'name equals': (at) => term('name', 'equals', `billing-prod-${letter(at)}aaaa`),
  'by name': () => ({ sort: 'name' }),
  'by last use': () => ({ sort: '-lastUsedAt' }),
  'contains, many': () => term('name', 'contains', 'billing-p'),
  'contains, middling': (at) => term('name', 'contains', `auth-dev-${letter(at)}`),
  'contains, some': (at) => term('name', 'contains', `${letter(at)}q${letter(at + 5)}`),
  'contains, rare': (at) => term('name', 'contains', `${letter(at)}qzx`),
  'contains, none': (at) => term('name', 'contains', `nothing${letter(at)}`),
  'contains, two letters': (at) => term('name', 'contains', `${letter(at)}q`),
  'contains, rare, oldest first': (at) => ({ ...term('name', 'contains', `${letter(at)}qzx`), sort: 'createdAt' }),
  'search, many': () => ({ search: 'billing-p' }),
  'search, rare': (at) => ({ search: `prod-${letter(at)}qzx` }),
}
export const containing = Object.keys(questions).filter((name) => name.startsWith('contains'))

/**
 * Milliseconds of CPU of one page of 50, the database's included: the whole of a request in this process, from `Request` to
 * the text of the reply, the mean of up to 40 after 3 that warm. `key` is a value of an administrator's API key.
 */
export async function timePages({ folder, databaseUrl }: Home, postmaster: number | undefined, key: string, keys: number): Promise<Pages> {
  const store = await openStore({ databaseUrl, dataFolder: folder })
  try {
    const origin = 'http://127.0.0.1:1'
    const app = await createApp({ host: nodeHost('silent'), store, rootKey: readRootKey(join(folder, 'root.key'), false), settings: { origin, limits: false } })
    const ask = async (path: string, credential: string, method = 'GET') => {
      const response = await app.fetch(new Request(`${origin}${path}`, { method, headers: { Authorization: `Bearer ${credential}` } }), {
        address: '127.0.0.1',
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`)
      return JSON.parse(text) as { token: string; next: string | null }
    }
    const { token } = await ask('/auth/login', key, 'POST')
    const page = (query: Record<string, string>) => ask(`/accessmanagement/api-key?${new URLSearchParams({ size: '50', ...query }).toString()}`, token)
    async function timed(question: (at: number) => Record<string, string>): Promise<number> {
      for (let at = 0; at < 3; at++) await page(question(at))
      const spent = spentBy(process.pid, postmaster)
      let at = 0
      for (const end = performance.now() + 1500; at < 40 && (at < 3 || performance.now() < end); at++) await page(question(at + 3))
      const { own, database } = spent()
      return ((own + database) * 1000) / at
    }
    const pages: Pages = {}
    for (const [name, question] of Object.entries(questions)) pages[name] = await timed((at) => question(at, keys))
    // A cursor as deep as pages of 500 lead in a hundred steps.
    let after = ''
    for (let step = 0; step < 100; step++) after = (await page({ size: '500', ...(after ? { after } : {}) })).next ?? after
    pages['by cursor'] = await timed(() => ({ after }))
    return pages
  } finally {
    await store.close()
  }
}
