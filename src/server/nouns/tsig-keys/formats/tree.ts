/*
 * What YAML and JSON have in common, with the line of each thing. An alias of YAML is the very node that it names, so that
 * a tree is as large as its text, whatever its aliases would grow to; whoever walks one sees each node once.
 */

export interface Text {
  kind: 'text'
  /** Counted from 1. */
  line: number
  /** As it reads: unquoted, folded. Empty for null. */
  text: string
  /** A block scalar, whose text begins on the line below. */
  block: boolean
}

export interface List {
  kind: 'list'
  line: number
  items: Tree[]
}

export interface Member {
  /** Of the member's name. */
  line: number
  value: Tree
}

export interface Members {
  kind: 'map'
  line: number
  members: Map<string, Member>
}

export type Tree = Text | List | Members

/** A text with structure, apart from others: a document of YAML, a value of JSON, an item of a List. */
export interface Document {
  line: number
  root: Tree
}

/** Deeper than any configuration. */
export const depthMax = 64

/** The member of that name in a map; `undefined` for anything else. */
export const member = (tree: Tree | undefined, name: string): Tree | undefined => (tree?.kind === 'map' ? tree.members.get(name)?.value : undefined)

/** What stands at the end of a path of members. */
export const at = (tree: Tree | undefined, ...path: string[]): Tree | undefined => path.reduce(member, tree)

/** The text of a scalar, without blanks around it; `undefined` for anything else, and where it is empty. */
export const textOf = (tree: Tree | undefined): string | undefined => (tree?.kind === 'text' && tree.text.trim() !== '' ? tree.text.trim() : undefined)

export const itemsOf = (tree: Tree | undefined): readonly Tree[] => (tree?.kind === 'list' ? tree.items : [])

export interface Node {
  tree: Tree
  /** Of the member whose value it is. */
  name: string
  /** Where that name stands; of an item, its own line. */
  line: number
}

/** Every node of a tree, each once, in the order of the text. `into` says whether what is in it is wanted too. */
export function* nodes(root: Tree, into: (node: Node) => boolean = () => true): Generator<Node> {
  const seen = new Set<Tree>()
  const waiting: Node[] = [{ tree: root, name: '', line: root.line }]
  while (waiting.length > 0) {
    const one = waiting.pop()!
    const { tree } = one
    if (seen.has(tree)) continue
    seen.add(tree)
    yield one
    if (tree.kind === 'text' || !into(one)) continue
    if (tree.kind === 'list')
      for (let index = tree.items.length - 1; index >= 0; index--) waiting.push({ tree: tree.items[index]!, name: '', line: tree.items[index]!.line })
    else for (const [name, { line, value }] of [...tree.members].toReversed()) waiting.push({ tree: value, name, line })
  }
}

/**
 * Puts members into a map, and leaves out those that are given twice: which of them counts differs from program to program,
 * so neither does here. `said` hears of them.
 */
export class MapBuilder {
  readonly members = new Map<string, Member>()
  #twice: Map<string, number[]> | undefined

  add(name: string, line: number, value: Tree): void {
    const earlier = this.#twice?.get(name)
    const one = this.members.get(name)
    if (earlier) earlier.push(line)
    else if (one) {
      this.#twice ??= new Map()
      this.#twice.set(name, [one.line, line])
      this.members.delete(name)
    } else this.members.set(name, { line, value })
  }

  end(said: (line: number, name: string, problem: string) => void): Map<string, Member> {
    const [first, ...more] = [...(this.#twice ?? [])]
    if (first)
      said(
        first[1][0]!,
        first[0],
        `Ambiguous: this stands twice in one object, ${linesWords(first[1])}${more.length > 0 ? `, and so do ${more.length} more` : ''}. None of them was ` +
          `taken. (Between two documents stands a line of ---.)`,
      )
    return this.members
  }
}

/** `on lines 3 and 17`. */
export function linesWords(lines: readonly number[]): string {
  const some = [...new Set(lines)].sort((a, b) => a - b)
  if (some.length === 1) return `on line ${some[0]}`
  return some.length > 6 ? `on lines ${some.slice(0, 5).join(', ')} and ${some.length - 5} more` : `on lines ${some.slice(0, -1).join(', ')} and ${some.at(-1)}`
}
