import { mkdirSync, writeFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { describeCode } from '#server/node/version.ts'

/** Writes down what was built and when (`dist/build.json`), for a server that is installed without its git folder. */
export function buildFacts(): Plugin {
  return {
    name: 'build-facts',
    apply: 'build',
    closeBundle() {
      mkdirSync('dist', { recursive: true })
      writeFileSync('dist/build.json', `${JSON.stringify({ code: describeCode(), builtAt: Math.floor(Date.now() / 1000) })}\n`)
    },
  }
}
