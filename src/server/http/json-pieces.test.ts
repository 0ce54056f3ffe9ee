import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonInTurns, jsonPieces, whenWritten } from './json-pieces.ts'

const long = (count: number) => Array.from({ length: count }, (_, at) => ({ at, name: `entry ${at}`, none: undefined }))

// Fails where a field that is undefined leaves its comma, where a list's last part loses its bracket, where an empty object of
// fields left out has no end.
test('it is the text that JSON.stringify gives', async () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.constant(undefined),
    fc.date({ noInvalidDate: true }),
    fc.array(fc.integer(), { minLength: 24, maxLength: 80 }),
  )
  const value = fc.dictionary(fc.string(), fc.oneof(leaf, fc.array(leaf, { maxLength: 60 }), fc.dictionary(fc.string(), leaf, { maxKeys: 4 })), { maxKeys: 6 })
  await fc.assert(fc.asyncProperty(value, async (one) => {
    expect(await jsonInTurns(one)).toBe(JSON.stringify(one))
  }))
  for (const one of [
    { text: 'a\n'.repeat(100_000) },
    `a${'\u{1f600}'.repeat(100_000)}`,
    `${'\u{1f600}'.repeat(100_000)}\ud800`,
    [],
    {},
    null,
    'text',
    long(26),
    { rows: long(1000), page: { of: long(30) } },
    { nothing: undefined, rows: undefined },
  ])
    expect(await jsonInTurns(one)).toBe(JSON.stringify(one))
})

// Fails where the whole text is made before the first of it is handed on.
test('a long one comes in pieces, made as they are taken', async () => {
  let made = 0
  const rows = Array.from({ length: 20_000 }, (_, at) => ({ toJSON: () => (made++, { at, name: 'an entry of some length' }) }))
  const pieces = jsonPieces({ rows })
  const { value } = await pieces.next()
  expect(value!.length).toBeGreaterThan(50_000)
  expect(made).toBeLessThan(5000)
  await pieces.return(undefined)
  expect(made).toBeLessThan(5000)
})

test('what is made when it is written is made then, in the same words', async () => {
  let made = 0
  const rows = Array.from({ length: 1000 }, (_, at) => whenWritten(() => {
    made++
    return { at, text: 'x'.repeat(1000) }
  }))
  expect(made).toBe(0)
  const pieces = jsonPieces({ rows })
  await pieces.next()
  expect(made).toBeLessThan(200)
  expect(await jsonInTurns({ rows })).toBe(JSON.stringify({ rows: Array.from({ length: 1000 }, (_, at) => ({ at, text: 'x'.repeat(1000) })) }))
})
