type Things = { one: string; many: string } | string

// Not by `toLocaleString`, which makes a format anew each time.
const numbers = new Intl.NumberFormat('en')

/** `3 keys`, `1 key`, `10,000 people`: every count of things is said by this. A word alone has an `s` where there are several. */
export function several(count: number, things: Things): string {
  const { one, many } = typeof things === 'string' ? { one: things, many: `${things}s` } : things
  return `${numbers.format(count)} ${count === 1 ? one : many}`
}
