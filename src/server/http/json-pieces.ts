import { slicesOf } from '../bytes.ts'
import { pass, turn } from '../turn.ts'

/*
 * A value as the text that `JSON.stringify` gives, without holding the event loop for it: thousands of entries are written a
 * few at a time.
 */

/** A list that is longer is written in parts of so many entries; one by one where such a part is large. */
const entriesAtOnce = 8
/** A part is handed on when it has so many characters. */
export const pieceMost = 65_536
/** Lists further inside are whole: an entry is never large. */
const depthMost = 3

/** A text that is longer is written in parts of so many characters. */
const charactersAtOnce = 65_536

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value)

/** A value that is made when it is written: of a page of megabytes no more than a few rows are there twice. */
export const whenWritten = <T>(make: () => T): T => ({ toJSON: make }) as T

/** A list of so many words or numbers is written at once: it is no longer than a few kilobytes. */
const wordsAtOnce = 200
const isWord = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && value.length < 100)

/** Is there a long list or text in it, where one may be? */
export function isLong(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return value.length > entriesAtOnce && !(value.length <= wordsAtOnce && value.every(isWord))
  if (typeof value === 'string') return value.length > charactersAtOnce
  return isPlain(value) && depth < depthMost && Object.values(value).some((inner) => isLong(inner, depth + 1))
}

/** The text in parts, some entries each. What `JSON.stringify` leaves out of objects is left out, and in lists null. */
function* parts(value: unknown, depth = 0): Generator<string, void> {
  if (Array.isArray(value) && value.length > entriesAtOnce) {
    for (let [at, count] = [0, 1]; at < value.length;) {
      const some = JSON.stringify(value.slice(at, at + count))
      yield `${at === 0 ? '[' : ','}${some.slice(1, -1)}`
      at += count
      count = some.length * entriesAtOnce > pieceMost * count ? 1 : entriesAtOnce
    }
    yield ']'
  } else if (typeof value === 'string' && value.length > charactersAtOnce) {
    yield '"'
    for (const some of slicesOf(value, charactersAtOnce)) yield JSON.stringify(some).slice(1, -1)
    yield '"'
  } else if (isPlain(value) && isLong(value, depth)) {
    let before = '{'
    for (const [name, inner] of Object.entries(value)) {
      if (inner === undefined) continue
      yield `${before}${JSON.stringify(name)}:`
      yield* parts(inner, depth + 1)
      before = ','
    }
    yield before === '{' ? '{}' : '}'
  } else {
    yield JSON.stringify(value)
  }
}

/** The text of a long value in pieces of some kilobytes; between them others get their turn. */
export async function* jsonPieces(value: unknown): AsyncGenerator<string, undefined> {
  let piece = ''
  for (const part of parts(value)) {
    piece += part
    await pass()
    if (piece.length < pieceMost) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
  return undefined
}

/** The whole text. */
export async function jsonInTurns(value: unknown): Promise<string> {
  if (!isLong(value)) return JSON.stringify(value)
  const pieces: string[] = []
  for await (const piece of jsonPieces(value)) pieces.push(piece)
  await turn()
  return pieces.join('')
}
