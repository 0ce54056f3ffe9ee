import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonError, parseJson, parseJsonInTurns } from './json.ts'
import { spentSince } from '#contract/test-time.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (text: string) => parseJson(bytes(text))

function faultOf(body: string | Uint8Array): JsonError {
  try {
    parseJson(typeof body === 'string' ? bytes(body) : body)
  } catch (error) {
    if (error instanceof JsonError) return error
    throw error
  }
  throw new Error('No fault')
}

describe('parseJson', () => {
  test.each([
    'null',
    'true',
    ' [ ] ',
    '{}',
    '"x"',
    '-0',
    '1e3',
    '[1,"a",{"b":null}]',
    '\t{"a"\r\n: [1 , 2]}',
    '"\\u00e9\\n\\ud83d\\ude00"',
    '{"":{"":1}}',
    '"\u2028\u{10ffff}"',
  ])('reads %s as JSON.parse does', (text) => expect(parse(text)).toEqual(JSON.parse(text)))

  test('one byte order mark may lead', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 })
    expect(faultOf('\ufeff\ufeff{}').code).toBe('not-json')
  })

  test.each([
    ['', 'The body ends where a value should be.'],
    ['{"a":1,}', 'At character 8 a field name in double quotes should be.'],
    ['[1,]', 'At character 4 a value should be.'],
    ['{"a" 1}', 'At character 6 ":" should be.'],
    ['{"a":1', 'The body ends where "," or "}" should be.'],
    ['{"a":1]', 'At character 7 "," or "}" should be.'],
    ['[1}', 'At character 3 "," or "]" should be.'],
    ['{}\n{}', 'At character 4 the end of the body should be.'],
    ["{'a':1}", 'At character 2 a field name in double quotes should be.'],
    ['{a:1}', 'At character 2 a field name in double quotes should be.'],
    ['"a', 'The body ends within a string.'],
    ['"a\\', 'The body ends within a string.'],
    ['"a\\"', 'The body ends within a string.'],
    ['"a\nb"', 'At character 3 an escape in place of a control character should be.'],
    ['"\0"', 'At character 2 an escape in place of a control character should be.'],
    ['"\\x41"', 'The string at character 1 has an escape that JSON does not know.'],
    ['"\\u12"', 'The string at character 1 has an escape that JSON does not know.'],
    ['01', 'At character 2 the end of the body should be.'],
    ['+1', 'At character 1 a value should be.'],
    ['.5', 'At character 1 a value should be.'],
    ['1.', 'At character 2 the end of the body should be.'],
    ['0x10', 'At character 2 the end of the body should be.'],
    ['NaN', 'At character 1 a value should be.'],
    ['nulL', 'At character 1 a value should be.'],
    ['truex', 'At character 5 the end of the body should be.'],
    ['// a\n{}', 'At character 1 a value should be.'],
    ['\u00a0{}', 'At character 1 a value should be.'],
  ])('%s is not JSON', (text, message) => expect(faultOf(text)).toMatchObject({ code: 'not-json', message }))

  test.each([
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
    ['a broken sequence', new Uint8Array([0x22, 0xc3, 0x22])],
    ['an overlong NUL', new Uint8Array([0x22, 0xc0, 0x80, 0x22])],
    ['a surrogate in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('%s is not UTF-8', (_, body) => expect(faultOf(body)).toMatchObject({ code: 'not-json', message: 'The body is not UTF-8.' }))

  test('a message holds nothing of the body', () => {
    expect(faultOf('{"password":"hunter2"x}').message).not.toContain('hunter')
  })

  test('eight levels, not nine; 8,000 do not overflow the stack', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(parse(nested(8))).toEqual(JSON.parse(nested(8)))
    expect(faultOf(nested(9))).toMatchObject({ code: 'too-deep', pointer: '/0/0/0/0/0/0/0/0' })
    expect(faultOf('['.repeat(8000)).code).toBe('too-deep')
    expect(faultOf('{"a":'.repeat(9)).pointer).toBe('/a/a/a/a/a/a/a/a')
    expect(parseJson(bytes(nested(20)), { depth: 20 })).toEqual(JSON.parse(nested(20)))
    expect(() => parseJson(bytes('[]'), { depth: 0 })).toThrow(JsonError)
  })

  test.each([
    ['{"role":"user","role":"admin"}', '/role'],
    ['{"a":[{"b":1,"\\u0062":2}]}', '/a/0/b'],
    ['{"a/b":1,"~":{"x":1,"x":1}}', '/~0/x'],
    ['{"a/b":1,"a/b":1}', '/a~1b'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"":1,"":2}', '/'],
  ])('%s gives a field twice', (text, pointer) => expect(faultOf(text)).toMatchObject({ code: 'duplicate-field', pointer }))

  test.each([
    ['{"name":"a\\u0000"}', '/name', 'U+0000 is not accepted.'],
    ['{"a\\u0000":1}', '', 'U+0000 is not accepted.'],
    ['["x","\\ud800"]', '/1', 'There is half a character (a lone surrogate).'],
    ['["\\ude00\\ud83d"]', '/0', 'There is half a character (a lone surrogate).'],
    ['{"a":1e400}', '/a', 'The number is too large.'],
    ['{"a":-1e400}', '/a', 'The number is too large.'],
    [`[${'9'.repeat(31)}]`, '/0', 'A number has at most 30 digits.'],
    [`[0.${'0'.repeat(10_000)}1]`, '/0', 'A number has at most 30 digits.'],
  ])('%s has a value that is not accepted', (text, pointer, message) => {
    expect(faultOf(text)).toMatchObject({ code: 'invalid-value', pointer, message })
  })

  test('__proto__ and constructor are ordinary keys, which a strict schema refuses as unknown', () => {
    const schema = z.strictObject({ role: z.string().optional() })
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const body = parse(`{"${key}":{"role":"admin"}}`) as Record<string, unknown>
      expect(Object.keys(body)).toEqual([key])
      expect(body['role']).toBeUndefined()
      expect(schema.safeParse(body).error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: [key] }])
    }
    expect(({} as Record<string, unknown>)['role']).toBeUndefined()
    expect(schema.parse(parse('{"role":"user"}'))).toEqual({ role: 'user' })
  })

  // Fails where a string is cut within an escape, or between the halves of a character.
  test('says the same in turns, also of strings of megabytes', async () => {
    for (const piece of ['x', 'x\n', '\u2028', '\ud83d\ude00', '"\\\\', '\u0001']) {
      const value = { text: piece.repeat(400_000), list: Array.from({ length: 3000 }, (_, at) => ({ at, piece })) }
      for (const text of [
        JSON.stringify(value),
        JSON.stringify(value).replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
      ])
        expect(await parseJsonInTurns(bytes(text))).toEqual(value)
    }
    for (const text of [`"${'\\n'.repeat(300_000)}`, `"${'\\n'.repeat(300_000)}\\ud800"`, `"${'\\u00'.repeat(200_000)}"`, `{"${'a'.repeat(300_000)}":1,}`])
      await expect(parseJsonInTurns(bytes(text))).rejects.toThrow(JsonError)
  })

  test('100,000 keys and a long string take linear time', () => {
    const began = process.cpuUsage()
    const many = `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`
    expect(Object.keys(parse(many) as object)).toHaveLength(100_000)
    expect(parse(`"${'\\\\'.repeat(500_000)}"`)).toHaveLength(500_000)
    expect(spentSince(began)).toBeLessThan(5000)
  })

  test('says the same as JSON.parse about what JSON.stringify writes', () => {
    const key = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', 'constructor', 'a/b', '~'))
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constant(null),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(fc.property(tree, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      if (text.includes('\\u0000')) return
      expect(parse(text)).toEqual(JSON.parse(text))
      expect(JSON.stringify(parse(text), null, space)).toBe(text)
    }), { numRuns: 1000 })
  })

  test('accepts no text that JSON.parse refuses, and refuses the others with its four codes only', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '1', '-', '.', 'e', 'true', 'null', ' ', '\\u0041', '"a"', '\n')
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')), (text) => {
      let value: unknown
      try {
        value = parse(text)
      } catch (error) {
        expect(error).toBeInstanceOf(JsonError)
        if ((error as JsonError).code === 'not-json') expect(() => JSON.parse(text)).toThrow()
        return
      }
      expect(value).toEqual(JSON.parse(text))
    }), { numRuns: 5000 })
  })
})
