import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameFault } from '#contract/names.ts'
import { nameKey, nameSkeleton } from './confusables.ts'

test.each([
  ['é', 'e\u0301'], ['ﬁ', 'fi'], ['ＡＰＩ', 'api'], ['API', 'api'], ['İ', 'i'], ['İstanbul', 'istanbul'], ['Straße', 'STRASSE'],
  ['STRAẞE', 'straße'], ['ΟΔΟΣ', 'οδος'], ['ς', 'σ'],
  ['ſ', 's'], ['K', 'k'], ['Å', 'å'], ['①', '1'], ['𝐩aypal', 'paypal'], ['Ⅷ', 'viii'], ['ǆ', 'Ǆ'], ['Ꭰ', 'ꭰ'], ['ДНС', 'днс'],
  ['ｶ', 'カ'], ['ŉ', 'ʼn'], ['և', 'եւ'], ['می‌خواهم', 'میخواهم'], ['a‑b', 'a‐b'],
])('%s and %s are the same name', (one, other) => {
  expect(nameKey(one)).toBe(nameKey(other))
})

test.each([
  ['résumé', 'resume'], ['ü', 'u'], ['ß', 's'], ['ø', 'o'], ['key1', 'key2'], ['ci-deploy', 'cl-deploy'], ['acl', 'ad'], ['ACL', 'AD'], ['dc1', 'dd'],
  ['pc1', 'pd'], ['key5', 'keys'], ['v5', 'vs'], ['ns8', 'nsb'], ['prod-5', 'prod-s'], ['DNS-5', 'DNS-S'], ['Key5', 'Keys'], ['KEY1', 'KEYL'], ['KEY1', 'KEY2'],
  ['KEY10', 'KEY11'], ['cli', 'cll'], ['item', 'ltem'], ['ÍTEM', 'LTEM'], ['ŕn', 'm'], ['rñ', 'm'], ['ni', 'm'], ['v v', 'w'], ['c-l', 'd'],
  ['prod', 'pröd'], ['staging-1', 'staging-2'],
  ['a-b', 'a_b'], ['a.b', 'a-b'], ['v1.0', 'v1.1'], ['key10', 'key11'], ['6', 'b'], ['5', 's'], ['8', 'b'], ['2', 'z'], ['тест', 'test'],
  ['ключ', 'knoy'], ['дом', 'dom'], ['東京', '京東'], ['バックアップ', 'パックアップ'],
])('%s and %s neither are the same nor look alike', (one, other) => {
  expect(nameKey(one)).not.toBe(nameKey(other))
  expect(nameSkeleton(one)).not.toBe(nameSkeleton(other))
})

test.each([
  ['pаypal', 'paypal'], ['ехамрӏе', 'example'], ['ВАСК', 'BACK'], ['ОРЕN', 'open'], ['ΤΟΚΕΝ', 'TOKEN'], ['Α', 'A'], ['α', 'a'],
  ['ρ', 'p'], ['օ', 'o'], ['հ', 'h'], ['ᎪᏢᏆ'.slice(0, 2), 'AP'], ['ꭺ', 'a'],
  ['paypaI', 'paypal'], ['paypa1', 'paypal'], ['pr0d', 'prod'], ['l0g', '1og'], ['ѕсоре', 'scope'], ['а', 'α'], ['ı', 'i'], ['ɡo', 'go'],
  ['рáge', 'páge'], ['two  blanks', 'two blanks'], ["o'k", 'oʼk'],
  // Two letters that look like one.
  ['modern', 'modem'], ['rn', 'm'], ['MODERN', 'modem'], ['kernel', 'kemel'], ['vv', 'w'], ['VVEB', 'WEB'], ['vvvv', 'ww'], ['wvv', 'vvw'], ['cloud', 'doud'],
  ['Client', 'dient'], ['c1oud', 'cloud'], ['cIoud', 'doud'], ['ｒｎ', 'm'], ['ѵѵ', 'w'], ['inforrnation', 'information'],
  // Digits among capitals, and strokes anywhere.
  ['5S', 'SS'], ['5SL', 'SSL'], ['DN5', 'DNS'], ['S5H-key', 'SSH-key'], ['8ACKUP', 'BACKUP'], ['D8', 'DB'], ['2ONE', 'ZONE'], ['AP1', 'API'], ['APl', 'API'],
  ['P1N', 'PIN'], ['AI', 'Al'], ['AIice', 'Alice'], ['A1ice', 'Alice'], ['CI', 'Cl'], ['ltem', 'Item'], ['key l', 'key I'], ['key 1', 'key I'], ['l1I', 'III'],
  ['A11', 'AIl'], ['myAP1', 'myAPI'], ['AWS1prod', 'AWSlprod'],
  ['カ', '力'], ['ロ', '口'], ['ー', '一'], ['サ—バ', 'サーバ'], ['O’Brien', "O'Brien"], ['O‘Brien', 'O’Brien'], ['ג׳', "ג'"],
  ['a–b', 'a-b'], ['a—b', 'a‐b'], ['ア・イ', 'ｱ･ｲ'], ['pr०d', 'prod'], ['й', 'и\u0306'], ['ѕ', 'S'], ['ＡРI', 'API'],
])('%s and %s look alike', (one, other) => {
  expect(nameSkeleton(one)).toBe(nameSkeleton(other))
})

// Case tells strokes, and digits that pass for capitals, apart: names with those may be the same and look different.
test('names that are the same look alike, in any form, and in any case but for strokes and digits', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abcdefnrsvwLOZ01258lI éÉßẞǅﬁＡ ._-', 'e\u0301', 'Д', 'Ё', 'カ', 'ｶ'), maxLength: 20 })
  fc.assert(fc.property(name, (text) => {
    for (const same of [text.normalize('NFD'), text.normalize('NFKC'), text.normalize('NFKD')]) expect(nameSkeleton(same)).toBe(nameSkeleton(text))
    for (const same of [text.toUpperCase(), text.toLowerCase()]) {
      if (nameKey(same) === nameKey(text) && !/[ilL1258]/i.test(`${same}${text}`)) expect(nameSkeleton(same)).toBe(nameSkeleton(text))
    }
  }), { numRuns: 2000 })
})

test('one stroke in the place of another, and one pair in the place of its letter, never makes another look', () => {
  const name = fc.array(fc.constantFrom('a', 'A', 'i', 'é', 'S', 'z', '-', '7', 'rn', 'm', 'vv', 'w', 'l', 'I', '1', '0', 'o'), { maxLength: 12 })
  const swap: Record<string, string[]> = { l: ['I', '1'], I: ['l', '1'], 1: ['l', 'I'], rn: ['m'], m: ['rn'], vv: ['w'], w: ['vv'], 0: ['o'], o: ['0'] }
  fc.assert(fc.property(name, fc.infiniteStream(fc.nat(2)), (parts, chance) => {
    const other = parts.map((part) => {
      const others = swap[part] ?? []
      return others[(chance.next().value as number)] ?? part
    })
    // A nought is a digit and an o a small letter: what stands beside a stroke may then be another thing.
    const fair = (list: string[]) => !/[0o]/.test(list.join('')) && !/v/.test(list.join('').replaceAll('vv', '')) && !/r(?!n)/.test(list.join(''))
    if (fair(parts) && fair(other)) expect(nameSkeleton(other.join(''))).toBe(nameSkeleton(parts.join('')))
  }), { numRuns: 2000 })
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
