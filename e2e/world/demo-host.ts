#!/usr/bin/env node
/*
 * `countersign-demo [port]`: serves the demo of this package on a port that stays, for `webServer` of a Playwright
 * configuration. All workers then share one address, which is in pictures of pages that show it.
 */
import { fileURLToPath } from 'node:url'
import { serveDemo } from './serve-demo.ts'

const [given = '4173'] = process.argv.slice(2)
const port = Number(given)
if (!/^\d+$/.test(given) || port < 1 || port > 65_535) {
  process.stderr.write(`${given} is no port. Use: countersign-demo [port], from 1 to 65535.\n`)
  process.exit(1)
}
try {
  const { origin } = await serveDemo(fileURLToPath(new URL('demo', import.meta.url)), port)
  process.stdout.write(`The demo is at ${origin}\n`)
} catch (error) {
  process.stderr.write(`The demo cannot be served on port ${port}: ${(error as NodeJS.ErrnoException).code ?? String(error)}.\n`)
  process.exit(1)
}
