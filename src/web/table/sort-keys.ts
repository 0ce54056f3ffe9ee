import { compareValues, type Value } from '#contract/matches.ts'

/**
 * `compareValues` over a whole column, for sorting it: the first three UTF-16 units of each text are one number, so that
 * most pairs are told apart without looking at the texts.
 */
export function sortKeys(values: readonly Value[]): (a: number, b: number) => number {
  if (values.some((value) => typeof value === 'number')) return (a, b) => compareValues(values[a], values[b])
  const texts = values.map((value) => (typeof value === 'string' ? value.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : null))
  // Among texts without surrogates the order of UTF-16 units is that of code points.
  if (texts.some((text) => text !== null && /[\ud800-\udfff]/.test(text))) return (a, b) => compareValues(values[a], values[b])
  const heads = Float64Array.from(texts, (text) => (text === null ? -1 : unit(text, 0) * 0x1_0000_0000 + unit(text, 1) * 0x1_0000 + unit(text, 2)))
  return (a, b) => {
    const apart = heads[a]! - heads[b]!
    if (apart !== 0) return apart
    const [left, right] = [texts[a] ?? '', texts[b] ?? '']
    return left < right ? -1 : left > right ? 1 : 0
  }
}

const unit = (text: string, at: number) => (at < text.length ? text.charCodeAt(at) : 0)
