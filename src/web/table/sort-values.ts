import { compareValues, type Value } from '#contract/matches.ts'
import { naturalKey } from '#contract/natural.ts'

/** Row numbers, rising by `values`: where they are names as `compareValues` has it, else as `comparePlainly`; of equal ones as `order` has them. */
export function sortValues(values: readonly Value[], order: Int32Array, natural = false): Int32Array {
  if (values.some((value) => typeof value === 'number')) return sortWith((a, b) => compareValues(values[a], values[b]), order)
  const places = countTo(order.length)
  const texts: (string | null | undefined)[] = []
  for (let at = 0; at < order.length; at++) {
    const text = values[order[at]!] as string | null | undefined
    texts.push(!natural || text === null || text === undefined ? text : naturalKey(text))
  }
  sortSpan(texts, places, 0, places.length, 0)
  return places.map((place) => order[place]!)
}

/** 0, 1, 2 … Not from an iterator, which takes ten times as long. */
export const countTo = (end: number): Int32Array => new Int32Array(end).map((_, at) => at)

/** The same by a function. A list most often comes in the order that is asked for first. */
export function sortWith(compare: (a: number, b: number) => number, order: Int32Array): Int32Array {
  return order.every((row, at) => at === 0 || compare(order[at - 1]!, row) <= 0) ? order : order.slice().sort(compare)
}

/**
 * Sorts the places `[from, to)`, whose texts are alike before the unit `at`: three-way radix quicksort (Bentley and Sedgewick
 * 1997). It looks at no beginning twice, where a sort that compares does so with each pair: names begin alike.
 */
function sortSpan(texts: readonly (string | null | undefined)[], places: Int32Array, from: number, to: number, at: number): void {
  while (to - from > 1) {
    const middle = unit(texts[places[(from + to) >> 1]!], at)
    let [low, high] = [from, to]
    for (let here = from; here < high;) {
      const place = places[here]!
      const mine = unit(texts[place], at)
      if (mine < middle) {
        places[here++] = places[low]!
        places[low++] = place
      } else if (mine > middle) {
        places[here] = places[--high]!
        places[high] = place
      } else here++
    }
    sortSpan(texts, places, from, low, at)
    sortSpan(texts, places, high, to, at)
    // All of these have ended: they are equal, and stand by their places.
    if (middle < 0) return void places.subarray(low, high).sort()
    ;[from, to] = [low, high]
    at++
  }
}

/** What is compared of a text or of its natural key: A–Z as a–z, surrogates above U+E000…U+FFFF; an end before any unit, nothing before an end. */
function unit(text: string | null | undefined, at: number): number {
  if (text === null || text === undefined) return -2
  if (at >= text.length) return -1
  const code = text.charCodeAt(at)
  if (code < 0xd800) return code >= 65 && code <= 90 ? code + 32 : code
  return code < 0xe000 ? code + 0x2000 : code - 0x800
}
