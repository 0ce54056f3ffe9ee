import type { Cursor } from './cursor.ts'
import type { Findings } from './findings.ts'
import { knotSections } from './parse-knot.ts'
import { nsdAttributes, nsdSections, type SourceLine } from './parse-nsd.ts'

/** A run of lines of one language. `knot` is one section, with its name on the first line. */
export interface Region {
  kind: 'yaml' | 'knot' | 'nsd' | 'include'
  lines: SourceLine[]
}

/** `name:`, as YAML, Knot and NSD have it, perhaps behind a dash; the name in quotes or not. */
const colon = /^([ \t]*)(?:-[ \t]+)*(?:"([^"\n]{0,200})"|'([^'\n]{0,200})'|([A-Za-z0-9_.*/$-][\w.*/$@-]{0,200}))[ \t]*:(?=[ \t"]|$)/
/** Of a line, what a name may stand in. Of all of it, a line of dashes would be tried a step at a time. */
const begin = (line: string) => line.slice(0, 1000)
const item = /^[ \t]*(?:-(?=[ \t]|$)|\?(?=[ \t]|$)|<<:|[&!][\w!]+(?:\s|$))/
const closing = /^[ \t]*[\]}][\]},\s]*(?:#.*)?$/
const indentOf = (line: string) => line.length - line.trimStart().length

/** Does a line of YAML, Knot or NSD stand here? */
export const isColonLine = (line: string): boolean => !line.startsWith('Private-key-format:') && (colon.test(begin(line)) || item.test(begin(line)))

/** Roots of Kubernetes' objects: with them a document can be no other thing. */
const kubernetes = new Set(['apiVersion', 'kind'])

/** Lines kept at once: some 40 octets each beside their text, and 100 more where they are one value of YAML. */
const linesMax = 1_000_000

/** The lines from here on that belong to YAML, Knot or NSD, split where one of these languages ends and another begins. */
export function readRegions(cursor: Cursor, findings: Findings): Region[] {
  let lines: SourceLine[] = []
  const { line: first } = cursor
  let tooMany = false
  const base = indentOf(cursor.wholeLine())
  /** NSD: the line before is a name whose value may stand on this one. */
  let waiting = false
  while (!cursor.atEnd) {
    const text = cursor.wholeLine()
    const indent = indentOf(text)
    const blank = text.trim() === '' || text.trimStart().startsWith('#')
    if (!blank) {
      if (/^(?:---|\.\.\.)(?:\s|$)/.test(text) || indent < base || (indent === base && !isColonLine(text) && !closing.test(text) && !waiting)) break
      waiting = nsdAttributes.has(/^\s*([a-z][a-z0-9-]*):\s*(?:#.*)?$/i.exec(text)?.[1]?.toLowerCase() ?? '')
    }
    tooMany ||= lines.length === linesMax
    if (tooMany) lines = []
    else lines.push({ number: cursor.line, text })
    cursor.skipLine()
  }
  if (tooMany) findings.note(first, '', `More than ${linesMax} lines belong together here, and were not read. Take out empty ones, or give the text in parts.`)
  return split(lines, base)
}

function split(lines: readonly SourceLine[], base: number): Region[] {
  const regions: Region[] = []
  let region: Region | undefined
  let firstRoot: string | undefined
  let inKubernetes = false
  /** NSD: the section that is open has its attributes at the margin, not further in. */
  let atMargin = false
  let before = ''
  const start = (kind: Region['kind'], line: SourceLine) => {
    region = { kind, lines: [line] }
    regions.push(region)
    firstRoot = undefined
    inKubernetes = false
  }
  for (const [index, line] of lines.entries()) {
    const { text } = line
    const found = indentOf(text) === base && !/^\s*-/.test(text) ? colon.exec(begin(text)) : null
    const root = found ? (found[2] ?? found[3] ?? found[4]!) : undefined
    if (root === undefined) {
      if (region) region.lines.push(line)
      else if (text.trim() !== '' && !text.trimStart().startsWith('#')) start('yaml', line)
    } else {
      const kind = kindOf(root, text.slice(found![0].length).trim(), lines, index, region?.kind, inKubernetes, atMargin)
      if (kind === 'nsd' && nsdSections.has(root.toLowerCase())) atMargin = /:/.test(text.slice(found![0].length)) || indentOf(following(lines, index)) === base
      // The lines of NSD's sections are one text; a section of Knot begins with each name, and a document with each second "apiVersion".
      const again = kind === 'yaml' && root === 'apiVersion' && firstRoot === 'apiVersion' && /^\s*(?:#.*)?$/.test(before)
      if (region?.kind === kind && kind !== 'knot' && !again) region.lines.push(line)
      else start(kind, line)
      firstRoot ??= root
      inKubernetes ||= kubernetes.has(root)
    }
    before = text
  }
  return regions
}

/** The next line that says something. */
const following = (lines: readonly SourceLine[], index: number): string =>
  lines.slice(index + 1, index + 40).find(({ text }) => !/^\s*(?:#|$)/.test(text))?.text ?? ''

/** Of which language is a line that begins at the margin with this name? */
function kindOf(
  root: string,
  rest: string,
  lines: readonly SourceLine[],
  index: number,
  current: Region['kind'] | undefined,
  inKubernetes: boolean,
  atMargin: boolean,
): Region['kind'] {
  const name = root.toLowerCase()
  if (current === 'nsd' && (name === 'include' || (atMargin && nsdAttributes.has(name)))) return 'nsd'
  if (root === 'include' && (current !== 'yaml' || inKubernetes) && rest !== '' && !/^[[{]/.test(rest)) return 'include'
  if (!nsdSections.has(name) && !knotSections.has(name) && !name.startsWith('mod-')) return 'yaml'
  const inline = /^([a-z][a-z0-9-]*):(?:\s|$)/i.exec(rest)?.[1]?.toLowerCase()
  if (inline !== undefined) return nsdAttributes.has(inline) ? 'nsd' : 'yaml'
  if (rest !== '' && !rest.startsWith('#')) return 'yaml'
  const next = following(lines, index)
  const child = colon.exec(begin(next))?.[4]?.toLowerCase()
  const looksOwn = name === 'key' ? child !== undefined && /^(?:id|name|algorithm|secret|include)$/.test(child) : child !== undefined
  // In the middle of somebody's YAML such a name is likely theirs.
  if (current === 'yaml' && !(inKubernetes || name === 'key')) return 'yaml'
  if (!looksOwn && next !== '') return 'yaml'
  return /^\s*-\s/.test(next) ? 'knot' : nsdSections.has(name) ? 'nsd' : 'knot'
}
