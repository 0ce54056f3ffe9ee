// `npm run build:e2e`: the package `countersign` with its one entry `countersign/e2e`, in dist/e2e: JavaScript (Node runs no
// TypeScript below node_modules, and knows nothing there of this package's `#contract`), its types, and the built demo. It has
// a package.json of its own, since what the application depends on is nothing to a suite.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = join(root, 'dist/e2e')
const types = join(out, 'types')
rmSync(out, { recursive: true, force: true })

const { name, version, license, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string
  version: string
  license: string
  devDependencies: Record<string, string>
}
/** What a suite has anyway, or brings for the word `axe`. */
const peers = ['@playwright/test', '@axe-core/playwright']

await build({
  root, configFile: false, publicDir: false, logLevel: 'warn',
  ssr: { noExternal: true, external: peers },
  build: { ssr: true, outDir: out, minify: false, rolldownOptions: { input: { suite: 'e2e/world/suite.ts', demo: 'e2e/world/demo-host.ts' } } },
})
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.e2e.json'], { cwd: root, stdio: 'inherit' })

const folders: Record<string, string> = { '#contract/': 'src/contract/', '#mocks/': 'mocks/' }
/** The types that can be reached from here, with imports that hold in the package. */
function reach(path: string, texts = new Map<string, string>()): Map<string, string> {
  if (texts.has(path)) return texts
  const reached: string[] = []
  texts.set(path, readFileSync(path, 'utf8').replaceAll(/(?<=['"])(#\w+\/|\.{1,2}\/)([\w./-]+)\.ts(?=['"])/g, (_, start: string, rest: string) => {
    const folder = folders[start]
    const file = folder === undefined ? `${start}${rest}` : relative(dirname(path), join(types, folder, rest)).replaceAll('\\', '/')
    reached.push(join(dirname(path), `${file}.d.ts`))
    return `${file.startsWith('.') ? file : `./${file}`}.js`
  }))
  for (const next of reached) reach(next, texts)
  return texts
}
const reached = reach(join(types, 'e2e/world/suite.d.ts'))
for (const entry of readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'))) {
  const text = reached.get(join(types, entry))
  if (text === undefined) rmSync(join(types, entry))
  else writeFileSync(join(types, entry), text)
}

cpSync(join(root, 'dist/demo'), join(out, 'demo'), { recursive: true })
cpSync(join(root, 'docs/e2e.md'), join(out, 'README.md'))
cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
writeFileSync(join(out, 'package.json'), `${JSON.stringify({
  name, version, license, type: 'module', description: 'Words, fixtures and a demo for browser tests that have to do with a Countersign console.',
  exports: { './e2e': { types: './types/e2e/world/suite.d.ts', default: './suite.js' } },
  bin: { 'countersign-demo': './demo.js' },
  engines: { node: '>=20' },
  peerDependencies: Object.fromEntries(peers.map((peer) => [peer, `^${devDependencies[peer]}`])),
  peerDependenciesMeta: { '@axe-core/playwright': { optional: true } },
}, null, 2)}\n`)
