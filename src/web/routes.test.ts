import { generatePath, type RouteObject } from 'react-router'
import { expect, it } from 'vitest'
import type { PageHandle } from './pages/shell/page-handle.ts'
import { pageOf } from './paths.ts'
import { routes } from './routes.tsx'

const join = (base: string, path = '') => (path.startsWith('/') ? path : path === '' ? base : `${base}/${path}`)
/** The address of a route, with a value for each of its parameters. */
const address = (path: string) => generatePath(path, new Proxy({}, { get: (_, name) => (name === '*' ? '' : `a-${String(name).toLowerCase()}`), has: () => true }))

/** A page's own address: its path, or that of the child that shows nothing over it. */
function own(route: RouteObject, base: string): string | undefined {
  if (route.path !== undefined) return join(base, route.path)
  return route.children?.find((child) => child.element === null)?.path
}

/** Every dialog with the page that it is over. */
function dialogs(of: readonly RouteObject[], base = '', under?: string): [dialog: string, page: string | undefined][] {
  return of.flatMap((route) => {
    const path = join(base, route.path)
    const handle = route.handle as PageHandle | undefined
    if (handle?.dialog === true) return [[path, under] as [string, string | undefined]]
    return dialogs(route.children ?? [], path, handle === undefined ? under : own(route, base))
  })
}

it('leads from every dialog back to the page under it', () => {
  const all = dialogs(routes)
  expect(all.length).toBeGreaterThan(30)
  expect(all.map(([dialog]) => [dialog, pageOf(address(dialog))])).toEqual(all.map(([dialog, page]) => [dialog, page === undefined ? 'no page' : address(page)]))
})
