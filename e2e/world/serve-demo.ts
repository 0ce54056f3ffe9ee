import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const types: Record<string, string> = {
  '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm', '.woff2': 'font/woff2',
}

/** Serves a built demo on this port, or a free one, as a static host does: files, and the page with 404 for any other address. */
export async function serveDemo(folder: string, port = 0): Promise<{ origin: string; stop(): Promise<void> }> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const files = new Map(names.map((name) => [name.slice(folder.length).replaceAll('\\', '/').replace(/^\/?/, '/'), readFileSync(name)]))
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://demo').pathname
    const name = path === '/' ? '/index.html' : path
    const found = files.get(name)
    response.writeHead(found ? 200 : 404, {
      'Content-Type': types[found ? extname(name) : '.html'] ?? 'application/octet-stream',
      'Cache-Control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    response.end(found ?? files.get('/404.html'))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
