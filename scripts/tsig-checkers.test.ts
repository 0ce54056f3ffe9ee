import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { tsigAlgorithmOf } from '#contract/tsig-algorithms.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'
import { parseTsigText } from '#server/nouns/tsig-keys/formats/parse.ts'
import { readImport } from '#server/nouns/tsig-keys/import-check.ts'
import { nameserversMissing } from '#server/testing/need.ts'
import { keaTakes, oracles, withoutSecrets, writtenFor, type OracleKey } from './tsig-checkers.ts'

/*
 * The servers' own readers as judges of ours: texts in all the ways that each format leaves, a third of them broken. What the server
 * takes our reader finds, the same keys with the same secrets and no other; of what the server
 * refuses, for whatever is wrong in it, something is said, or the keys are those that were written: none with another's secret.
 */

const missing = nameserversMissing("Comparisons with nameservers' own checkers")

const folder = mkdtempSync(join(tmpdir(), 'countersign-checkers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const plain = ({ name, algorithm, secret }: OracleKey) => [canonicalTsigName(name), tsigAlgorithmOf(algorithm) ?? algorithm, secret].join(' ')

/** What an import would say of the text. */
async function imported(text: string) {
  const { checked, notUnderstood } = await readImport(parseTsigText(text), new AbortController().signal)
  return {
    keys: checked.flatMap(({ key }) => (key ? [plain(key)] : [])).toSorted(),
    said: [...checked.flatMap(({ entry }) => entry.problem ?? []), ...notUnderstood.map(({ problem }) => problem)],
  }
}

const seeds = Array.from({ length: 90 }, (_, at) => at + 1)

describe.skipIf(missing !== undefined)('what the servers\' own checkers say', () => {
  it.each(['bind', 'nsd', 'knot'] as const)('%s', async (format) => {
    let [taken, refused] = [0, 0]
    for (const seed of seeds) {
      const { text, keys: written } = writtenFor(format, seed)
      const wanted = oracles[format](folder, text)
      const { keys, said } = await imported(text)
      if (wanted) {
        taken++
        // A secret that a server takes and others do not (cut padding, one of 12 octets) is refused here, and said.
        const missed = wanted.map(plain).filter((one) => !keys.includes(one))
        expect(missed.length, `${seed}\n${text}\nmissing ${missed.join()}; said ${said.join(' ')}`).toBeLessThanOrEqual(said.length)
        expect(keys.filter((one) => !wanted.map(plain).includes(one)), `${seed}\n${text}`).toEqual([])
      } else {
        refused++
        expect(said.length > 0 || keys.every((one) => written.map(plain).includes(one)), `${seed}: taken here alone\n${text}`).toBe(true)
      }
    }
    expect(taken).toBeGreaterThan(35)
    expect(refused).toBeGreaterThan(10)
  })

  it('Kea', async () => {
    let [taken, refused] = [0, 0]
    for (const seed of seeds.slice(0, 40)) {
      const { text, keys: wanted } = writtenFor('kea', seed)
      const { keys, said } = await imported(text)
      if (keaTakes(folder, text)) {
        taken++
        expect(keys, `${seed}\n${text}`).toEqual(wanted.map(plain).toSorted())
      } else {
        refused++
        expect(said.length > 0 || keys.every((one) => wanted.map(plain).includes(one)), `${seed}: taken here alone\n${text}`).toBe(true)
      }
    }
    expect(taken).toBeGreaterThan(15)
    expect(refused).toBeGreaterThan(3)
  })

  it('named-checkconf -px hides each secret, and the import says so of each', async () => {
    for (const seed of seeds.slice(0, 40)) {
      const { text } = writtenFor('bind', seed)
      const wanted = oracles.bind(folder, text)
      if (!wanted || wanted.length === 0) continue
      const { keys, said } = await imported(withoutSecrets(folder))
      expect(keys).toEqual([])
      expect(said.filter((problem) => problem.includes('This output hides secrets'))).toHaveLength(wanted.length)
    }
  })
})
