// `npm run build:e2e`: `countersign/e2e` as JavaScript with types, in dist/e2e. Node runs no TypeScript below node_modules,
// and knows nothing there of this package's `#contract`.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = join(root, 'dist/e2e')
const types = join(out, 'types')
rmSync(out, { recursive: true, force: true })

await build({ root, configFile: false, publicDir: false, logLevel: 'warn', build: { ssr: 'e2e/suite.ts', outDir: out, minify: false } })
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.e2e.json'], { cwd: root, stdio: 'inherit' })

const folders: Record<string, string> = { '#contract/': 'src/contract/', '#mocks/': 'mocks/' }
for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'))) {
  const path = join(types, name)
  const text = readFileSync(path, 'utf8').replaceAll(/(?<=['"])(#\w+\/|\.{1,2}\/)([\w./-]+)\.ts(?=['"])/g, (_, start: string, rest: string) => {
    const folder = folders[start]
    const file = folder === undefined ? `${start}${rest}` : relative(dirname(path), join(types, folder, rest)).replaceAll('\\', '/')
    return `${file.startsWith('.') ? file : `./${file}`}.js`
  })
  writeFileSync(path, text)
}
