/*
 * When two names are the same name, and when they only look it. The pairs come from Unicode's confusables.txt
 * (UTS #39 §4), cut down to what a credential's name can hold and to letters that are hard to tell apart in one line of
 * interface type, and grown by what no table of single letters has: two that look like one (rn and m, vv and w, cl and d),
 * and digits among capitals (5 and S, 8 and B, 2 and Z, 1 and I). What is left out on purpose, because ordinary names differ by
 * it: small i and l (`ci-deploy`, `cl-deploy`), digits among small letters (`key5`, `keys`), ACL and AD, and every accent.
 */

/** Grows with every change of what looks alike, so that stored skeletons are made anew (`credentials/skeletons.ts`). */
export const skeletonVersion = '3'

/** Capitals that look like a Latin capital, though their small letters may look like another or none: Н is H, η is n. */
const capitals: Readonly<Record<string, string>> = {
  А: 'A', В: 'B', Е: 'E', Ѕ: 'S', І: 'I', Ј: 'J', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P', С: 'C', Т: 'T', У: 'Y', Ү: 'Y', Х: 'X', Ԁ: 'D',
  Ԍ: 'G', Ԛ: 'Q', Ԝ: 'W', Ӏ: 'l', Ѵ: 'V',
  Α: 'A', Β: 'B', Ε: 'E', Ζ: 'Z', Η: 'H', Ι: 'I', Κ: 'K', Μ: 'M', Ν: 'N', Ο: 'O', Ρ: 'P', Τ: 'T', Υ: 'Y', Χ: 'X',
  Օ: 'O', Տ: 'S', Ս: 'U', Լ: 'L',
  Ꭰ: 'D', Ꭱ: 'R', Ꭲ: 'T', Ꭵ: 'i', Ꭺ: 'A', Ꭻ: 'J', Ꭼ: 'E', Ꮃ: 'W', Ꮇ: 'M', Ꮋ: 'H', Ꮍ: 'Y', Ꮐ: 'G', Ꮒ: 'h', Ꮓ: 'Z', Ꮞ: '4',
  Ꮟ: 'b', Ꮢ: 'R', Ꮤ: 'W', Ꮥ: 'S', Ꮩ: 'V', Ꮪ: 'S', Ꮮ: 'L', Ꮯ: 'C', Ꮲ: 'P', Ꮶ: 'K', Ꮷ: 'd', Ᏻ: 'G', Ᏼ: 'B',
}

/** Small letters and digits, after the capitals have gone. */
const small: Readonly<Record<string, string>> = {
  // Cyrillic
  а: 'a', с: 'c', ԁ: 'd', е: 'e', һ: 'h', і: 'i', ј: 'j', к: 'k', ӏ: 'l', м: 'm', о: 'o', р: 'p', ԛ: 'q', г: 'r', ѕ: 's', т: 't', у: 'y',
  ү: 'y', ѵ: 'v', ԝ: 'w', х: 'x', з: '3', б: '6', ь: 'b',
  // Greek
  α: 'a', γ: 'y', η: 'n', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', σ: 'o', τ: 't', υ: 'u', χ: 'x', ω: 'w',
  // Armenian
  ա: 'w', գ: 'q', զ: 'q', հ: 'h', յ: 'j', ո: 'n', ռ: 'n', ս: 'u', ց: 'g', օ: 'o',
  // Within Latin, and the letters that pass for an apostrophe
  ı: 'i', ȷ: 'j', ɑ: 'a', ɡ: 'g', ɩ: 'i', ǀ: 'l', 'ʹ': "'", 'ʻ': "'", 'ʼ': "'", 'ʽ': "'", 'ʾ': "'", 'ʿ': "'", 'ˈ': "'", ꞌ: "'", 'ː': ':',
  '‘': "'", '’': "'", '׳': "'",
  // Dashes, and what is drawn as one in Japanese; middle dots
  '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '֊': '-', '־': '-', ー: '-', 一: '-', '・': '·',
  // Digits: nought as o, one as l, and the noughts (and a letter or two) of scripts that may stand beside Latin
  0: 'o', 1: 'l', '०': 'o', '০': 'o', '੦': 'o', '૦': 'o', '୦': 'o', '௦': 'o', '౦': 'o', '೦': 'o', '൦': 'o', '๐': 'o', '໐': 'o',
  '၀': 'o', ଠ: 'o', ഠ: 'o', ဝ: 'o',
  // Katakana and Han, Katakana and Hiragana
  ロ: '口', カ: '力', エ: '工', ニ: '二', タ: '夕', ト: '卜', ハ: '八', へ: 'ヘ', り: 'リ',
}

/**
 * The identity of a name: two names with equal keys are the same name (`name-taken`). Compatibility forms (NFKC) and case
 * are gone: `ＡＰＩ` is `api`, `ﬁ` is `fi`, `Straße` is `STRASSE`, `İ` is `i`, and ς is σ, as in Unicode's full case folding; so are
 * the joiners, which a name may hold but nobody sees.
 */
export function nameKey(name: string): string {
  return name
    .replace(/[\u200c\u200d]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
    .normalize('NFKC')
}

/** Digits that pass for a capital, where capitals stand beside them. */
const amongCapitals: Readonly<Record<string, string>> = { 2: 'z', 5: 's', 8: 'b' }

/**
 * Settles the strokes (I, l, 1) and the digits that pass for capitals, by what stands beside them, while case can still be told.
 * A stroke at a small letter is l (`paypaI`, `AIice`); within a run of capitals and digits it is i (`AP1`, `APl`: `API`); alone or
 * among digits it is l. All three are treated alike, so that one in the place of another never makes another name.
 */
function settled(name: string): string {
  return name.replace(/[\p{Lu}\p{Lt}\p{Nd}l]+/gu, (run, at: number) => {
    const hasCapital = /(?!I)[\p{Lu}\p{Lt}]/u.test(run)
    const afterSmall = /\p{Ll}\p{M}*$/u.test(name.slice(Math.max(0, at - 8), at))
    const [beforeSmall, beforeMark] = [/^\p{Ll}/u.test(name.slice(at + run.length)), /^\p{M}/u.test(name.slice(at + run.length))]
    const letters = [...run]
    return letters.map((letter, index) => {
      const isLast = index === letters.length - 1
      // Í is no l with an accent, and İ has its dot.
      if (isLast && beforeMark) return letter
      if (letter !== 'I' && letter !== 'l' && letter !== '1') return hasCapital ? (amongCapitals[letter] ?? letter) : letter
      return !hasCapital || (index === 0 && afterSmall) || (isLast && beforeSmall) ? 'l' : 'i'
    }).join('')
  })
}

/** Two letters that look like one. Where cl ends a word it stays: `acl` and `ad` are ordinary names, and so are `dc1` and `dd`. */
const joined = (text: string) => text.replace(/rn(?!\p{M})/gu, 'm').replace(/vv(?!\p{M})/gu, 'w').replace(/cl(?=\p{Ll})/gu, 'd')

/**
 * What a name looks like: two names with equal skeletons cannot be told apart (`looks-like-existing`). Letters of other
 * scripts become the Latin ones they resemble, 0 is o and 1 is l, strokes and digits are settled by their neighbours, two letters
 * that look like one are one, runs of blanks are one (HTML shows them so); marks stay.
 */
export function nameSkeleton(name: string): string {
  const capitalsGone = name
    .replace(/[\u200c\u200d]/g, '')
    .normalize('NFKC')
    .replace(/[\u13f8-\u13fd\uab70-\uabbf]/g, (letter) => letter.toUpperCase()) // Small Cherokee letters are small capitals.
    .normalize('NFD')
    .replace(/\p{L}/gu, (letter) => capitals[letter] ?? letter)
  const key = nameKey(settled(capitalsGone)).normalize('NFD')
  return joined(key.replace(/[\p{L}\p{N}\p{P}]/gu, (letter) => small[letter] ?? letter)).replace(/\s+/g, ' ').normalize('NFC')
}
