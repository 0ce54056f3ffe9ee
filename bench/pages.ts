import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const peers = join(root, 'bench/tables')
const built = join(root, '.cache/bench')

/** The peers' packages are no dependencies of ours: they have a lockfile of their own, and come on first use. */
function installPeers(): void {
  if (existsSync(join(peers, 'node_modules/@mui/x-data-grid'))) return
  process.stdout.write('Installing the peers (bench/tables) …\n')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' })
  if (status !== 0) throw new Error('The peers could not be installed. Run: cd bench/tables && npm ci --ignore-scripts')
}

/** Our page just as the console of this tree is built. */
async function buildOurs(tree: string, outDir: string): Promise<string> {
  await build({
    root: tree,
    configFile: join(tree, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(tree, 'bench/page/index.html') } },
  })
  return outDir
}

/**
 * Builds each peer alone, so that no shared file hides a weight. `before`: a checkout of another commit with its packages, whose page
 * is measured beside this one's.
 */
export async function buildPages(before?: string): Promise<Record<'raw' | 'muix' | 'ours', string> & { before: string | undefined }> {
  installPeers()
  for (const [peer, source] of [['raw', 'raw.js'], ['muix', 'muix.jsx']] as const) {
    const page = join(built, `${peer}-page`)
    mkdirSync(page, { recursive: true })
    writeFileSync(
      join(page, 'index.html'),
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${peer}</title></head><body><div id="root"></div><script type="module" ` +
        `src="/@fs${join(peers, source)}"></script></body></html>`,
    )
    await build({
      root: page, configFile: false, logLevel: 'error', plugins: [react()],
      resolve: { alias: [{ find: /^\/@fs\//, replacement: '/' }] },
      build: { outDir: join(built, peer), emptyOutDir: true, modulePreload: { polyfill: false } },
    })
  }
  return {
    raw: join(built, 'raw'), muix: join(built, 'muix'), ours: await buildOurs(root, join(built, 'ours')),
    before: before === undefined ? undefined : await buildOurs(before, join(built, 'before')),
  }
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }

/** A folder over HTTP, compressed as the server does it and kept in memory, so that serving costs nothing in the runs. */
export async function serve(folder: string, page = 'index.html'): Promise<{ origin: string; close: () => void }> {
  const kept = new Map<string, { type: string; body: Buffer; small: boolean }>()
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://bench').pathname))
    const file = join(folder, path === '/' ? page : path)
    if (!file.startsWith(folder) || !existsSync(file)) return void response.writeHead(404).end()
    let found = kept.get(file)
    if (!found) {
      const bytes = readFileSync(file)
      const small = extname(file) !== '.woff2'
      kept.set(file, found = { type: types[extname(file)] ?? 'application/octet-stream', body: small ? brotliCompressSync(bytes) : bytes, small })
    }
    response
      .writeHead(200, {
        'content-type': found.type,
        'content-length': found.body.length,
        'cache-control': 'no-store',
        ...(found.small ? { 'content-encoding': 'br' } : {}),
      })
      .end(found.body)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
