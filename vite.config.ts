import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { stage } from './mocks/vite-stage.ts'
import { early } from './scripts/vite-early.ts'

const server = 'http://127.0.0.1:4000'
const served = ['/accessmanagement', '/auth/', '/tsig', '/services', '/account', '/api', '/livez', '/readyz', '/openapi.json']

/** Packages change when they are upgraded, and not when the console is: a browser keeps them. */
const packages = (...names: string[]) => new RegExp(`/node_modules/(?:${names.join('|')})/`)
const groups = [
  { name: 'react', test: packages('react', 'react-dom', 'scheduler', 'react-router', 'cookie', 'cookie-es', 'set-cookie-parser') },
  { name: 'tanstack', test: packages('@tanstack', 'use-sync-external-store') },
  { name: 'forms', test: packages('zod') },
  // By what needs it, in pieces worth a request: what only opens (menus, dialogs, panels) is not fetched for the first row.
  { name: 'mui', test: packages('@mui', '@emotion', '@popperjs', 'stylis', 'react-transition-group', 'react-is', 'clsx', 'prop-types', 'hoist-non-react-statics'), entriesAware: true, entriesAwareMergeThreshold: 30_000, includeDependenciesRecursively: false },
  // Ours too, split by route through `import()`: not a file for each of the small ones that several routes share.
  { name: 'console', test: /\/node_modules\/lucide-react\/|\/src\/(?:contract|web\/(?:client|feedback|form|layout|table|ui))\//, entriesAware: true, entriesAwareMergeThreshold: 30_000, includeDependenciesRecursively: false },
]

export default defineConfig(({ mode }) => ({
  plugins: [react(), early(), mode === 'mock' && stage()],
  build: {
    outDir: mode === 'mock' ? 'dist/demo' : 'dist/console',
    // The CSP allows no data: URL, so that every asset is a file.
    assetsInlineLimit: 0,
    // The stage is a server: what is large about it is no mistake to warn of. What the console may weigh stands in scripts/weight.ts.
    ...(mode === 'mock' ? { chunkSizeWarningLimit: 1000 } : {}),
    // The polyfill would be an inline script.
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: {
    proxy: Object.fromEntries(served.map((path) => [path, server])),
  },
}))
