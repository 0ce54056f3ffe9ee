import { signsOf, type Cursor } from './cursor.ts'
import { type Findings, type PartialKey } from './findings.ts'

/** Statements of named.conf that stand at its top and hold a block. */
const statements = new Set([
  'acl', 'controls', 'dlz', 'dnssec-policy', 'dyndb', 'http', 'key', 'key-store', 'logging', 'managed-keys', 'masters', 'options', 'parental-agents', 'plugin',
  'primaries', 'remote-servers', 'server', 'statistics-channels', 'template', 'tls', 'trust-anchors', 'trusted-keys', 'view', 'zone',
])

/** Deeper than any named.conf. What lies deeper is passed over without being kept. */
const depthMax = 64

/** Does a statement of named.conf begin here, with its block on this line or the next? */
export function blockBegins(cursor: Cursor, head: string): boolean {
  const found = /^\s*([A-Za-z][\w-]*)(?:\s+(?:"[^"]*"|[^\s"{};=]+)){0,8}\s*(\{|(?:\/\/|#).*$|$)/.exec(head)
  if (found?.[2] === '{') return true
  return found !== null && statements.has(found[1]!) && cursor.braceFollows()
}

const signs = signsOf('{};')

const unquoted = (text: string) => text.replace(/\\(["\\])/g, '$1')

interface Frame {
  line: number
  key: PartialKey | undefined
}

/** Is this the first word of a statement that named.conf has? */
export const isStatement = (head: string): boolean => statements.has(/^\s*([\w-]+)/.exec(head)?.[1] ?? '')

/** Reads one statement of named.conf with its block, and the keys in it, at whatever depth (a `view` has keys too). */
export function readBlock(cursor: Cursor, findings: Findings): void {
  const frames: Frame[] = []
  let depth = 0
  /** The first words of the statement that is being read. */
  let words: string[] = []
  let line = cursor.line

  const endStatement = () => {
    const [verb, value] = words
    const key = frames[depth - 1]?.key
    if (key && (verb === 'algorithm' || verb === 'secret')) key[verb] ??= value
    if (verb === 'include' && words.length === 2) findings.include(line, words.join(' '))
    words = []
  }

  while (!findings.full) {
    const token = cursor.token(signs)
    if (token.kind === 'broken' && token.text === 'quote') {
      findings.note(token.line, words[0] === 'secret' ? 'secret' : words.join(' '), 'A quote is opened here and not closed on this line.')
      words = []
    } else if (token.kind === 'end' || token.kind === 'broken') {
      const opened = frames.at(-1)
      if (token.kind === 'broken') findings.note(token.line, '/*', 'This comment is never closed: nothing after it was read.')
      else if (opened) findings.note(opened.line, opened.key?.name ?? '', 'The block that begins here is never closed.')
      return
    } else if (token.kind === '{') {
      if (words.length === 0) line = token.line
      const isKey = words[0] === 'key' && words.length === 2
      if (depth < depthMax) frames.push({ line, key: isKey ? { line, name: words[1] } : undefined })
      depth++
      words = []
    } else if (token.kind === ';') {
      endStatement()
      if (depth === 0) return
    } else if (token.kind === '}') {
      endStatement()
      if (depth === 0) {
        findings.note(token.line, '}', 'This brace closes nothing.')
        return
      }
      if (--depth < depthMax) {
        const { key } = frames.pop()!
        if (key) findings.key(key)
      }
      if (depth === 0) {
        cursor.skipOne(';')
        return
      }
    } else {
      if (words.length === 0) line = token.line
      if (words.length < 3) words.push(token.kind === 'string' ? unquoted(token.text) : token.text)
    }
  }
}
