const backslash = 92
const double = 34
const single = 39
/** What a backslash keeps its meaning before, inside of double quotes. */
const escapable = '"\\$`'

const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13) || code === 0xa0

/** The words of a line of shell, without their quotes. One pass: a pattern would begin anew at each quote that is never closed. */
export function shellWords(text: string): string[] {
  const words: string[] = []
  /** The word that is being read; `undefined` between two words. */
  let word: string | undefined
  let from = 0
  let quote = 0
  const keep = (end: number) => {
    if (end > from) word = (word ?? '') + text.slice(from, end)
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash && quote !== single) {
      keep(at)
      word ??= ''
      from = at + (quote === double && !escapable.includes(text[at + 1] ?? ' ') ? 0 : 1)
      at++
    } else if (quote === 0 ? code === double || code === single : code === quote) {
      keep(at)
      word ??= ''
      from = at + 1
      quote = quote === 0 ? code : 0
    } else if (quote === 0 && isBlank(code)) {
      keep(at)
      if (word !== undefined) words.push(word)
      word = undefined
      from = at + 1
    }
  }
  keep(text.length)
  return word === undefined ? words : [...words, word]
}
