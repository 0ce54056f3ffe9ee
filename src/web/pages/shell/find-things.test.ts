import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RouteObject } from 'react-router'
import { expect, test } from 'vitest'
import type { Endpoint } from '#contract/endpoint.ts'
import { z } from '#contract/zod.ts'
import { paths } from '../../paths.ts'
import { routes } from '../../routes.tsx'
import { placesFor } from './find-places.ts'
import { sources } from './find-things.ts'
import { gated, type PageHandle } from './page-handle.ts'

/*
 * The table of nouns is what there is: every list of the API that a session may read, and every address of the console. A new one is
 * found by **Search everything**, or stands here with the reason why not.
 */

/** Lists whose rows are nothing that one looks for by name. */
const noThings: Readonly<Record<string, string>> = {
  'GET /api/v1/audit': 'Events have no name; the history of a thing is one of its actions.',
  'GET /api/v1/certcentral/users': 'Whom a key can be made for: they have no page, and the persons among them are found as users.',
}

/** Addresses that are no place to go to from anywhere. */
const noPlaces: Readonly<Record<string, string>> = {
  [paths.nameserversUses]: 'What an import found, in the state of the way there.',
  [paths.oneTokensCreated]: 'Shows a value that is here only.',
  [paths.apiKeysNew]: 'Asks for whom: Generate API Key at that person does.',
  [paths.nameserversCheck]: 'The same as over TSIG KEYS.',
}

interface List extends Endpoint {
  query: z.ZodObject
}
/** It answers pages that can be searched, to somebody at the console. */
const isList = (one: Endpoint): one is List =>
  one.method === 'GET' && one.takes.some((proof) => proof === 'session') && one.query instanceof z.ZodObject && 'search' in one.query.shape

async function lists(): Promise<List[]> {
  const files = globSync('src/contract/*.ts').filter((file) => !/\.test\.ts$|\/calls/.test(file))
  const modules = await Promise.all(files.map((file) => import(resolve(file)) as Promise<Record<string, unknown>>))
  const all = new Set(modules.flatMap((module) => Object.values(module)))
  return [...all].filter((one): one is Endpoint => Array.isArray((one as Endpoint | null)?.takes)).filter(isList)
}

test('every list of the API is searched, or there is a reason why not', async () => {
  const all = (await lists()).map(({ method, path }) => `${method} ${path}`).sort()
  expect(all.length).toBeGreaterThan(8)
  const searched = sources.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`)
  expect([...searched, ...Object.keys(noThings)].sort()).toEqual(all)
})

/** Addresses that only administrators open. */
const shut = (of: readonly RouteObject[], within = false): string[] => of.flatMap(({ id, path, children = [] }) => {
  const here = within || (id?.startsWith(gated) ?? false)
  return [...(here && path !== undefined ? [path] : []), ...shut(children, here)]
})

test('a noun is searched for exactly those who may open its list', () => {
  const closed = new Set(shut(routes))
  expect(closed.has(paths.nameservers)).toBe(true)
  for (const { name, list, only } of sources) {
    const own = list('user')
    // Of their own API keys people have a page of its own.
    expect([name, only ?? 'everybody']).toEqual([name, own !== undefined && closed.has(own) ? 'administrator' : 'everybody'])
  }
})

/** Every page and dialog that needs no thing to be about. */
function places(of: readonly RouteObject[]): string[] {
  return of.flatMap(({ path, handle, children = [], element }) => {
    const own = path?.startsWith('/') && !path.includes(':') && (handle !== undefined || element === null) ? [path] : []
    return [...own, ...places(children)].filter((one) => (handle as PageHandle | undefined)?.title !== 'There is no such page' || one !== '*')
  })
}

test('every page and dialog of the console is found, or there is a reason why not', () => {
  const all = [...new Set(places(routes))].sort()
  expect(all).toContain(paths.tsigKeysCheck)
  const { pages, actions } = placesFor('administrator', '')
  const found = new Set([...pages, ...actions].map(({ href }) => href))
  expect(all.filter((path) => !found.has(path))).toEqual(Object.keys(noPlaces).sort())
  expect([...found].filter((href) => !all.includes(href!)), 'It leads to a page that is none.').toEqual([])
})
