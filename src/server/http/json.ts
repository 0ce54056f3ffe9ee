import { pass, turn } from '../turn.ts'

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

/** Values read, and characters of one string, before others get their turn. */
const valuesAtOnce = 500
const charactersAtOnce = 262_144
// eslint-disable-next-line no-control-regex -- RFC 8259 §7 names them
const plainRun = /[^"\\\u0000-\u001f]*/y

interface Limits {
  depth?: number
  /** U+0000 may stand in texts: whoever reads them says so, and keeps none. */
  nuls?: true
}
type Frame = { items: unknown[]; fields?: undefined } | { items?: undefined; fields: Record<string, unknown>; key: string }

/**
 * Reads a body as RFC 8259 JSON, stricter than `JSON.parse`: UTF-8 without faults (one BOM may lead, §8.1 lets us), at most
 * `depth` levels (8) of objects and arrays, no key twice (RFC 7493 §2.3), no U+0000 (PostgreSQL refuses it), no lone
 * surrogates, no number of more than 30 digits or beyond a double. It never calls itself.
 *
 * Objects have no prototype: `__proto__` and `constructor` are ordinary keys of theirs, which a strict schema then refuses
 * as unknown, and a key that is absent reads as `undefined`. Throws `JsonError`.
 */
export function parseJson(bytes: Uint8Array, limits: Limits = {}): unknown {
  const reading = read(bytes, limits)
  for (;;) {
    const { value, done } = reading.next()
    if (done) return value
  }
}

/** The same for megabytes: others get their turn in between. */
export async function parseJsonInTurns(source: Uint8Array | string, limits: Limits = {}): Promise<unknown> {
  const reading = read(source, limits)
  // Its bytes have come in this turn, and become text in the next.
  await turn()
  let { value, done } = reading.next()
  await turn()
  while (!done) {
    ({ value, done } = reading.next())
    await pass()
  }
  return value
}

/** Stops every now and then, so that whoever drives it may let others run. */
function* read(source: Uint8Array | string, { depth = 8, nuls }: Limits): Generator<undefined, unknown> {
  const path: (string | number)[] = []
  const fault = (code: JsonFault, message: string): never => {
    const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    throw new JsonError(code, pointer, message)
  }

  let text = ''
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
  } catch {
    fault('not-json', 'The body is not UTF-8.')
  }
  let at = 0

  const blanks = () => {
    while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  }
  const unexpected = (expected: string): never =>
    fault('not-json', at >= text.length ? `The body ends where ${expected} should be.` : `At character ${at + 1} ${expected} should be.`)

  /** Goes on in a string, to its closing quote or, after so many characters, to where it may be cut. Answers whether it has escapes. */
  const scan = (): boolean => {
    const from = at
    for (let escaped = ''; ; at += 2) {
      const begin = at
      if (at < text.length) {
        plainRun.lastIndex = at
        plainRun.test(text)
        at = plainRun.lastIndex
      }
      if (at >= text.length) fault('not-json', 'The body ends within a string.')
      // Never between \u and its four digits.
      if (text[at] === '"' || (at - from >= charactersAtOnce && (escaped !== 'u' || at - begin >= 4))) return escaped !== ''
      if (text[at] !== '\\') unexpected('an escape in place of a control character')
      escaped = text[at + 1] ?? ' '
    }
  }
  const decoded = (start: number, from: number, to: number): string => {
    let piece = ''
    try {
      piece = JSON.parse(`"${text.slice(from, to)}"`) as string
    } catch {
      fault('not-json', `The string at character ${start + 1} has an escape that JSON does not know.`)
    }
    if (!nuls && piece.includes('\0')) fault('invalid-value', 'U+0000 is not accepted.')
    return piece
  }
  const wellFormed = (value: string): string => (value.isWellFormed() ? value : fault('invalid-value', 'There is half a character (a lone surrogate).'))

  /** A string that is not megabytes long; else nothing, and the place is its begin again. */
  const short = (): string | undefined => {
    const start = at++
    const escapes = scan()
    if (text[at] !== '"') {
      at = start
      return undefined
    }
    at++
    return escapes ? wellFormed(decoded(start, start + 1, at - 1)) : text.slice(start + 1, at - 1)
  }

  function* long(): Generator<undefined, string> {
    const start = at++
    const pieces: string[] = []
    while (text[at] !== '"') {
      const from = at
      const escapes = scan()
      pieces.push(escapes ? decoded(start, from, at) : text.slice(from, at))
      yield
    }
    at++
    const value = pieces.join('')
    yield
    return wellFormed(value)
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

  const word = (): unknown => {
    for (const [name, meaning] of words) {
      if (!text.startsWith(name, at)) continue
      at += name.length
      return meaning
    }
    return numeral()
  }

  /** The next key of an object, with its colon. */
  const key = (fields: Record<string, unknown>): string => {
    blanks()
    if (text[at] !== '"') unexpected('a field name in double quotes')
    const name = short() ?? fault('not-json', 'A field name is longer than any.')
    path.push(name)
    if (name in fields) fault('duplicate-field', 'This field is given twice.')
    blanks()
    if (text[at] !== ':') unexpected('":"')
    at++
    return name
  }

  const frames: Frame[] = []
  yield
  for (let values = 1; ; values++) {
    if (values % valuesAtOnce === 0) yield
    blanks()
    const char = text[at]
    let value: unknown
    if (char === '{' || char === '[') {
      if (frames.length === depth) fault('too-deep', `The body is nested deeper than ${depth} levels.`)
      at++
      blanks()
      if (char === '[' && text[at] !== ']') {
        path.push(0)
        frames.push({ items: [] })
        continue
      }
      const fields = Object.create(null) as Record<string, unknown>
      if (char === '{' && text[at] !== '}') {
        frames.push({ fields, key: key(fields) })
        continue
      }
      at++
      value = char === '[' ? [] : fields
    } else value = char === '"' ? (short() ?? (yield* long())) : word()

    // A value is whole: it belongs to what is open, and may close that, and what is around it.
    let open = frames.at(-1)
    while (open) {
      path.pop()
      if (open.items) open.items.push(value)
      else open.fields[open.key] = value
      blanks()
      if (text[at] === ',') {
        at++
        if (open.items) path.push(open.items.length)
        else open.key = key(open.fields)
        break
      }
      if (open.items && text[at] !== ']') unexpected('"," or "]"')
      if (open.fields && text[at] !== '}') unexpected('"," or "}"')
      at++
      value = open.items ?? open.fields
      frames.pop()
      open = frames.at(-1)
    }
    if (open) continue
    blanks()
    if (at < text.length) unexpected('the end of the body')
    return value
  }
}
