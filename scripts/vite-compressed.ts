import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'
import { compressible, encodings, type Encoding } from '#server/node/encodings.ts'

const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)]
const compress: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gzip: (bytes) => zip(bytes, { level: 9 }),
}

/** Lays each file's compressed forms beside it, where they are smaller: as small as can be, once, and no request waits for it. */
export function compressed(): Plugin {
  let folder = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir)
    },
    async closeBundle(broken?: Error) {
      // Of a build that failed there may be nothing, and its own error is the one to tell.
      if (broken) return
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'index.html' && compressible.has(extname(entry.name)))
      await Promise.all(files.map(async ({ parentPath, name }) => {
        const bytes = readFileSync(join(parentPath, name))
        for (const { name: encoding, ending } of encodings) {
          const small = await compress[encoding](bytes)
          if (small.length < bytes.length) writeFileSync(join(parentPath, name + ending), small)
        }
      }))
    },
  }
}
