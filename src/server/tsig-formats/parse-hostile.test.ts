import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importEntriesMax } from '#contract/tsig-keys.ts'
import { parseTsigText } from './parse.ts'

const golden = readdirSync(new URL('golden/', import.meta.url)).map((file) => readFileSync(new URL(`golden/${file}`, import.meta.url), 'utf8'))
/** Every secret of the examples, in one text. */
const secrets = golden.flatMap((text) => text.match(/CzBVep\/E6Q4[A-Za-z0-9+/]*={0,2}/g) ?? []).join(' ')
const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U='

/** What stands in the text and means something to some reader, cut, doubled, moved and mixed. */
const edit = fc.record({ at: fc.nat(), length: fc.nat(40), what: fc.oneof(fc.constantFrom('', '"', "'", '{', '}', '[', ']', ';', ':', '\n', '\r', '\0', '/*', '*/', '//', '#', '\\', '---', 'key', 'include', '- ', ' ', '\t', '<<', '$'), fc.string({ maxLength: 6 })) })

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
    `zzz ${secret}`, `${'x '.repeat(28)}${secret}`, 'secret = hunter2', 'secret "hunter2', 'Password: hunter2', 'hmac-what:k:hunter2', '"secret": "hunter2"', `frob ${[...secret].join('\0')}`, `frob ${[...secret].join('\u200b')}`,
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
    for (const text of ['update-policy local', 'allow-transfer to nobody', 'also-notify 2001:db8::53', 'what is rfc2136-tsig-keyname here', 'tsigSecretSecretRef and HMACSHA256', 'named.conf.default-zones']) expect(parseTsigText(text).notUnderstood[0]!.text).toBe(text)
  })

  it('says a NUL byte by name, and at most 200 things', () => {
    expect(parseTsigText('ok\0').notUnderstood[0]).toEqual({ line: 1, text: 'ok', problem: 'This line has a NUL byte: this is not text, or it is UTF-16. It was not read.' })
    expect(parseTsigText('what is this\n'.repeat(1000)).notUnderstood).toHaveLength(200)
  })
})

it('100,000 keys: it stops one beyond what an import takes', () => {
  const text = Array.from({ length: 100_000 }, (_, index) => `hmac-sha256:k${index}:${secret}`).join('\n')
  expect(parseTsigText(text).keys).toHaveLength(importEntriesMax + 1)
  const blocks = Array.from({ length: 100_000 }, (_, index) => `key k${index} { algorithm hmac-sha256; secret "${secret}"; };`).join(' ')
  expect(parseTsigText(blocks).keys).toHaveLength(importEntriesMax + 1)
})

it('a cycle of includes is a list of lines', () => {
  expect(parseTsigText('include "a";\n'.repeat(3)).notUnderstood.map(({ problem }) => problem)).toEqual(Array(3).fill('Includes are not read: paste that file too.'))
})

/*
 * Eight times the text may take about eight times the time, never 64 times. Each of these made some earlier or simpler parser
 * quadratic: line ends looked for again at each statement or comment of one line, a quote that is never closed tried from each of its
 * letters, a slice of the rest for each token, a recursion for each brace.
 */
describe('time grows as the text does', () => {
  const shapes: Record<string, (size: number) => string> = {
    'one line of statements': (size) => 'a{};'.repeat(size / 4),
    'one line of key references': (size) => `options { ${'key "x"; '.repeat(size / 9)} };`,
    'open braces': (size) => '{'.repeat(size),
    'open blocks': (size) => 'key a {'.repeat(size / 7),
    'quotes never closed': (size) => `key a { secret "${'\\"'.repeat(size / 2)}`,
    'words of quotes': (size) => `dig ${'"\\'.repeat(2000)}\n`.repeat(size / 4005),
    'comments': (size) => '/**/'.repeat(size / 4),
    'comments never closed': (size) => '/*'.repeat(size / 2),
    'blanks': (size) => ' '.repeat(size),
    'blank lines': (size) => '\n'.repeat(size),
    'lines with a key and blanks': (size) => `key a\n${' '.repeat(500)}\n`.repeat(size / 507),
    'ever deeper YAML': (size) => `apiVersion: v1\n${Array.from({ length: Math.floor(Math.sqrt(size * 2)) }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')}`,
    'no line end': (size) => 'a'.repeat(size),
    'ends of nothing': (size) => `${'};'.repeat(2000)} x\n`.repeat(size / 4003),
    'NULs': (size) => '\0\n'.repeat(size / 2),
    'JSON': (size) => `[${'{"name":"a"},'.repeat(size / 13)}]`,
    'deep JSON': (size) => '{"a": ['.repeat(size / 7),
    'YAML': (size) => '- a: b\n'.repeat(size / 7),
    'documents': (size) => '---\na: b\n'.repeat(size / 9),
    'deep YAML': (size) => `a: ${'['.repeat(size)}`,
    'dashes': (size) => '- '.repeat(size / 2),
    'anchors and merges': (size) => `a: &a {k: v}\n${'b: {<<: *a}\n'.repeat(size / 12)}`,
    'twice the same name': (size) => 'a: x\n'.repeat(size / 5),
    'long keys': (size) => `${'a'.repeat(size / 2)}: ${'b'.repeat(size / 2)}`,
    'issuers and Secrets of one name': (size) => 'apiVersion: v1\nkind: ClusterIssuer\nspec: {rfc2136: {tsigKeyName: k, tsigSecretSecretRef: {name: s, key: k}}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n---\n'.repeat(size / 150),
    'flags': (size) => `args:\n${'- --rfc2136-tsig-secret=a\n'.repeat(size / 26)}`,
    'settings': (size) => 'RFC2136_TSIG_KEY=a\n'.repeat(size / 19),
    'continued lines': (size) => 'dig a\\\n'.repeat(size / 7),
    'heads of blocks': (size) => 'key /*\n'.repeat(size / 7),
    'includes': (size) => `{ ${'<?include "x"?>\n'.repeat(size / 16)} }`,
    'long words': (size) => `tsig dig ${'a'.repeat(3900)}!\n`.repeat(size / 3911),
    'sections': (size) => 'key:\n - id: a\n'.repeat(size / 14),
    'private files': (size) => 'Private-key-format: v1\n'.repeat(size / 23),
  }
  const size = 200_000
  const time = (text: string) => {
    // Of the processor, not of the wall: the machine has other things to do.
    const started = process.cpuUsage()
    parseTsigText(text)
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1000
  }
  /** The best of three: what else the machine does only adds. */
  const best = (text: string) => Math.min(time(text), time(text), time(text))

  it.each(Object.entries(shapes))('%s', { timeout: 120_000 }, (_, shape) => {
    best(shape(size / 10))
    const [one, eight] = [best(shape(size)), best(shape(8 * size))]
    // 8 is linear, 64 quadratic; between them lies what the rest of the machine does. Below a few milliseconds only the clock is measured.
    expect(eight).toBeLessThan(32 * Math.max(one, 3))
  })
})
