import { usesMax } from '#contract/nameservers.ts'
import { canonicalTsigName, tsigNameFault } from '#contract/tsig-names.ts'
import type { Task } from '../../../host.ts'
import { Cursor } from './cursor.ts'
import { Findings, type FoundKey, type NotUnderstood } from './findings.ts'
import { bracketed, jsonTree } from './json-tree.ts'
import { blockBegins, isStatement, readBlock } from './parse-blocks.ts'
import { Commands } from './parse-commands.ts'
import { Documents, type Inner } from './parse-documents.ts'
import { KeyFiles } from './parse-key-files.ts'
import { readKnot } from './parse-knot.ts'
import { readNsd } from './parse-nsd.ts'
import { SettingLines } from './parse-settings.ts'
import { isColonLine, readRegions, type Region } from './regions.ts'
import type { FoundUse } from './uses.ts'
import { yamlTree } from './yaml-tree.ts'

export interface ParsedTsigText {
  /** As written: nothing about them is checked. One more than an import takes means that there may be more still. */
  keys: FoundKey[]
  notUnderstood: NotUnderstood[]
  /** Of keys that the text speaks of and does not hold, by their canonical names. */
  otherUses: { name: string; uses: FoundUse[] }[]
}

/** Lines read between two turns of others. */
const slice = 200
/** Keys that are spoken of and stand elsewhere; of more nothing is offered. */
const othersMax = 1000
/** Texts within the text that are read too; of what stands in those, nothing more is unpacked. */
const innerMax = 1000

/** Lines with U+0000 said and taken out: a text has none, so something went wrong before it came here. */
function withoutNuls(text: string, findings: Findings): string {
  if (!text.includes('\0')) return text
  return text.split('\n').map((line, index) => {
    if (!line.includes('\0')) return line
    findings.note(index + 1, line, 'This line has a NUL byte: this is not text, or it is UTF-16. It was not read.')
    return ''
  }).join('\n')
}

/** A document that has none of these words has no key, and no part of one. */
const speaking = /tsig|hmac|rfc2136|secret|algo|sha\d|md5|ConfigMap/i

const assigns = /^(?:export\s+|ENV\s+)?[A-Za-z_][\w.-]{0,100}\s*=/
const privateLine = /^[A-Z][A-Za-z0-9-]{0,60}:/
const marker = /^(?:---|\.\.\.)(?=\s|$)|^%(?:YAML|TAG)\s/
/** A document of YAML in its flow form: its names have no quotes, or single ones. */
const flow = /^[{[]\s*(?:[^\s"{}[\]#/<,:]|$)/

/**
 * One text of any formats, mixed as they come: each line is taken by the first reader that knows it. Documents are kept until all of
 * them are there.
 */
class Reader {
  readonly #cursor: Cursor
  readonly #findings: Findings
  readonly #commands: Commands
  readonly #documents: Documents
  readonly #keyFiles: KeyFiles
  readonly #settings: SettingLines
  /** Is there anything but settings? */
  #mixed = false

  /** `line`: of the first line of this text in the whole. */
  constructor(text: string, findings: Findings, line = 1) {
    this.#cursor = new Cursor(text)
    this.#cursor.line = line
    this.#findings = findings
    this.#commands = new Commands(findings)
    this.#documents = new Documents(findings)
    this.#keyFiles = new KeyFiles(findings)
    this.#settings = new SettingLines(findings)
  }

  *read(inner: (text: Inner) => void): Generator<undefined, void> {
    const cursor = this.#cursor
    let steps = 0
    while (!cursor.atEnd && !this.#findings.full) {
      yield* this.#next()
      if (++steps % slice === 0) yield
    }
    this.#settings.flush(!this.#mixed)
    this.#keyFiles.finish()
    yield* this.#documents.finish(inner, ({ text, line }) => this.#commands.written(text, line))
    this.#commands.finish()
  }

  *#next(): Generator<undefined, void> {
    const cursor = this.#cursor
    const head = cursor.head()
    const start = head.trimStart()
    if (start === '') {
      this.#settings.emptyLine()
      if (cursor.rest() === undefined) this.#findings.note(cursor.line, '', 'This line is too long.')
      return cursor.skipLine()
    }
    if (/^(?:#|;|\/\/|```)/.test(start)) return cursor.skipLine()
    if (/^\[[\w .:-]*\]\s*$/.test(start)) {
      this.#settings.flush()
      return cursor.skipLine()
    }
    if (assigns.test(start) && this.#settings.read(start.trimEnd(), cursor.line)) return cursor.skipLine()
    this.#settings.flush()
    this.#mixed = true
    const marked = marker.exec(head)
    if (marked) {
      const rest = /^(?:---|\.\.\.)\s+(?=[[{])/.exec(head)
      if (rest) cursor.at += rest[0].length
      else cursor.skipLine()
      return undefined
    }
    if (start.startsWith('/*')) {
      const { line } = cursor
      cursor.at += head.length - start.length
      if (!cursor.skipComment()) this.#findings.note(line, '/*', 'This comment is never closed: nothing after it was read.')
      return undefined
    }
    if (/^[{[]/.test(start)) return yield* this.#brackets(start)
    if (privateLine.test(head) && this.#keyFiles.readPrivate(head, cursor.line)) return cursor.skipLine()
    if (isColonLine(head)) {
      for (const region of readRegions(cursor, this.#findings)) yield* this.#region(region)
      return undefined
    }
    if (blockBegins(cursor, head)) {
      if (!isStatement(head)) this.#findings.note(cursor.line, head, 'named.conf has no statement of this name.')
      return readBlock(cursor, this.#findings)
    }
    return this.#line()
  }

  *#brackets(start: string): Generator<undefined, void> {
    const cursor = this.#cursor
    const { at } = cursor
    const before = this.#findings.size
    const { line, text, tooDeep } = bracketed(cursor, this.#findings)
    if (!tooDeep && flow.test(start)) {
      const tree = yield* yamlTree(cursor.text.slice(at, cursor.at), line, this.#findings)
      if (tree) this.#documents.add(tree, line, this.#findings.size > before)
    } else if (!tooDeep) {
      const { objects, error } = jsonTree(text, line, this.#findings)
      if (error !== undefined) this.#findings.note(error, '', 'This is no JSON from here on: what is not closed before was not read.')
      for (const tree of objects) this.#documents.add(tree, tree.line, this.#findings.size > before)
    }
    cursor.skipOne(',;')
    return undefined
  }

  *#region({ kind, lines }: Region): Generator<undefined, void> {
    const { number: line } = lines[0]!
    const before = this.#findings.size
    if (kind === 'nsd') readNsd(lines, this.#findings)
    else if (kind === 'knot') readKnot(lines, this.#findings)
    else if (kind === 'include') {
      for (const { number, text } of lines) if (!/^\s*(?:#|$)/.test(text)) this.#findings.include(number, text.trim())
    } else if (!lines.some(({ text }) => speaking.test(text))) {
      if (!lines.some(({ text }) => /^(?:apiVersion|kind):/.test(text))) this.#findings.note(line, lines[0]!.text, 'This names no TSIG key that is known here.')
    } else {
      const tree = yield* yamlTree(lines.map(({ text }) => text).join('\n') + '\n', line, this.#findings)
      if (tree) this.#documents.add(tree, line, this.#findings.size > before)
    }
    yield
  }

  /** A line, and those that it is continued on. */
  #line(): void {
    const cursor = this.#cursor
    const { line } = cursor
    let text = cursor.rest()
    if (text === undefined) {
      this.#findings.note(line, cursor.head(), 'This line is longer than any line of a key.')
      return cursor.skipLine()
    }
    cursor.skipLine()
    for (let more = 0; text.endsWith('\\') && !cursor.atEnd && more < 100; more++) {
      const next = cursor.rest()
      if (next === undefined) break
      text = text.slice(0, -1) + next
      cursor.skipLine()
    }
    if (/^[\s};,]+$/.test(text)) this.#findings.note(line, text, 'This closes nothing.')
    else if (!this.#keyFiles.read(text, line) && !this.#commands.read(text.trim(), line))
      this.#findings.note(line, text, 'This is no line of a format that is known here.')
    return undefined
  }
}

/** The same, a piece at a time: whoever asks for the next piece may let others have their turn before. */
export function* tsigTextReader(given: string): Generator<undefined, ParsedTsigText> {
  const findings = new Findings()
  const text = withoutNuls(given.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'), findings)
  const within: Inner[] = []
  yield* new Reader(text, findings).read((inner) => within.length < innerMax && within.push(inner))
  for (const { text: inner, line, hasLines } of within) {
    findings.pinned = hasLines ? undefined : line
    yield* new Reader(inner, findings, line).read(() => undefined)
  }
  findings.pinned = undefined
  if (findings.size === 0 && text.trim() !== '')
    findings.note(
      1 + text.slice(0, text.search(/\S/)).split('\n').length - 1,
      text.trimStart().split('\n', 1)[0]!,
      'No key was found here, in any format that is known.',
    )
  const byLine = (a: { line: number }, b: { line: number }) => a.line - b.line
  // No more than one nameserver may have, of all keys together.
  let left = usesMax
  const served = (name: string) => {
    const uses = findings.uses.served(name, left)
    left -= uses.length
    return uses
  }
  for (const key of findings.keys) {
    const usedBy = findings.uses.of(key.name)
    if (usedBy.length > 0) key.usedBy = usedBy
    const uses = served(key.name)
    if (uses.length > 0) key.uses = uses
  }
  const own = new Set(findings.keys.map(({ name }) => canonicalTsigName(name)))
  const otherUses = [...new Set(findings.uses.keys)].filter((name) => !own.has(name) && tsigNameFault(name) === undefined).slice(0, othersMax)
    .map((name) => ({ name, uses: served(name) })).filter(({ uses }) => uses.length > 0)
  return { keys: findings.keys.sort(byLine), notUnderstood: findings.notes.sort(byLine), otherUses }
}

/**
 * The keys in configuration text of any format that we export. It runs in time linear in the text, follows no include, and stops at the
 * first key beyond what an import takes.
 */
export function parseTsigText(text: string): ParsedTsigText {
  const reader = tsigTextReader(text)
  for (;;) {
    const { done, value } = reader.next()
    if (done) return value
  }
}

/** The same as a task, for a thread of its own. */
export const readTsigText: Task<ParsedTsigText> = { name: 'parseTsigText', work: parseTsigText }
