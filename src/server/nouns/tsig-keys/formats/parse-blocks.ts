import { signsOf, type Cursor, type Token } from './cursor.ts'
import type { Findings, PartialKey } from './findings.ts'
import { NamedUses } from './named-uses.ts'

/** Statements of named.conf(5), which takes its words in any case, that hold a block: at its top, and those of a zone, which are pasted alone too. */
const statements = new Set([
  'acl', 'controls', 'dlz', 'dnssec-policy', 'dyndb', 'http', 'key', 'key-store', 'logging', 'managed-keys', 'masters', 'options', 'parental-agents', 'plugin',
  'primaries', 'remote-servers', 'server', 'statistics-channels', 'template', 'tls', 'trust-anchors', 'trusted-keys', 'view', 'zone',
])
const ofZones = new Set([
  'allow-notify',
  'allow-query',
  'allow-recursion',
  'allow-transfer',
  'allow-update',
  'allow-update-forwarding',
  'also-notify',
  'keys',
  'update-policy',
])

/** Deeper than any named.conf. What lies deeper is passed over without being kept. */
const depthMax = 64
/** Words between the first of a statement and its block, over lines and comments. */
const headMax = 8

const signs = signsOf('{};')
const firstWord = /^\s*([A-Za-z][\w-]*)(?=[\s{"]|\/[/*]|#|$)/

const beginsWith = (head: string) => firstWord.exec(head)?.[1]?.toLowerCase()

/** Does a statement of named.conf begin here, with its block on this line, or for those it has, on a later one? */
export function blockBegins(cursor: Cursor, head: string): boolean {
  const word = beginsWith(head)
  if (word === undefined) return false
  if (/^\s*[A-Za-z][\w-]*(?:\s+(?:"[^"]*"|[^\s"{};=]+)){0,8}\s*\{/.test(head)) return true
  if (!statements.has(word) && !ofZones.has(word)) return false
  const ahead = cursor.ahead(1000)
  const { line } = ahead
  for (let words = 0; words <= headMax; words++) {
    const { kind } = ahead.token(signs)
    if (kind === '{') return true
    // Lines of nsupdate begin with the same words ("zone", "server"), and a block may follow them.
    if ((kind !== 'word' && kind !== 'string') || ahead.line > line + 4 || (words > 2 && ahead.line > line)) return false
  }
  return false
}

/** Is this the first word of a statement that named.conf has? */
export function isStatement(head: string): boolean {
  const word = beginsWith(head) ?? ''
  return statements.has(word) || ofZones.has(word)
}

const unquoted = (text: string) => text.replace(/\\(["\\])/g, '$1')

/** `algorithm` and `secret` of a key that say two things. */
type Key = PartialKey & { twice?: string }

interface Frame {
  line: number
  key: Key | undefined
}

/** Reads one statement of named.conf with its block, and the keys in it, at whatever depth (a `view` has keys too). */
export function readBlock(cursor: Cursor, findings: Findings): void {
  const frames: Frame[] = []
  const uses = new NamedUses(findings.uses)
  let depth = 0
  /** The first words of the statement that is being read. */
  let words: string[] = []
  const verbOf = () => words[0]?.toLowerCase()
  let line = cursor.line

  const endStatement = () => {
    const [verb, value] = [verbOf(), words[1]]
    const key = frames[depth - 1]?.key
    if (key && (verb === 'algorithm' || verb === 'secret')) {
      if (key[verb] !== undefined) key.twice = verb
      key[verb] = value
    }
    if (verb === 'include' && words.length === 2) findings.include(line, words.join(' '))
    if (words.length > 0 && depth <= depthMax) uses.statement(words)
    words = []
  }
  const close = ({ key }: Frame) => {
    if (!key) return
    if (key.twice !== undefined) findings.note(key.line, key.name ?? '', `Ambiguous: this key has its ${key.twice} twice, so it was not taken.`)
    else findings.key(key)
  }
  const broken = ({ kind, text, line: at }: Token) => {
    const opened = frames.at(-1)
    if (kind === 'broken')
      findings.note(
        at,
        text === 'quote' ? (verbOf() === 'secret' ? 'secret' : words.join(' ')) : '/*',
        text === 'quote' ? 'A quote is opened here and not closed on this line.' : 'This comment is never closed: nothing after it was read.',
      )
    else if (opened) findings.note(opened.line, opened.key?.name ?? '', 'The block that begins here is never closed.')
  }

  while (!findings.full) {
    const token = cursor.token(signs)
    if (token.kind === 'broken' && token.text === 'quote') {
      broken(token)
      words = []
    } else if (token.kind === 'end' || token.kind === 'broken') {
      broken(token)
      return
    } else if (token.kind === '{') {
      if (words.length === 0) line = token.line
      const isKey = verbOf() === 'key' && words.length === 2
      if (depth < depthMax) {
        frames.push({ line, key: isKey ? { line, name: words[1] } : undefined })
        uses.open(words)
      }
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
        close(frames.pop()!)
        uses.close()
      }
      if (depth === 0) {
        cursor.skipOne(';')
        return
      }
    } else {
      if (words.length === 0) line = token.line
      if (words.length < headMax) words.push(token.kind === 'string' ? unquoted(token.text) : token.text)
    }
  }
}
