/*
 * The order of names as people count: `axfr9` before `axfr10`. The same in the tab, in SQLite (a function of this name on each
 * connection) and in PostgreSQL (migration 13); a property test holds the three together.
 */

const digits = /[0-9]/
const runs = /0*([0-9]*)/y

/** A length that sorts as a number does: how many digits it has, then the length. */
const counted = (length: number): string => {
  const text = String(length)
  return `${text.length}${text}`
}
/** Those of nearly all names, made once. */
const short = Array.from({ length: 20 }, (_, length) => counted(length))

/**
 * A text as it is sorted, compared by code point: A–Z as a–z, before each run of digits its length without leading zeros,
 * which are left out. Where some were left out the text itself stands at the end: `a1` and `a01` are not the same.
 */
export function naturalKey(text: string): string {
  const lower = text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
  if (!digits.test(lower)) return lower
  let key = ''
  let zeros = false
  for (let at = 0, from = 0; ;) {
    while (at < lower.length && !isDigit(lower.charCodeAt(at))) at++
    key += lower.slice(from, at)
    if (at >= lower.length) break
    runs.lastIndex = at
    const [run = '', size = ''] = runs.exec(lower) ?? []
    key += (short[size.length] ?? counted(size.length)) + size
    zeros ||= run.length > size.length
    from = at += run.length
  }
  return zeros ? `${key}\u0001${lower}` : key
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57
