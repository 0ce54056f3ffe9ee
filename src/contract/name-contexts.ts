/*
 * Characters that belong in a name in one context each, and nowhere else: RFC 5892 appendix A (CONTEXTJ, CONTEXTO), which
 * RFC 8264 §4.2.2 takes over. Unicode's own properties say what they can; two more are found without a table or with a short one.
 */

/**
 * Canonical combining class 9 (virama), asked of the engine: among marks NFD sorts by class, so a virama goes before a mark of
 * class 10 and behind one of class 8 (Unicode Standard §3.11, D108).
 */
const isVirama = (char: string): boolean => `\u05b0${char}`.normalize('NFD') === `${char}\u05b0` && `${char}\u3099`.normalize('NFD') === `\u3099${char}`

/** Arabic letters that join the letter before them only (Joining_Type R), and those that join none (U): ArabicShaping.txt. All others join both. */
const right =
  '\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef' +
  '\u0759-\u075b\u076b\u076c\u0771\u0773\u0774\u0778\u0779\u0870-\u0882\u088e\u08aa-\u08ac\u08ae\u08b1\u08b2\u08b9'
const neither = '\u0621\u0674\u06e5\u06e6\u0887\u08ad\u08c9'
const arabic = (not: string) => `(?=\\p{L})(?=\\p{Script=Arabic})(?![${not}])[\\u0600-\\u08ff]`
/** Marks between the letters do not count (Joining_Type T); a name has no three of them in a row. */
const joinsOn = new RegExp(`${arabic(right + neither)}[\\p{Mn}\\p{Me}]{0,2}$`, 'u')
const isJoined = new RegExp(`^[\\p{Mn}\\p{Me}]{0,2}${arabic(neither)}`, 'u')

/** A.1 and A.2: between letters that would join else (U+200C, as Persian needs it), or after a virama (both). */
function isJoinerInContext(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 4), at)
  if (isVirama([...before].at(-1) ?? '')) return true
  return text[at] === '\u200c' && joinsOn.test(before) && isJoined.test(text.slice(at + 1, at + 5))
}

/**
 * A.3, A.4, A.5, A.6: the Catalan middle dot between two l (and two L: capitals are the same word), the Greek lower numeral sign
 * before Greek, Hebrew's geresh and gershayim after Hebrew.
 */
const besideTheirs = /(?<=[lL])\u00b7(?=[lL])|\u0375(?=\p{Script=Greek})|(?<=\p{Script=Hebrew})[\u05f3\u05f4]/gu
/** A.7: the katakana middle dot, or its half-width form, in a name that has a letter of Japanese. */
const katakanaDot = /[\u30fb\uff65]/g
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** The text without what stands in its context: what is left has to be fine by itself. */
export function withoutInContext(text: string): string {
  const visible = text.replace(/[\u200c\u200d]/g, (joiner, at: number) => (isJoinerInContext(text, at) ? '' : joiner)).replace(besideTheirs, '')
  return japanese.test(visible) ? visible.replace(katakanaDot, '') : visible
}

/** A.8 and A.9: a name counts by one set of Arabic digits; those of the two that differ look alike. */
export const mixesArabicDigits = (text: string): boolean => /[\u0660-\u0669]/.test(text) && /[\u06f0-\u06f9]/.test(text)
