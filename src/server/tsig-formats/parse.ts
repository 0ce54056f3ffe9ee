import { Cursor } from './cursor.ts'
import { ExternalDnsSettings } from './external-dns-settings.ts'
import { Findings, type FoundKey, type NotUnderstood } from './findings.ts'
import { Line } from './line.ts'
import { blockBegins, isStatement, readBlock } from './parse-blocks.ts'
import { Commands } from './parse-commands.ts'
import { readJson } from './parse-json.ts'
import { KeyFiles } from './parse-key-files.ts'
import { Kubernetes } from './parse-kubernetes.ts'
import { Sections } from './parse-sections.ts'

export interface ParsedTsigText {
  /** As written: nothing about them is checked. One more than an import takes means that there may be more still. */
  keys: FoundKey[]
  notUnderstood: NotUnderstood[]
}

/** Lines with U+0000 said and taken out: a text has none, so something went wrong before it came here. */
function withoutNuls(text: string, findings: Findings): string {
  if (!text.includes('\0')) return text
  return text.split('\n').map((line, index) => {
    if (!line.includes('\0')) return line
    findings.note(index + 1, line, 'This line has a NUL byte: this is not text, or it is UTF-16. It was not read.')
    return ''
  }).join('\n')
}

/**
 * The keys in configuration text of any format that we export, mixed as they come: each line is taken by the first reader
 * that knows it. It runs in time linear in the text, never calls itself, follows no include, and stops at the first key
 * beyond what an import takes.
 */
export function parseTsigText(given: string): ParsedTsigText {
  const findings = new Findings()
  const text = withoutNuls(given.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'), findings)
  const cursor = new Cursor(text)
  const keyFiles = new KeyFiles(findings)
  const externalDns = new ExternalDnsSettings(findings)
  const kubernetes = new Kubernetes(findings, externalDns)
  const commands = new Commands(findings)
  const sections = new Sections(findings)
  const readers = [keyFiles, externalDns, kubernetes, commands, sections]

  while (!cursor.atEnd && !findings.full) {
    cursor.skipEmptyLines()
    const head = cursor.head()
    const start = head.trimStart()
    if (start === '' || /^(?:#|;|\/\/|```)/.test(start)) {
      if (cursor.rest() === undefined && start === '') findings.note(cursor.line, '', 'This line is too long.')
      cursor.skipLine()
    } else if (start.startsWith('/*')) {
      const { line } = cursor
      cursor.at += head.length - start.length
      if (!cursor.skipComment()) findings.note(line, '/*', 'This comment is never closed: nothing after it was read.')
    } else if (/^[{[]/.test(start)) {
      sections.leave()
      readJson(cursor, findings)
    } else if (/^(?:---|\.\.\.)\s*$/.test(start)) {
      kubernetes.leave()
      sections.leave()
      cursor.skipLine()
    } else if (blockBegins(cursor, head)) {
      if (!isStatement(head)) findings.note(cursor.line, head, 'named.conf has no statement of this name.')
      sections.leave()
      kubernetes.leave()
      readBlock(cursor, findings)
    } else {
      readLine(cursor)
    }
  }
  for (const last of [sections, externalDns]) last.flush()
  for (const last of [keyFiles, kubernetes]) last.finish()
  const byLine = (a: { line: number }, b: { line: number }) => a.line - b.line
  return { keys: findings.keys.sort(byLine), notUnderstood: findings.notes.sort(byLine) }

  function readLine({ line }: Cursor): void {
    const rest = cursor.rest()
    if (rest === undefined) findings.note(line, cursor.head(), 'This line is longer than any line of a key.')
    else if (/^[\s};,]+$/.test(rest)) findings.note(line, rest, 'This closes nothing.')
    else {
      const read = new Line(rest, line)
      if (!readers.some((reader) => reader.read(read))) findings.note(line, rest, 'This is no line of a format that is known here.')
    }
    cursor.skipLine()
  }
}
