import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mutations } from '../checks/mutations/all.ts'
import { naiveServers } from '../checks/naive-servers.ts'

const root = join(import.meta.dirname, '..')
const times = (file: string, find: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8').split(find).length - 1 : 0)

// Eight of the naive servers had rotted: what they replace was written otherwise by then, and nobody had run the checks against them.
it('every fault that is planted still has its place', () => {
  for (const { mistake, edits } of naiveServers) for (const { file, find } of edits) expect.soft(times(file, find), `${file}: ${mistake}`).toBeGreaterThan(0)
  for (const { fault, file, find } of mutations) expect.soft(times(file, find), `${file}: ${fault}`).toBe(1)
  for (const { fault, tests } of mutations) for (const test of tests) expect.soft(existsSync(join(root, test)), `${fault}: ${test}`).toBe(true)
})
