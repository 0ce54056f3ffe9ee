import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:4000'
const served = ['/accessmanagement', '/auth/', '/tsig', '/services', '/account', '/api', '/livez', '/readyz', '/openapi.json']

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/console',
    // The CSP allows no data: URL, so that every asset is a file.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(served.map((path) => [path, server])),
  },
})
