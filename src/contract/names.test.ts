import { expect, test } from 'vitest'
import { Email, Id, Instant, Name, Note, nameFault, noteFault } from './names.ts'
import { spentSince } from './test-time.ts'

const messages = {
  required: 'Enter a name.',
  long: 'A name has at most 100 characters.',
  half: 'The name holds half a character (a lone surrogate).',
  control: 'A name holds no control characters or line breaks.',
  invisible: 'The name holds an invisible or direction-changing character.',
  begin: 'A name begins with a letter or a digit.',
  chars: "A name has letters, digits, spaces and . _ : / @ ( ) # , & ' ’ + - – — only.",
  digits: 'A name has digits of one kind: Arabic and Persian ones are mixed here.',
  marks: 'The name holds too many combining marks.',
  mixed: 'A name stays in one alphabet: letters of two that look alike are mixed here.',
}

const point = (text: string) => [...text].map((char) => (char >= ' ' && char <= '~' ? char : `<${char.codePointAt(0)?.toString(16)}>`)).join('').slice(0, 60)
const titled = <T extends unknown[]>(rows: readonly (readonly [string, ...T])[]) =>
  rows.map(([text, ...rest]) => [point(text), text, ...rest] as [string, string, ...T])

test.each(titled([
  ['apikey1'], ['ci-deploy'], ['a'], ['1'], ['web (prod), eu-west/1 #2'], ["o'brien & sons"], ['ops@example.com'], ['x_y.z:1+2'], ['two  blanks'],
  ['résumé'], ['naïve'], ['Größe'], ['ŁódźŻ'], ['İstanbul'], ['ısı'], ['tiếng Việt'], ['Ǆ'], ['ﬁ'], ['ＡＰＩ'], ['𝐩aypal'], ['①②'],
  ['Ⅷ'], ['½ key'],
  ['ключ'], ['Ёлка'], ['їжак'], ['κλειδί'], ['Ὀδυσσεύς'], ['մուտք'], ['ᏣᎳᎩ'], ['מפתח'], ['مفتاح'],
  ['مِفْتاح'], ['کلید ۱'], ['ꓐꓑ'], ['ᐃᓄᒃ'],
  ['キー'], ['APIキー'], ['鍵'], ['API 密钥'], ['ㄅㄆ key'], ['한글 API'], ['กุญแจ'], ['API กุญแจ'], ['कुंजी'],
  ['क्षि'], ['राष्ट्र'], ['API कुंजी'], ['চাবি'], ['சாவி'], ['გასაღები'], ['ቁልፍ'],
  ['ბეჭედი 2'],
  ['a'.repeat(100)], ['𐐀'.repeat(100)], ['é'.repeat(100)],
]))('%s is a name', (_, text) => {
  expect(nameFault(text)).toBeUndefined()
  expect(Name.safeParse(text).success).toBe(true)
})

test.each(titled<[keyof typeof messages]>([
  ['', 'required'],
  ['a'.repeat(101), 'long'], ['𐐀'.repeat(101), 'long'], ['a'.repeat(1_000_000), 'long'], [`e${'\u0301'.repeat(10_000)}`, 'long'],
  ['\ud800', 'half'], ['a\udc00b', 'half'], ['\udc00\ud800', 'half'],
  ['a\0', 'control'], ['a\u0007b', 'control'], ['a\u001b[31m', 'control'], ['a\u007fb', 'control'], ['a\u0085b', 'control'], ['a\u009bb', 'control'],
  ['a\nb', 'control'], ['a\tb', 'control'], ['a\r\nb', 'control'], ['a\u2028b', 'control'], ['a\u2029b', 'control'],
  ['a\u202eb', 'invisible'], ['a\u2066b', 'invisible'], ['a\u200fb', 'invisible'], ['a\u061cb', 'invisible'], ['a\u202ab', 'invisible'],
  ['a\u2069b', 'invisible'],
  ['a\u200bb', 'invisible'], ['a\u200cb', 'invisible'], ['a\u200db', 'invisible'], ['a\ufeffb', 'invisible'], ['\ufeffab', 'invisible'],
  ['a\u00adb', 'invisible'], ['\u3164', 'invisible'], ['a\u3164', 'invisible'], ['\u115f', 'invisible'], ['a\uffa0', 'invisible'],
  ['a\u034fb', 'invisible'], ['a\u180eb', 'invisible'], ['a\u17b4', 'invisible'], ['a\u2060b', 'invisible'], ['a\u2061b', 'invisible'], ['\u2800', 'invisible'],
  ['a\ufe0f', 'invisible'], ['a\u{e0041}', 'invisible'], ['a\u{e0100}', 'invisible'], ['a\u{1d173}', 'invisible'], ['a\ufff9b', 'invisible'],
  ['\u0600', 'invisible'], ['a\u070f', 'invisible'],
  ['<img src=x>', 'begin'], ["'; DROP TABLE", 'begin'], ['%', 'begin'], ['=1+1', 'begin'], ['+1', 'begin'], ['-1', 'begin'], ['@SUM', 'begin'],
  ['＝1', 'begin'], ['.a', 'begin'], ['\u0301e', 'begin'], [' a', 'begin'], ['😀', 'begin'],
  ['a<b>', 'chars'], ['a"b', 'chars'], ['a;b', 'chars'], ['a|b', 'chars'], ['a\\b', 'chars'], ['a%b', 'chars'], ['a`b', 'chars'], ['a$b', 'chars'],
  ['a{b}', 'chars'], ['a=b', 'chars'], ['a*', 'chars'], ['a?', 'chars'], ['a!', 'chars'], ['a😀', 'chars'], ['a\u00a0b', 'chars'], ['a\u3000b', 'chars'],
  ['a\u2009b', 'chars'], ['a⁄b', 'chars'], ['a\ue000', 'chars'], ['a\uffff', 'chars'], ['a\u{10ffff}', 'chars'], ['a\u0378', 'chars'], ['a\u20dd', 'chars'],
  ['1\u20e3', 'chars'], ['a\u0489', 'chars'],
  ['a\u0316\u0317\u0318', 'marks'], [`Z${'\u0322'.repeat(50)}`, 'marks'], ['กุ้\u0e49', 'marks'],
  ['pаypal', 'mixed'], ['ехample', 'mixed'], ['ключ API', 'mixed'], ['tοken', 'mixed'], ['aօ', 'mixed'], ['aᎪ', 'mixed'], ['aא', 'mixed'],
  ['aا', 'mixed'], ['αа', 'mixed'], ['aⲁ', 'mixed'], ['aꓐ', 'mixed'], ['a𐐬', 'mixed'], ['aᐃ', 'mixed'], ['aⵔ', 'mixed'],
]))('%s is no name: %3$s', (_, text, message) => {
  expect(nameFault(text)?.message).toBe(messages[message])
})

test('codes: required, too-long, invalid-value', () => {
  expect(['', 'a'.repeat(101), 'a\0'].map((text) => nameFault(text)?.code)).toEqual(['required', 'too-long', 'invalid-value'])
  expect(Name.safeParse('').error?.issues[0]).toMatchObject({ message: 'Enter a name.', params: { code: 'required' } })
})

test('a name is composed (NFC) and trimmed before it is judged', () => {
  expect(Name.parse('  e\u0301 \t\u3000')).toBe('é')
  expect(Name.parse('e\u0301'.repeat(100))).toHaveLength(100)
  for (const blank of ['', ' ', '\t\n', '\u00a0\u3000', '\u2028']) expect(Name.safeParse(blank).error?.issues[0]?.message).toBe(messages.required)
  expect(Name.safeParse('\ufeff').error?.issues[0]?.message).toBe(messages.invisible)
})

test.each(titled([
  ['<script>alert(1)</script>'], ['javascript:alert(1)'], ['</script><script>\u2028\u2029x'], ['=cmd|\'/C calc\'!A0'], ['line\nline\tcell'],
  ['👨‍👩‍👧‍👦 🏳️‍🌈 👩🏽‍💻 1️⃣ 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ['👨‍👩‍👧‍👦'.repeat(64)], ['pаypal'], ['a\u200bb'], ['می‌خواهم'], ['😀'.repeat(500)], ['日本語の注'], ['"\\%_'],
]))('%s is a note', (_, text) => {
  expect(Note.parse(text)).toBe(text.normalize('NFC'))
})

test.each(titled<['invalid-value' | 'too-long', string]>([
  ['a\0', 'invalid-value', 'A note holds no control characters.'], ['\u001b[2J', 'invalid-value', 'A note holds no control characters.'],
  ['a\u0085b', 'invalid-value', 'A note holds no control characters.'], ['a\rb', 'invalid-value', 'A note holds no control characters.'],
  ['a\u202eb', 'invalid-value', 'A note holds no characters that change the reading direction.'],
  ['a\u2066b', 'invalid-value', 'A note holds no characters that change the reading direction.'],
  ['a\u200fb', 'invalid-value', 'A note holds no characters that change the reading direction.'],
  ['\ud800', 'invalid-value', 'The note holds half a character (a lone surrogate).'],
  ['a'.repeat(501), 'too-long', 'A note has at most 500 characters.'], ['😀'.repeat(501), 'too-long', 'A note has at most 500 characters.'],
  ['https://'.padEnd(5000, 'a'), 'too-long', 'A note has at most 500 characters.'],
]))('%s is no note', (_, text, code, message) => {
  expect(noteFault(text)).toEqual({ code, message })
  expect(Note.safeParse(text).error?.issues[0]).toMatchObject({ message, params: { code } })
})

test('a blank note is none; CR LF is a line feed', () => {
  expect(['', ' \n ', null].map((note) => Note.parse(note))).toEqual([null, null, null])
  expect(Note.parse('a\r\nb\r\n')).toBe('a\nb')
})

test('judging takes linear time', () => {
  const began = process.cpuUsage()
  for (const shape of [' ', 'a ', 'а', '\u0301', '\ud800', '\ufeff', 'a\u0301\u0301']) {
    Name.safeParse(`a${shape.repeat(100_000)}b`)
    Note.safeParse(`a${shape.repeat(100_000)}b`)
    Email.safeParse(`a${shape.repeat(100_000)}@b`)
  }
  expect(spentSince(began)).toBeLessThan(3000)
})

test.each(['a@b', 'ops+dns@example.com', "o'neil@mail.example.co.uk", 'A@EXAMPLE.COM', `${'a'.repeat(64)}@b.c`])('%s is an e-mail address', (text) => {
  expect(Email.parse(` ${text} `)).toBe(text)
})

test.each([
  '',
  'a',
  '@b',
  'a@',
  'a@b@c',
  'a b@c',
  'a@-b',
  'a@b-',
  'a@b..c',
  'a@b.',
  'ä@b',
  'а@b',
  'a@b\nc',
  'a@[1.2.3.4]',
  `${'a'.repeat(65)}@b`,
  `a@${'b.'.repeat(130)}c`,
  'a\u200b@b',
  '\ufeffa@b',
])('%s is no e-mail address', (text) => {
  expect(Email.safeParse(text).success).toBe(false)
})

test.each([
  ['2027-01-31T12:00:00Z', true], ['2028-02-29T23:59:59.999+14:00', true], ['2026-01-01T00:00:00-12:00', true],
  ['2026-02-29T00:00:00Z', false], ['2026-02-30T00:00:00Z', false], ['2026-13-01T00:00:00Z', false], ['2026-01-01T24:00:00Z', false],
  ['2026-01-01T23:59:60Z', false], ['2026-01-01T00:00:00', false], ['2026-01-01', false], ['10000-01-01T00:00:00Z', false], ['+010000-01-01T00:00:00Z', false],
])('%s is an instant: %s', (text, isOne) => {
  expect(Instant.safeParse(text).success).toBe(isOne)
})

test('an id is a UUID, kept in small letters', () => {
  expect(Id.parse('0190C0DE-ABCD-7ABC-8DEF-0123456789AB')).toBe('0190c0de-abcd-7abc-8def-0123456789ab')
  for (const text of ['', '0190c0de', '0190c0deabcd7abc8def0123456789ab', '{0190c0de-abcd-7abc-8def-0123456789ab}', '0190c0de-abcd-7abc-8def-0123456789ag'])
    expect(Id.safeParse(text).success).toBe(false)
})
