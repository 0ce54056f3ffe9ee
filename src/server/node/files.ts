import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { assetHeaders } from '../headers.ts'
import { CannotStart } from './cannot-start.ts'

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.woff2': 'font/woff2', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json',
}
const compressible = new Set(['.js', '.css', '.svg', '.json', '.txt', '.webmanifest'])

interface File {
  path: string
  bytes: Uint8Array
  type: string
  hashed: boolean
  gzip?: Uint8Array
}

/** The built console: files by URL path, and the page with the integrity of everything that it loads. */
export interface ConsoleFiles {
  /** `index.html`, with `__NONCE__` where each response puts its own. */
  page: string
  serve(path: string, acceptsGzip: boolean): Response | undefined
}

/** Reads the built console into memory; a few hundred kilobytes, so that no request ever names a path to the file system. */
export function readConsole(folder: string, origin: string): ConsoleFiles {
  if (!existsSync(join(folder, 'index.html'))) throw new CannotStart(`There is no built console in ${folder}. Run: npm run build`)
  const files = new Map<string, File>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/')
    const ending = extname(path)
    if (path === '/index.html') continue
    files.set(path, { path, bytes: readFileSync(join(folder, path)), type: types[ending] ?? 'application/octet-stream', hashed: path.startsWith('/assets/') })
  }

  const integrity = (path: string) => {
    const file = files.get(path)
    if (!file) throw new CannotStart(`The console in ${folder} is not whole: ${path} is missing. Run: npm run build`)
    return ` integrity="sha384-${createHash('sha384').update(file.bytes).digest('base64')}"`
  }
  const page = readFileSync(join(folder, 'index.html'), 'utf8').replace(
    /<(script|link)\b([^>]*?)\b(src|href)="(\/[^"]+\.(?:js|css))"([^>]*)>/g,
    (_, tag: string, before: string, attribute: string, path: string, after: string) => `<${tag}${before}${attribute}="${path}"${integrity(path)}${after}>`,
  )

  return {
    page,
    serve(path, acceptsGzip) {
      const file = files.get(path)
      if (!file) return undefined
      const headers = assetHeaders(origin, file.type, file.hashed)
      if (!compressible.has(extname(path))) return new Response(file.bytes as BodyInit, { headers })
      headers.Vary = 'Accept-Encoding'
      if (!acceptsGzip) return new Response(file.bytes as BodyInit, { headers })
      file.gzip ??= gzipSync(file.bytes, { level: 9 })
      return new Response(file.gzip as BodyInit, { headers: { ...headers, 'Content-Encoding': 'gzip' } })
    },
  }
}
