import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { assetHeaders } from '../http/headers.ts'
import { CannotStart } from '../problem.ts'
import { accepts, compressible, encodings, type Encoding } from './encodings.ts'

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.woff2': 'font/woff2', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json',
}

interface File {
  path: string
  bytes: Uint8Array
  type: string
  hashed: boolean
  /** The smallest first; the build has made them. */
  compressed: { encoding: Encoding; bytes: Uint8Array }[]
}

/** The built console: files by URL path, and the page with the integrity of everything that it loads. */
export interface ConsoleFiles {
  /** `index.html`, with `__NONCE__` where each response puts its own. */
  page: string
  /** `accept`: the request's `Accept-Encoding`. */
  serve(path: string, accept: string): Response | undefined
}

/** Reads the built console into memory, compressed forms included: some 4 MB, so that no request ever names a path to the file system. */
export function readConsole(folder: string, origin: string): ConsoleFiles {
  if (!existsSync(join(folder, 'index.html'))) throw new CannotStart(`There is no built console in ${folder}. Run: npm run build`)
  const files = new Map<string, File>()
  const built = new Set(readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/')))
  for (const path of built) {
    if (path === '/index.html' || encodings.some(({ ending }) => path.endsWith(ending))) continue
    const full = join(folder, path)
    files.set(path, {
      path, bytes: readFileSync(full), type: types[extname(path)] ?? 'application/octet-stream', hashed: path.startsWith('/assets/'),
      compressed: encodings.flatMap(({ name, ending }) => (built.has(path + ending) ? [{ encoding: name, bytes: readFileSync(full + ending) }] : [])),
    })
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
    serve(path, accept) {
      const file = files.get(path)
      if (!file) return undefined
      const headers = assetHeaders(origin, file.type, file.hashed)
      if (compressible.has(extname(path))) headers.Vary = 'Accept-Encoding'
      const smaller = file.compressed.find(({ encoding }) => accepts(accept, encoding))
      if (smaller) headers['Content-Encoding'] = smaller.encoding
      return new Response((smaller ?? file).bytes as BodyInit, { headers })
    },
  }
}
