import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  dynamicImports?: string[]
}

/** Vite's manifest: chunks by source file, or by name where they have none of their own. */
type Manifest = Record<string, Chunk>

/** A page of the console and the dialogs that are routes over it: paths of their sources. */
export interface Route {
  page: string
  dialogs: readonly string[]
}

const pages = 'src/web/pages'
const apiKeyDialogs = [`${pages}/api-keys/edit.tsx`, `${pages}/api-keys/rotate.tsx`]

/** The routes that have a budget (scripts/weight.test.ts). */
export const weighed: Record<string, Route> = {
  'API KEYS': { page: `${pages}/api-keys/all.tsx`, dialogs: apiKeyDialogs },
  'TSIG KEYS': { page: `${pages}/tsig-keys/list.tsx`, dialogs: ['create', 'edit', 'export'].map((name) => `${pages}/tsig-keys/${name}.tsx`) },
  'CertCentral API Keys': { page: `${pages}/certcentral-keys/list.tsx`, dialogs: ['create', 'edit'].map((name) => `${pages}/certcentral-keys/${name}.tsx`) },
  AuthKeys: { page: `${pages}/auth-keys/list.tsx`, dialogs: [`${pages}/auth-keys/create.tsx`] },
  'My API Keys': { page: `${pages}/api-keys/list.tsx`, dialogs: [...apiKeyDialogs, `${pages}/api-keys/create.tsx`] },
}

/** **Search everything** leads to every page and is of none: it knows their lists, and is weighed by itself. */
const finder = `${pages}/shell/find-dialog.tsx`

/** **Confirm it is you** and **Sign in again** are asked by the client on any page, and are of none: they have a budget of their own. */
export const sessionDialogs = ['src/web/feedback/identity-dialog.tsx', 'src/web/feedback/sign-in-again-dialog.tsx']
const apart = new Set([finder, ...sessionDialogs])

/** What no page is without. */
const frame = ['index.html', 'src/web/start.tsx', `${pages}/shell/shell.tsx`]

export interface Weight {
  /** JavaScript that has to be there before the first row, in bytes after gzip -9; whoever takes Brotli gets less. */
  first: number
  /** That and everything that the page may open: menus, panels, dialogs. */
  whole: number
  /** The files of `first`, the heaviest first. */
  files: readonly (readonly [name: string, bytes: number])[]
}

/** Weighs a page of a console that was built with a manifest. */
export function weigh(folder: string, { page, dialogs }: Route): Weight {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest
  const chunk = (name: string): Chunk => {
    const found = manifest[name]
    if (!found) throw new Error(`The build has no chunk of its own for ${name}.`)
    return found
  }
  const routes = new Set(chunk('src/web/start.tsx').dynamicImports)

  /** The chunks that come with these; `late` also those that they may ask for, but for other pages. */
  function closure(names: readonly string[], late: boolean): Set<string> {
    const seen = new Set<string>()
    const take = (name: string) => {
      if (seen.has(name)) return
      seen.add(name)
      const { imports = [], dynamicImports = [] } = chunk(name)
      for (const next of late ? [...imports, ...dynamicImports.filter((one) => !routes.has(one) && !apart.has(one))] : imports) take(next)
    }
    names.forEach(take)
    return seen
  }

  const sizes = (names: Set<string>) => [...new Set([...names].map((name) => chunk(name).file))].filter((file) => file.endsWith('.js'))
    .map((file) => [file, gzipSync(readFileSync(join(folder, file)), { level: 9 }).length] as const).sort((a, b) => b[1] - a[1])
  const sum = (files: ReturnType<typeof sizes>) => files.reduce((bytes, [, more]) => bytes + more, 0)

  const files = sizes(closure([...frame, page], false))
  return { first: sum(files), whole: sum(sizes(closure([...frame, page, ...dialogs], true))), files }
}
