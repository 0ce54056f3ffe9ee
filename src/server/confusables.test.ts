import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameFault } from '#contract/names.ts'
import { nameKey, nameSkeleton } from './confusables.ts'

test.each([
  ['é', 'e\u0301'], ['ﬁ', 'fi'], ['ＡＰＩ', 'api'], ['API', 'api'], ['İ', 'i'], ['İstanbul', 'istanbul'], ['Straße', 'STRASSE'], ['STRAẞE', 'straße'], ['ΟΔΟΣ', 'οδος'], ['ς', 'σ'],
  ['ſ', 's'], ['K', 'k'], ['Å', 'å'], ['①', '1'], ['𝐩aypal', 'paypal'], ['Ⅷ', 'viii'], ['ǆ', 'Ǆ'], ['Ꭰ', 'ꭰ'], ['ДНС', 'днс'], ['ｶ', 'カ'], ['ŉ', 'ʼn'], ['և', 'եւ'], ['می‌خواهم', 'میخواهم'], ['a‑b', 'a‐b'],
])('%s and %s are the same name', (one, other) => {
  expect(nameKey(one)).toBe(nameKey(other))
})

test.each([
  ['résumé', 'resume'], ['ü', 'u'], ['ß', 's'], ['ø', 'o'], ['key1', 'key2'], ['ci-deploy', 'cl-deploy'], ['modern', 'modem'], ['vv', 'w'], ['prod', 'pröd'], ['staging-1', 'staging-2'],
  ['a-b', 'a_b'], ['a.b', 'a-b'], ['v1.0', 'v1.1'], ['key10', 'key11'], ['6', 'b'], ['5', 's'], ['8', 'b'], ['2', 'z'], ['тест', 'test'], ['ключ', 'knoy'], ['дом', 'dom'], ['東京', '京東'], ['バックアップ', 'パックアップ'],
])('%s and %s neither are the same nor look alike', (one, other) => {
  expect(nameKey(one)).not.toBe(nameKey(other))
  expect(nameSkeleton(one)).not.toBe(nameSkeleton(other))
})

test.each([
  ['pаypal', 'paypal'], ['ехамрӏе', 'example'], ['ВАСК', 'BACK'], ['ОРЕN', 'open'], ['ΤΟΚΕΝ', 'TOKEN'], ['Α', 'A'], ['α', 'a'], ['ρ', 'p'], ['օ', 'o'], ['հ', 'h'], ['ᎪᏢᏆ'.slice(0, 2), 'AP'], ['ꭺ', 'a'],
  ['paypaI', 'paypal'], ['paypa1', 'paypal'], ['pr0d', 'prod'], ['l0g', '1og'], ['ѕсоре', 'scope'], ['а', 'α'], ['ı', 'i'], ['ɡo', 'go'], ['рáge', 'páge'], ['two  blanks', 'two blanks'], ["o'k", 'oʼk'],
  ['カ', '力'], ['ロ', '口'], ['ー', '一'], ['O’Brien', "O'Brien"], ['O‘Brien', 'O’Brien'], ['ג׳', "ג'"], ['a–b', 'a-b'], ['a—b', 'a‐b'], ['ア・イ', 'ｱ･ｲ'], ['pr०d', 'prod'], ['й', 'и\u0306'], ['ѕ', 'S'], ['ＡРI', 'API'],
])('%s and %s look alike', (one, other) => {
  expect(nameSkeleton(one)).toBe(nameSkeleton(other))
})

// A capital I looks like an l only after a small letter; elsewhere case never tells two names apart.
test('names that are the same look alike, but for a capital I after a small letter and letters whose capital looks like another', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abciLlO01éÉßẞǅﬁＡ ._-', 'e\u0301', 'Д', 'Ё', 'カ', 'ｶ'), maxLength: 20 })
  fc.assert(fc.property(name, (text) => {
    for (const same of [text.toUpperCase(), text.toLowerCase(), text.normalize('NFD'), text.normalize('NFKC')]) {
      if (nameKey(same) === nameKey(text) && !/\p{Ll}I/u.test(`${same}\n${text}`)) expect(nameSkeleton(same)).toBe(nameSkeleton(text))
    }
  }))
})

test('keys and skeletons are settled: made again from themselves they stay', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((name) => name.isWellFormed())
  fc.assert(fc.property(text, (name) => {
    expect(nameKey(nameKey(name))).toBe(nameKey(name))
    if (nameFault(name) === undefined) expect(nameSkeleton(nameSkeleton(name))).toBe(nameSkeleton(name))
  }), { numRuns: 2000 })
  for (let point = 0; point < 0x1ffff; point++) {
    const one = String.fromCodePoint(point)
    if (one.isWellFormed() && nameKey(nameKey(one)) !== nameKey(one)) throw new Error(`U+${point.toString(16)} is not settled`)
  }
})
