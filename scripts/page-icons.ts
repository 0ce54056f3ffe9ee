import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const kit = readFileSync(`${root}node_modules/lucide-react/dist/esm/lucide-react.mjs`, 'utf8')

/** `CircleHelp` → `circle-question-mark.mjs`: an icon has several names and one file. */
const fileOf = new Map([...kit.matchAll(/export \{([^}]+)\} from '\.\/icons\/([\w-]+\.mjs)'/g)].flatMap(([, names = '', file = '']) =>
  names.split(',').map((name) => [name.replace('default as', '').trim(), file] as const)))

/** Who imports each icon: a page's folder, or everybody else. */
const users = new Map<string, Set<string>>()
for (const file of globSync('src/web/**/*.{ts,tsx}', { cwd: root })) {
  const names = /import \{([^}]+)\} from 'lucide-react'/.exec(readFileSync(root + file, 'utf8'))?.[1]?.split(',') ?? []
  for (const name of names) {
    const icon = fileOf.get(name.split(' as ')[0]!.trim())
    if (icon === undefined) continue
    const user = /^src\/web\/pages\/([^/]+)\//.exec(file)?.[1] ?? 'all'
    users.set(icon, (users.get(icon) ?? new Set()).add(user === 'shell' ? 'all' : user))
  }
}

/** Is this module an icon that one page alone has? It goes with that page, so that it costs the others nothing. */
export function isIconOfOnePage(id: string): boolean {
  const of = users.get(/\/lucide-react\/dist\/esm\/icons\/([\w-]+\.mjs)$/.exec(id)?.[1] ?? '')
  return of !== undefined && of.size === 1 && !of.has('all')
}
