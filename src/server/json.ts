export type JsonFault = 'not-json' | 'too-deep' | 'duplicate-field' | 'invalid-value'

/** What is wrong with a body. `pointer` is a JSON Pointer (RFC 6901); nothing of the body's values is in the message. */
export class JsonError extends Error {
  readonly code: JsonFault
  readonly pointer: string
  constructor(code: JsonFault, pointer: string, message: string) {
    super(message)
    this.name = 'JsonError'
    this.code = code
    this.pointer = pointer
  }
}

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const digitsMax = 30
const words = new Map<string, unknown>([['true', true], ['false', false], ['null', null]])

/**
 * Reads a body as RFC 8259 JSON, stricter than `JSON.parse`: UTF-8 without faults (one BOM may lead, §8.1 lets us), at most
 * `depth` levels (8) of objects and arrays, no key twice (RFC 7493 §2.3), no U+0000 (PostgreSQL refuses it), no lone
 * surrogates, no number of more than 30 digits or beyond a double. It never recurses deeper than the limit.
 *
 * Objects have no prototype: `__proto__` and `constructor` are ordinary keys of theirs, which a strict schema then refuses
 * as unknown, and a key that is absent reads as `undefined`. Throws `JsonError`.
 */
export function parseJson(bytes: Uint8Array, limits: { depth?: number } = {}): unknown {
  const { depth = 8 } = limits
  const path: (string | number)[] = []
  const fault = (code: JsonFault, message: string): never => {
    const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    throw new JsonError(code, pointer, message)
  }

  let text = ''
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    fault('not-json', 'The body is not UTF-8.')
  }
  let at = 0

  const blanks = () => {
    while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  }
  const unexpected = (expected: string): never =>
    fault('not-json', at >= text.length ? `The body ends where ${expected} should be.` : `At character ${at + 1} ${expected} should be.`)

  const string = (): string => {
    const start = at++
    let isPlain = true
    while (text[at] !== '"') {
      if (at >= text.length) fault('not-json', 'The body ends within a string.')
      if (text.charCodeAt(at) < 0x20) unexpected('an escape in place of a control character')
      if (text[at] === '\\') {
        isPlain = false
        at++
      }
      at++
    }
    at++
    if (isPlain) return text.slice(start + 1, at - 1)
    let value = ''
    try {
      value = JSON.parse(text.slice(start, at)) as string
    } catch {
      fault('not-json', `The string at character ${start + 1} has an escape that JSON does not know.`)
    }
    if (value.includes('\0')) fault('invalid-value', 'U+0000 is not accepted.')
    if (!value.isWellFormed()) fault('invalid-value', 'There is half a character (a lone surrogate).')
    return value
  }

  const numeral = (): number => {
    number.lastIndex = at
    const found = number.exec(text)?.[0] ?? unexpected('a value')
    const value = Number(found)
    if (found.replace(/[^0-9]/g, '').length > digitsMax) fault('invalid-value', `A number has at most ${digitsMax} digits.`)
    if (!Number.isFinite(value)) fault('invalid-value', 'The number is too large.')
    at += found.length
    return value
  }

  const array = (level: number): unknown[] => {
    const items: unknown[] = []
    at++
    blanks()
    if (text[at] !== ']') {
      for (;;) {
        path.push(items.length)
        items.push(value(level))
        path.pop()
        blanks()
        if (text[at] !== ',') break
        at++
      }
    }
    if (text[at] !== ']') unexpected('"," or "]"')
    at++
    return items
  }

  const object = (level: number): Record<string, unknown> => {
    const fields = Object.create(null) as Record<string, unknown>
    at++
    blanks()
    if (text[at] !== '}') {
      for (;;) {
        blanks()
        if (text[at] !== '"') unexpected('a field name in double quotes')
        const key = string()
        path.push(key)
        if (key in fields) fault('duplicate-field', 'This field is given twice.')
        blanks()
        if (text[at] !== ':') unexpected('":"')
        at++
        fields[key] = value(level)
        path.pop()
        blanks()
        if (text[at] !== ',') break
        at++
      }
    }
    if (text[at] !== '}') unexpected('"," or "}"')
    at++
    return fields
  }

  const value = (level: number): unknown => {
    blanks()
    const char = text[at]
    if (char === '"') return string()
    if (char === '{' || char === '[') {
      if (level === depth) fault('too-deep', `The body is nested deeper than ${depth} levels.`)
      return char === '{' ? object(level + 1) : array(level + 1)
    }
    for (const [word, meaning] of words) {
      if (!text.startsWith(word, at)) continue
      at += word.length
      return meaning
    }
    return numeral()
  }

  const body = value(0)
  blanks()
  if (at < text.length) unexpected('the end of the body')
  return body
}
