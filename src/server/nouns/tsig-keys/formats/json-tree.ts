import { visit } from 'jsonc-parser'
import { signsOf, type Cursor } from './cursor.ts'
import type { Findings } from './findings.ts'
import { depthMax, MapBuilder, type Tree } from './tree.ts'

const signs = signsOf('{}[],:')

/** A piece of a text that begins with a bracket, to where that one is closed. */
export interface Extent {
  line: number
  text: string
  tooDeep: boolean
}

/** What stands for an include: a value of its own, so that what stands around it stays whole. */
const stand = { '{': (count: number) => `"<?${count}?>": null`, '[': () => 'null', ':': () => 'null' }

/**
 * What stands between the next bracket and the one that closes it. What only Kea has is said or taken out: `#` begins a comment, and
 * `<?include "file"?>` stands for a text that is somewhere else. Lines stay what they are, columns do not.
 */
export function bracketed(cursor: Cursor, findings: Findings): Extent {
  const { line, text } = cursor
  const pieces: string[] = []
  const open: ('{' | '[')[] = []
  let kept = cursor.at
  let depth = 0
  let tooDeep = false
  let last = ''
  let includes = 0
  const replace = (start: number, end: number, by: string) => {
    pieces.push(text.slice(kept, start), by)
    kept = end
  }
  for (;;) {
    const token = cursor.token(signs, (start, end) => text[start] === '#' && replace(start, end, ''))
    const { kind } = token
    if (kind === 'end' || (kind === 'broken' && token.text === 'comment')) {
      findings.note(
        kind === 'end' ? line : token.line,
        '',
        kind === 'end' ? 'What begins here is never closed.' : 'This comment is never closed: nothing after it was read.',
      )
      break
    }
    if (kind === 'word' && token.text.startsWith('<?')) {
      const start = cursor.at - token.text.length
      const close = text.indexOf('?>', start)
      const end = close < 0 || close - start > 1000 || text.slice(start, close).includes('\n') ? cursor.at : close + 2
      findings.include(token.line, text.slice(start, end))
      const before = last === '{' || last === '[' || last === ',' || last === ':' ? '' : ','
      replace(start, end, before + stand[last === ':' ? ':' : (open.at(-1) ?? '{')](++includes))
      cursor.at = end
      last = 'include'
      continue
    }
    if (last === 'include' && kind !== ',' && kind !== '}' && kind !== ']') pieces.push(text.slice(kept, kept), ',')
    last = kind
    if (kind === 'broken') findings.note(token.line, '', 'A quote is opened here and not closed on this line.')
    else if (kind === '{' || kind === '[') {
      if (++depth <= depthMax) open.push(kind)
      else if (!tooDeep) {
        findings.note(token.line, '', `Nested more than ${depthMax} deep: this was not read.`)
        tooDeep = true
      }
    } else if (kind === '}' || kind === ']') {
      if (--depth < depthMax) open.pop()
      if (depth === 0) break
    }
  }
  pieces.push(text.slice(kept, cursor.at))
  return { line, text: pieces.join(''), tooDeep }
}

/** What could be read of a JSON text: the whole of it, or, where it is broken, those objects that were closed before that. */
export interface JsonRead {
  root: Tree | undefined
  objects: Tree[]
  /** The line of the first fault. */
  error: number | undefined
}

/** Reads JSON with comments and commas at the end. `line` is the first line's. */
export function jsonTree(source: string, line: number, findings: Findings): JsonRead {
  const open: { tree: Tree; builder: MapBuilder; name: string; nameLine: number }[] = []
  const closed: { tree: Tree; inner: number }[] = []
  let root: Tree | undefined
  let error: JsonRead['error']
  const said = findings.note.bind(findings)

  const put = (tree: Tree) => {
    const parent = open.at(-1)
    if (!parent) root ??= tree
    else if (parent.tree.kind === 'list') parent.tree.items.push(tree)
    else parent.builder.add(parent.name, parent.nameLine, tree)
  }
  const begin = (tree: Tree) => {
    put(tree)
    open.push({ tree, builder: new MapBuilder(), name: '', nameLine: tree.line })
  }
  const end = () => {
    const one = open.pop()
    if (!one) return
    if (one.tree.kind === 'map') one.tree.members = one.builder.end(said)
    if (error === undefined) closed.push({ tree: one.tree, inner: open.length })
  }
  visit(source, {
    onObjectBegin: (_offset, _length, at) => begin({ kind: 'map', line: line + at, members: new Map() }),
    onObjectProperty: (name, _offset, _length, at) => Object.assign(open.at(-1)!, { name, nameLine: line + at }),
    onObjectEnd: end,
    onArrayBegin: (_offset, _length, at) => begin({ kind: 'list', line: line + at, items: [] }),
    onArrayEnd: end,
    onLiteralValue: (value: string | number | boolean | null, _offset, _length, at) =>
      put({ kind: 'text', line: line + at, text: value === null ? '' : String(value), block: false }),
    onError: (_code, _offset, _length, at) => {
      error ??= line + at
    },
  }, { disallowComments: false, allowTrailingComma: true, allowEmptyContent: true })
  if (error === undefined) return { root, objects: root ? [root] : [], error }
  // Only the outermost of those that are whole: what is in them comes with them.
  const objects: Tree[] = []
  let outer = Infinity
  for (const { tree, inner } of closed.toReversed()) {
    if (inner <= outer) {
      objects.push(tree)
      outer = inner
    }
  }
  return { root: undefined, objects: objects.reverse(), error }
}
