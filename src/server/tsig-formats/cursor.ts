/** `end`: no more text. `broken`: a quote or comment that is never closed. Else punctuation is its own kind. */
export interface Token {
  kind: string
  /** The text of a word, or what stands between the quotes as it stands. */
  text: string
  line: number
}

const lineMax = 4096
/** Of a secret of 512 octets, in lines. */
const base64Max = 1500

/** A set of signs, for a token reader that asks for each character. */
export type Signs = Readonly<Uint8Array>
export function signsOf(characters: string): Signs {
  const set = new Uint8Array(128)
  for (const character of characters) set[character.charCodeAt(0)] = 1
  return set
}

const newline = 10
const quote = 34
const hash = 35
const star = 42
const slash = 47
const backslash = 92

/** Blanks and line ends; U+00A0 comes with what is copied from a page. */
const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13) || code === 0xa0

/**
 * A place in a text that only moves on. Each character is looked at a fixed number of times at most, whatever the text is,
 * and nothing is kept but the place.
 */
export class Cursor {
  readonly text: string
  at = 0
  /** Counted from 1. */
  line = 1
  #lineEnd = -1

  constructor(text: string) {
    this.text = text
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  /** Where this line ends. Kept, since a line of a million statements asks a million times. */
  #end(): number {
    if (this.#lineEnd < this.at) {
      const found = this.text.indexOf('\n', this.at)
      this.#lineEnd = found < 0 ? this.text.length : found
    }
    return this.#lineEnd
  }

  /** The rest of this line, or `undefined` where it is longer than any line of a key. */
  rest(): string | undefined {
    return this.#end() - this.at > lineMax ? undefined : this.text.slice(this.at, this.#end())
  }

  /** The beginning of the rest of this line. */
  head(): string {
    return this.text.slice(this.at, Math.min(this.#end(), this.at + lineMax))
  }

  /** The rest of this line, however long it is. */
  wholeLine(): string {
    return this.text.slice(this.at, this.#end())
  }

  skipEmptyLines(): void {
    for (; this.text.charCodeAt(this.at) === newline; this.at++) this.line++
  }

  skipLine(): void {
    this.at = this.#end() + 1
    this.line++
  }

  /** Blanks of this line, and then one of these characters, if it is there. */
  skipOne(characters: string): void {
    let at = this.at
    while (this.text[at] === ' ' || this.text[at] === '\t') at++
    if (at < this.text.length && characters.includes(this.text[at]!)) at++
    this.at = at
  }

  /** So much of what follows, to look ahead in. */
  ahead(length: number): Cursor {
    return new Cursor(this.text.slice(this.at, this.at + length))
  }

  /** The next word, string or sign. Comments are `//`, `#` and C's; `comment` hears of those that end with their line. */
  token(signs: Signs, comment?: (from: number, to: number) => void): Token {
    const { text } = this
    for (;;) {
      const code = text.charCodeAt(this.at)
      const { line } = this
      if (Number.isNaN(code)) return { kind: 'end', text: '', line }
      const next = code === slash ? text.charCodeAt(this.at + 1) : 0
      if (code === newline) this.line++
      if (isBlank(code)) {
        this.at++
      } else if (code === hash || next === slash) {
        const from = this.at
        this.at = this.#end()
        comment?.(from, this.at)
      } else if (next === star) {
        if (!this.skipComment()) return { kind: 'broken', text: 'comment', line }
      } else if (signs[code] === 1) {
        return { kind: text[this.at++]!, text: '', line }
      } else {
        return code === quote ? this.#string(line) : this.#word(signs, line)
      }
    }
  }

  /** Skips a comment of C; false where it never ends: then nothing is left. */
  skipComment(): boolean {
    const end = this.text.indexOf('*/', this.at + 2)
    const to = end < 0 ? this.text.length : end + 2
    for (; this.at < to; this.at++) if (this.text.charCodeAt(this.at) === newline) this.line++
    return end >= 0
  }

  #commentAt(at: number): boolean {
    const code = this.text.charCodeAt(at)
    return code === slash || code === star
  }

  #string(line: number): Token {
    const from = ++this.at
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at)
      if (code === newline && !this.#goesOn()) break
      if (code === newline) this.line++
      if (code === quote) return { kind: 'string', text: this.text.slice(from, this.at++), line }
      if (code === backslash && this.text.charCodeAt(this.at + 1) !== newline) this.at++
    }
    return { kind: 'broken', text: 'quote', line }
  }

  /** Is what follows this line end still a string, of base64 in several lines? Any other that has no end on its line has none. */
  #goesOn(): boolean {
    return /^[A-Za-z0-9+/=\s]*"/.test(this.text.slice(this.at, this.at + base64Max))
  }

  #word(signs: Signs, line: number): Token {
    const from = this.at
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at)
      if (signs[code] === 1 || code === quote || isBlank(code)) break
      // named.conf: a comment may begin inside of a word, also in a secret without quotes.
      if (this.at > from && (code === hash || (code === slash && this.#commentAt(this.at + 1)))) break
    }
    return { kind: 'word', text: this.text.slice(from, this.at), line }
  }
}
