import { describe, expect, it } from 'vitest'
import { readImport } from '../import-check.ts'
import { parseTsigText } from './parse.ts'
import { expectCompatibility, type Tried } from '../../../testing/compatibility.ts'
import { A, B, type FieldCase } from '../../../testing/tsig-field.ts'
import { clientCases } from '../../../testing/tsig-field-clients.ts'
import { kubernetesCases } from '../../../testing/tsig-field-kubernetes.ts'
import { serverCases } from '../../../testing/tsig-field-servers.ts'

/*
 * Texts from the field. Readers that went a line at a time took the second Deployment's secret for the first one's key, `|-` for a
 * secret, nothing out of a List or out of two arguments, and a truncated algorithm for the whole one.
 */

const cases: FieldCase[] = [...kubernetesCases, ...serverCases, ...clientCases]
const letter = (secret: string | undefined) => (secret === A ? 'A' : secret === B ? 'B' : 'another')

async function imported({ text }: FieldCase) {
  const { checked, notUnderstood } = await readImport(parseTsigText(text), new AbortController().signal)
  const keys = checked.flatMap(({ key }) => (key ? [key] : []))
  const lines = text.split(/\r\n|\r|\n/).length
  for (const { line } of [...checked.map(({ entry }) => entry), ...notUnderstood]) expect(line >= 1 && line <= lines, `line ${line} of ${lines}`).toBe(true)
  return {
    keys: keys.map((key) => `${key.name} ${key.algorithm} ${letter(key.secret)}`),
    uses: keys.filter(({ usedBy }) => usedBy.length > 0).map(({ name, usedBy }) => `${name}: ${usedBy.toSorted().join(' ')}`),
    says: [...checked.flatMap(({ entry }) => (entry.state === 'new' ? [] : [entry.problem ?? ''])), ...notUnderstood.map(({ problem }) => problem)],
  }
}

function resultOf({ keys, uses, says }: Awaited<ReturnType<typeof imported>>): string {
  const parts = [
    ...(keys.length === 0 ? [] : [keys.length === 1 ? 'the key' : `${keys.length} keys`]),
    ...(uses.length === 0 ? [] : [`used by ${uses.map((one) => one.replace(/^[^:]*: /, '').replaceAll(' ', ', ')).join('; ')}`]),
    ...[...new Set(says)].map((one) => `“${one}”`),
  ]
  return parts.join('; ')
}

describe.each(cases)('$format: $tried', (one) => {
  it('is read as its program reads it, or said', async () => {
    const { keys, uses, says } = await imported(one)
    expect(keys).toEqual(one.keys)
    if (one.uses) expect(uses).toEqual(one.uses)
    const wanted = one.says ?? []
    expect(says.length, JSON.stringify(says)).toBeLessThanOrEqual(wanted.length)
    for (const [index, pattern] of wanted.entries())
      expect(
        says.some((problem) => pattern.test(problem)),
        `${pattern} (${index}) in ${JSON.stringify(says)}`,
      ).toBe(true)
    // No text with keys in it comes to nothing without a word.
    expect(keys.length + says.length).toBeGreaterThan(0)
  })
})

it('docs/compatibility/tsig-import.md says what was seen here', async () => {
  const rows: Tried[] = []
  for (const one of cases) rows.push({ what: one.format, tried: one.tried, result: resultOf(await imported(one)) })
  await expectCompatibility(
    'tsig-import',
    'What the import of TSIG keys reads',
    'Texts as their users write them, and what comes of each. Made by `src/server/nouns/tsig-keys/formats/field.test.ts`, which fails where this page says ' +
      'something else.',
    'Format',
    rows,
  )
})
