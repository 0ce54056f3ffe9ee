import { randomBytes } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const worker = () => readFileSync(here('mockServiceWorker.js'))

/** What the server answers at /openapi.json, as a file: a worker answers no page that is opened. The server is loaded for it, so only when asked. */
async function openapi(): Promise<string> {
  const [{ raiseDemo }, { default: initSqlJs }] = await Promise.all([import('#mocks/demo.ts'), import('sql.js')])
  const demo = await raiseDemo({ sqlJs: await initSqlJs(), origin: 'http://localhost', seed: 'empty' })
  const text = await demo.openapi()
  await demo.close()
  return text
}

/** As the server's own (src/server/http/headers.ts), as far as a meta element can say it. What differs says why. */
const policy = (nonce: string) => [
  "default-src 'none'",
  // sql.js is WebAssembly.
  "script-src 'self' 'wasm-unsafe-eval'",
  // One nonce a build, since a static host cannot make one a response.
  `style-src 'self' 'nonce-${nonce}'`,
  "style-src-attr 'none'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  // The one policy lets the service worker's address pass (browser.ts).
  'trusted-types default',
].join('; ')

/** Shown until the console draws itself: the whole server comes to the tab first, which takes some seconds on a slow line. */
const starting = '<main class="demo-start"><img src="/favicon.svg" alt="" width="40" height="40"><p>Starting the demo</p>' +
  '<div class="demo-progress"><i></i></div><p>The whole server runs in this tab.</p></main>'
const startingStyle = [
  '.demo-start { display: grid; justify-items: center; gap: 12px; padding-top: 30vh; font: 400 13px/20px system-ui, sans-serif; color: var(--cs-text2) }',
  '.demo-start p { margin: 0 }',
  '.demo-progress { width: 200px; height: 4px; overflow: hidden; border-radius: 2px; background: var(--cs-line) }',
  '.demo-progress i { display: block; width: 40%; height: 100%; border-radius: 2px; background: var(--cs-accent); animation: demo-progress 1.2s infinite }',
  '@keyframes demo-progress { from { transform: translateX(-100%) } to { transform: translateX(250%) } }',
  '@media (prefers-reduced-motion: reduce) { .demo-progress i { animation: none; width: 100% } }',
].join('\n')

/** What mode "mock" adds to the build: the worker, the policy, and lighter stand-ins. Nothing of it touches production. */
export function demo(): Plugin {
  const nonce = randomBytes(16).toString('base64url')
  let building = false
  let outDir = ''
  return {
    name: 'countersign-demo',
    enforce: 'pre',
    config: () => ({ resolve: { alias: { tldts: here('no-tldts.ts') } } }),
    configResolved(config) {
      building = config.command === 'build'
      outDir = config.build.outDir
    },
    configureServer(server) {
      server.middlewares.use('/mockServiceWorker.js', (_, response) => response.setHeader('Content-Type', 'text/javascript').end(worker()))
      server.middlewares.use('/openapi.json', (_, response, next) => {
        openapi().then((text) => response.setHeader('Content-Type', 'application/json').end(text), next)
      })
    },
    transformIndexHtml: {
      order: 'post',
      handler(given, { bundle = {} }) {
        const html = given.replace('<div id="root"></div>', `<div id="root">${starting}</div>`)
          .replace('</head>', `  <style nonce="__NONCE__">${startingStyle}</style>\n  </head>`)
        if (!building) return html
        // What main.tsx will ask for next, without waiting to be asked.
        const early = Object.keys(bundle).flatMap((file) =>
          /\/browser-[^/]+\.js$/.test(file) ? [`<link rel="modulepreload" crossorigin href="/${file}">`] : [])
        return html.replaceAll('__NONCE__', nonce)
          .replace('<meta charset="utf-8">', `<meta charset="utf-8">\n    <meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">`)
          .replace('</head>', `  ${early.join('\n    ')}\n  </head>`)
      },
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'mockServiceWorker.js', source: worker() })
      this.emitFile({ type: 'asset', fileName: 'openapi.json', source: await openapi() })
    },
    writeBundle() {
      // What most static hosts answer for an address that is no file: the console knows the way from there.
      copyFileSync(join(outDir, 'index.html'), join(outDir, '404.html'))
    },
  }
}
