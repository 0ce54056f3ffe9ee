/*
 * Dates as texts, by the rules of `z.iso.date()` and `z.iso.datetime({ offset: true })`, which dates.test.ts compares them
 * with. Written out, because every list of the console reads filters before its first row, and zod weighs 24 kB.
 */

const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** A day that exists: `2027-01-31`, not `2027-02-30`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day >= 1 && day <= (leap ? 29 : (days[month - 1] ?? 0))
}

/** An instant of such a day, with seconds and a zone: `2027-01-31T12:00:00Z`, `2027-01-31T12:00:00.5+05:30`. */
export function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.test(text) && isDay(text.slice(0, 10))
}
