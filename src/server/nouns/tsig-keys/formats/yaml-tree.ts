import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser, type Document as YamlDocument, type Node } from 'yaml'
import type { Findings } from './findings.ts'
import { depthMax, MapBuilder, type Member, type Text, type Tree } from './tree.ts'

/**
 * A document of more pieces (names, values, signs, blanks) is not read. The library takes some 4 µs and 400 octets for each, until the
 * document is composed: this many are 4 seconds and 400 MB of a thread that has 512. Of text there may be as much as an import takes.
 */
const piecesMax = 1_000_000
/** Members that merge keys (`<<`) may copy in one document. */
const mergedMax = 100_000
/** Pieces of text between two turns of others. */
const slice = 2000
/** What the parser keeps open at once: each depth is two of them at most. */
const openMax = 3 * depthMax

/*
 * Every scalar is the text that it is: a name `123` is no number, a secret no octets. Members that stand twice are found in
 * `MapBuilder`: the library looks through all others for each.
 */
const options = { schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent', keepSourceTokens: false } as const

/** The library's words hold pieces of the text, which may be a secret; its codes do not. */
const words = (code: string) => code.toLowerCase().replaceAll('_', ' ')

/** One document of YAML as a tree, whose first line is `line` of the whole; `undefined`, with a note, where it is none. */
export function* yamlTree(source: string, line: number, findings: Findings): Generator<undefined, Tree | undefined> {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer(options)
  let document: YamlDocument | undefined
  const last = source.split('\n').length - (source.endsWith('\n') ? 1 : 0)
  const lineAt = (offset: number) => line + Math.min(Math.max(lines.linePos(offset).line, 1), last) - 1
  let pieces = 0
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) for (const one of composer.next(token)) document ??= one
    if (parser.stack.length > openMax) {
      findings.note(lineAt(parser.offset), '', `Nested more than ${depthMax} deep: this document was not read.`)
      return undefined
    }
    if (++pieces > piecesMax) {
      findings.note(
        line,
        '',
        `This document of YAML has more than ${piecesMax} names, values and signs, and was not read. Split it at ---, or give it as JSON.`,
      )
      return undefined
    }
    if (pieces % slice === 0) yield
  }
  for (const token of parser.end()) for (const one of composer.next(token)) document ??= one
  for (const one of composer.end(true, source.length)) document ??= one
  const error = document?.errors[0]
  if (error) findings.note(lineAt(error.pos[0]), '', `This document is no YAML from here on (${words(error.code)}), so nothing of it was taken.`)
  if (!document?.contents || error) return undefined
  return build(document.contents, lineAt, findings)
}

function build(contents: Node, lineAt: (offset: number) => number, findings: Findings): Tree | undefined {
  const anchors = new Map<string, Tree>()
  let merged = 0
  const said = findings.note.bind(findings)
  const empty = (line: number): Text => ({ kind: 'text', line, text: '', block: false })
  const keep = (node: { anchor?: string | undefined }, tree: Tree) => {
    if (node.anchor !== undefined) anchors.set(node.anchor, tree)
  }

  /** Members of the maps that `<<` names; the map's own go before them, and an earlier one before a later one. */
  function merge(into: Map<string, Member>, from: Tree): void {
    const maps = from.kind === 'list' ? from.items : [from]
    for (const map of maps) {
      if (map.kind !== 'map') continue
      merged += map.members.size
      if (merged > mergedMax) return said(from.line, '<<', `Merge keys would copy more than ${mergedMax} members: the rest of them was not read.`)
      for (const [name, one] of map.members) if (!into.has(name)) into.set(name, one)
    }
    return undefined
  }

  function read(node: unknown, near: number, depth: number): Tree {
    if (isAlias(node)) return anchors.get(node.source) ?? empty(near)
    if (depth > depthMax) {
      if (depth === depthMax + 1) said(near, '', `Nested more than ${depthMax} deep: what lies deeper was not read.`)
      return empty(near)
    }
    if (isSeq(node)) {
      const list: Tree = { kind: 'list', line: lineOf(node, near), items: [] }
      keep(node, list)
      for (const item of node.items) list.items.push(read(item, list.line, depth + 1))
      return list
    }
    if (isMap(node)) {
      const map: Tree = { kind: 'map', line: lineOf(node, near), members: new Map() }
      keep(node, map)
      const builder = new MapBuilder()
      const merges: Tree[] = []
      for (const { key, value } of node.items) {
        const line = lineOf(key, map.line)
        const name = read(key, line, depth + 1)
        const tree = read(value, line, depth + 1)
        if (name.kind !== 'text') said(line, '', 'The name of this member is no text: it was not read.')
        else if (name.text === '<<' && isScalar(key) && key.type === 'PLAIN') merges.push(tree)
        else builder.add(name.text, line, tree)
      }
      map.members = builder.end(said)
      for (const tree of merges) merge(map.members, tree)
      return map
    }
    if (!isScalar(node)) return empty(near)
    const plain = node.type === 'PLAIN' || node.type === undefined
    const text = typeof node.value === 'string' ? node.value : ''
    const tree: Text = {
      kind: 'text',
      line: lineOf(node, near),
      text: plain && /^(?:~|null|Null|NULL)$/.test(text) ? '' : text,
      block: node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED',
    }
    keep(node, tree)
    return tree
  }

  const lineOf = (node: unknown, near: number): number => {
    const range = (node as Partial<Node> | null)?.range
    return range ? lineAt(range[0]) : near
  }

  return read(contents, lineAt(0), 0)
}
