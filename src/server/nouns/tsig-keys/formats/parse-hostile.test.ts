import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importEntriesMax } from '#contract/tsig-import.ts'
import { parseTsigText } from './parse.ts'
import { shapes } from '../../../testing/tsig-shapes.ts'

const golden = readdirSync(new URL('golden/', import.meta.url)).map((file) => readFileSync(new URL(`golden/${file}`, import.meta.url), 'utf8'))
/** Every secret of the examples, in one text. */
const secrets = golden.flatMap((text) => text.match(/CzBVep\/E6Q4[A-Za-z0-9+/]*={0,2}/g) ?? []).join(' ')
const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U='

/** What stands in the text and means something to some reader, cut, doubled, moved and mixed. */
const edit = fc.record({
  at: fc.nat(),
  length: fc.nat(40),
  what: fc.oneof(
    fc.constantFrom(
      '',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ';',
      ':',
      '\n',
      '\r',
      '\0',
      '/*',
      '*/',
      '//',
      '#',
      '\\',
      '---',
      'key',
      'include',
      '- ',
      ' ',
      '\t',
      '<<',
      '$',
    ),
    fc.string({ maxLength: 6 }),
  ),
})

it('never throws and never shows a secret, whatever becomes of a text', () => {
  fc.assert(fc.property(fc.constantFrom(...golden), fc.constantFrom(...golden), fc.array(edit, { minLength: 1, maxLength: 20 }), (first, second, edits) => {
    let text = `${first}${second}`
    for (const { at, length, what } of edits) {
      const from = at % (text.length + 1)
      text = text.slice(0, from) + what + text.slice(from + length)
    }
    const { keys, notUnderstood } = parseTsigText(text)
    const lines = text.split(/\r\n|\r|\n/).length
    for (const { line } of [...keys, ...notUnderstood]) expect(line >= 1 && line <= lines).toBe(true)
    for (const note of notUnderstood) {
      expect(note.text.length).toBeLessThanOrEqual(60)
      for (const run of note.text.match(/[A-Za-z0-9+/=]{12,}/g) ?? []) expect(secrets, note.text).not.toContain(run)
    }
  }), { numRuns: 3000 })
})

it('never throws on any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void parseTsigText(text)), { numRuns: 2000 })
})

describe('what is shown of a line', () => {
  it.each([
    `zzz ${secret}`, `${'x '.repeat(28)}${secret}`, 'secret = hunter2', 'secret "hunter2', 'Password: hunter2', 'hmac-what:k:hunter2', '"secret": "hunter2"',
    `frob ${[...secret].join('\0')}`, `frob ${[...secret].join('\u200b')}`,
    'key:\n  nme: x\n  sekret: hunter2hunter2', `key a { secret "${secret}\n`, `key:\n  secret ${secret}`,
  ])('%j keeps its secret', (text) => {
    const { notUnderstood } = parseTsigText(text)
    expect(notUnderstood.length).toBeGreaterThan(0)
    for (const note of notUnderstood) {
      expect(note.text).not.toContain('hunter2')
      // Not even a third of it: 60 characters are cut behind the masking, not before it.
      for (let at = 0; at + 8 <= secret.length; at++) expect(note.text).not.toContain(secret.slice(at, at + 8))
    }
  })

  it('ordinary words are shown, however long they are', () => {
    for (const text of [
      'update-policy local',
      'allow-transfer to nobody',
      'also-notify 2001:db8::53',
      'what is rfc2136-tsig-keyname here',
      'tsigSecretSecretRef and HMACSHA256',
      'named.conf.default-zones',
    ])
      expect(parseTsigText(text).notUnderstood[0]!.text).toBe(text)
  })

  it('says a NUL byte by name, and at most 200 things', () => {
    expect(parseTsigText('ok\0').notUnderstood[0]).toEqual({
      line: 1,
      text: 'ok',
      problem: 'This line has a NUL byte: this is not text, or it is UTF-16. It was not read.',
    })
    expect(parseTsigText('what is this\n'.repeat(1000)).notUnderstood).toHaveLength(200)
  })
})

it('100,000 keys: it stops one beyond what an import takes', () => {
  const text = Array.from({ length: 100_000 }, (_, index) => `hmac-sha256:k${index}:${secret}`).join('\n')
  expect(parseTsigText(text).keys).toHaveLength(importEntriesMax + 1)
  const blocks = Array.from({ length: 100_000 }, (_, index) => `key k${index} { algorithm hmac-sha256; secret "${secret}"; };`).join(' ')
  expect(parseTsigText(blocks).keys).toHaveLength(importEntriesMax + 1)
})

// Failed while length was what counted: three megabytes of a file in a ConfigMap are few pieces, one megabyte of `a,` is half a million.
it('a document of YAML is read by its pieces, not by its length', () => {
  const file = `    # ${'why not '.repeat(10)}\n`.repeat(35_000)
  expect(
    parseTsigText(`apiVersion: v1\nkind: ConfigMap\ndata:\n  named.conf: |\n${file}    key one { algorithm hmac-sha256; secret "${secret}"; };\n`).keys,
  ).toMatchObject([{ name: 'one', line: 35_005 }])
  const many = parseTsigText(`tsig: [${'a,'.repeat(600_000)}]\n---\nkeys: [{name: two, algorithm: hmac-sha256, secret: ${secret}}]\n`)
  expect(many.notUnderstood).toMatchObject([{ line: 1, problem: expect.stringContaining('more than 1000000 names, values and signs, and was not read') }])
  expect(many.keys).toMatchObject([{ name: 'two', line: 3 }])
})

// Failed while each of ten million empty lines was kept: the thread of an import has no memory for that.
it('more lines than can be kept are said, and what follows them is read', () => {
  const { keys, notUnderstood } = parseTsigText(`tsig: |\n${'\n'.repeat(1_000_100)}---\nkeys: [{name: two, algorithm: hmac-sha256, secret: ${secret}}]\n`)
  expect(notUnderstood).toEqual([{ line: 1, text: '', problem: expect.stringContaining('More than 1000000 lines belong together here, and were not read') }])
  expect(keys).toMatchObject([{ name: 'two', line: 1_000_103 }])
})

it('a cycle of includes is a list of lines', () => {
  expect(parseTsigText('include "a";\n'.repeat(3)).notUnderstood.map(({ problem }) => problem)).toEqual(
    Array(3).fill('Includes are not read: paste that file too.'),
  )
})

/*
 * Eight times the text may take about eight times the time, never 64 times. Measured is what this thread computed: neither what else the
 * machine does nor the threads that collect garbage and compile beside it (of the whole process it was 25 times for one shape, and
 * for a line of dashes truly 33: a pattern that was tried on all of it). `npm run check:readers` does the same up to 10 MB.
 */
describe('time grows as the text does', () => {
  const size = 100_000
  const time = (text: string) => {
    const before = process.threadCpuUsage()
    parseTsigText(text)
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  }

  it.each(Object.entries(shapes))('%s', (_, shape) => {
    const [small, large] = [shape(size), shape(8 * size)]
    time(small)
    // Below that the compiler and the clock are measured; what is quadratic takes seconds for the large one.
    const one = Math.max(Math.min(time(small), time(small), time(small)), 20)
    const times = [time(large)]
    // The least of several: a collection of garbage, and what else the machine does, only adds.
    while (Math.min(...times) > 16 * one && times.length < 5) times.push(time(large))
    expect(Math.min(...times)).toBeLessThan(16 * one)
  })
})
