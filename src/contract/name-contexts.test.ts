import fc from 'fast-check'
import { expect, test } from 'vitest'
import { descriptionFault, Name, nameFault, noteFault } from './names.ts'

const point = (text: string) => [...text].map((char) => (/[\p{L}\p{N} ]/u.test(char) ? char : `<${char.codePointAt(0)!.toString(16)}>`)).join('')
const shown = (texts: readonly string[]) => texts.map((text) => [point(text), text] as const)

// All of these were refused: names that people have, with what their keyboards put in.
test.each(shown([
  'Maeve O’Brien', '’t Hooft', "'s-Gravesande", '‘Abd al-Malik', 'D’Arcy', 'ʻOkina', 'Gal·la Placídia', 'GAL·LA', 'Marie—Claire',
  'Müller–Schmidt', 'Anne‐Marie', 'Anne‑Marie',
  'ジャン・ジャック', 'ﾔﾏﾀﾞ･ﾀﾛｳ', '迪丽热巴・迪力木拉提', 'ジョン・Smith', 'می‌خواهم', 'نیم‌روز',
  'خانه‌ها', 'پِیش‌رو', 'ශ්‍රීනාත්', 'क्‍ष', 'क्‌ष', 'ג׳ורג׳', 'צה״ל', 'בן־גוריון',
  'Արամ֊Աննա', 'έτος ͵αβγ', 'བསྟན་འཛིན', 'علی ۱۲', 'علي ١٢',
]))('%s is a name, a note and a description', (_, name) => {
  expect(nameFault(name)).toBeUndefined()
  expect([noteFault(name), descriptionFault(name)]).toEqual([undefined, undefined])
})

// Each of them outside its context. Fails for a rule that takes the character wherever it stands.
test.each(shown([
  'a·b', 'l·', '·l', 'l·a', 'a·l', '山·田', 'John・Smith', '・', 'Иван・Иванов', 'αβ͵', '͵a', 'a׳b', '׳אב', '״אב', 'a‌b',
  'a‍b', 'می‍خواهم', 'ک‌', '‌ک', 'ک ‌خ', 'ک‌ خ', 'ک‌‌خ', 'کار‌آفرین', 'ء‌ب', 'ب‌ء', 'क‍ष', '‍क',
  'ب٠۱', '١۲',
  'كـتاب', 'さ〱', 'ᄀ', '‐a', '—', '’', '’ t', "'1", '"a', 'a‚b', 'a„b', 'a…', 'a•b', 'a‧b', 'a″b',
]))('%s is no name', (_, name) => {
  expect(nameFault(name)?.code).toBe('invalid-value')
})

test('blanks of every width are one blank', () => {
  expect(['山田　太郎', 'Ann\u00a0Lee', 'Ann\u2009Lee', '\u3000Ann Lee\u00a0'].map((name) => Name.parse(name))).toEqual([
    '山田 太郎',
    'Ann Lee',
    'Ann Lee',
    'Ann Lee',
  ])
})

const every = Array.from({ length: 0x20000 }, (_, at) => at)
  .filter((at) => at < 0xd800 || at > 0xdfff)
  .map((at) => String.fromCodePoint(at))
  .filter((char) => char.normalize('NFC') === char)

/** RFC 8264 §9.11, §9.12, §9.13, §9.9, as properties of Unicode; §9.6 is the list of exceptions. */
const disallowed = new RegExp(
  '^[\\p{Cc}\\p{Cn}\\p{Co}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}' +
    '\\u0640\\u07fa\\u302e\\u302f\\u3031-\\u3035\\u303b\\u1100-\\u11ff\\ua960-\\ua97c\\ud7b0-\\ud7fb]$',
  'u',
)
const letterDigits = /^[\p{Ll}\p{Lu}\p{Lt}\p{Lo}\p{Lm}\p{Nd}\p{Nl}\p{No}\p{Mn}\p{Mc}]$/u

test('every letter, mark and digit of RFC 8264 is taken in a name of its own script, and nothing that it rules out', () => {
  const wrong: string[] = []
  for (const char of every) {
    // Beside itself and alone, so that no other script is mixed in; a mark needs a letter before it.
    const name = /\p{M}/u.test(char) ? `1${char}1` : `${char}${char}`
    const isName = nameFault(name.normalize('NFC')) === undefined
    // What shows nothing although it counts as a letter: Hangul fillers, blank Braille.
    if (letterDigits.test(char) && !disallowed.test(char) && !isName) wrong.push(`${point(char)} is refused`)
    if (disallowed.test(char) && isName) wrong.push(`${point(char)} is taken`)
  }
  expect(wrong).toEqual([])
})

test('joining types: what Arabic presentation forms tell is what the rule says', () => {
  const forms = new Map<string, number>()
  for (const char of every) {
    if (char < '\ufb50' || char > '\ufeff') continue
    const letter = char.normalize('NFKC')
    if (letter !== char && [...letter].length === 1) forms.set(letter, (forms.get(letter) ?? 0) + 1)
  }
  // Isolated, final, initial and medial forms: four join both sides, two the letter before, one none. Noon ghunna joins both (ArabicShaping.txt) and has two.
  forms.delete('ں')
  const wrong = [...forms].filter(([letter, count]) => /^[\u0600-\u06ff]$/.test(letter) && [1, 2, 4].includes(count)).filter(([letter, count]) =>
    (nameFault(`${letter}\u200cب`) === undefined) !== (count === 4) || (nameFault(`ب\u200c${letter}`) === undefined) !== (count > 1))
  expect([forms.size > 70, wrong]).toEqual([true, []])
})

test('no joiner is taken but between letters that ask for it, wherever it is put', () => {
  const word = fc
    .array(fc.constantFrom(...'بمکدراآءaqक', '\u094d', '\u0650', '\u200c', '\u200d', ' '), { minLength: 2, maxLength: 12 })
    .map((chars) => chars.join(''))
  const inContext = /(?<=\u094d)[\u200c\u200d]|(?<=[بمک][\u0650\u094d]{0,2})\u200c(?=[\u0650\u094d]{0,2}[بمکدراآ])/gu
  fc.assert(fc.property(word, (text) => {
    const rest = text.replace(inContext, '')
    if (/[\u200c\u200d]/.test(rest)) expect(nameFault(text)).toBeDefined()
    else if (rest !== text && nameFault(rest) === undefined) expect(nameFault(text)).toBeUndefined()
  }), { numRuns: 3000 })
})
