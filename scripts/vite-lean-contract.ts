import type { Plugin } from 'vite'

/** All of an endpoint that the console reads (`client/call.ts`). That there is a reply is enough: the server is ours, and the types say what it holds. */
const kept = new Set(['method', 'path', 'idempotent', 'produces', 'reply', 'dryRunReply'])
const shapes = new Set(['reply', 'dryRunReply'])

interface Node {
  type: string
  start: number
  end: number
  [name: string]: unknown
}

/**
 * Leaves of each endpoint what a browser needs to call it, and says of every call with which the contract makes a shape that
 * it changes nothing else; so the bundler drops the shapes, and zod with them (24 kB gz). They serve the server, the OpenAPI
 * document, and while developing the check of replies. Texts, limits and rules of the contract stay where they are used.
 */
export function leanContract(): Plugin {
  return {
    name: 'countersign-lean-contract',
    apply: (_, { command, mode }) => command === 'build' && mode !== 'mock',
    transform: {
      filter: { id: /\/src\/contract\/[a-z0-9-]+\.ts$/ },
      handler(code) {
        const edits = editsOf(this.parse(code) as unknown as Node, code)
        let lean = code
        // From the end, so that places before it stay where they are.
        for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) lean = lean.slice(0, start) + text + lean.slice(end)
        return { code: lean, map: null }
      },
    },
  }
}

interface Edit {
  start: number
  end: number
  text: string
}

/** What to write in place of what, outside of functions: there it runs when the module is read. */
function editsOf(node: Node, code: string): Edit[] {
  if (/Function/.test(node.type)) return []
  if (isEndpoint(node)) {
    const properties = (node['properties'] as Node[]).filter((property) => property.type !== 'Property' || kept.has(nameOf(property)))
    return [{ start: node.start, end: node.end, text: `{ ${properties.map((property) => (shapes.has(nameOf(property)) ? `${nameOf(property)}: true` : code.slice(property.start, property.end))).join(', ')} }` }]
  }
  const within = Object.values(node).flat().filter((value): value is Node => typeof (value as Node | null)?.type === 'string').flatMap((one) => editsOf(one, code))
  const calls = node.type === 'CallExpression' || node.type === 'NewExpression'
  return calls && !within.some(({ start, end }) => start === node.start && end === start) ? [...within, { start: node.start, end: node.start, text: '/* @__PURE__ */ ' }] : within
}

const nameOf = ({ key }: Node) => (key as { name?: string } | undefined)?.name ?? ''

/** `{ method: 'GET', path: '/…', … }`; not a shape with fields of these names. */
function isEndpoint(node: Node): boolean {
  if (node.type !== 'ObjectExpression') return false
  const properties = node['properties'] as Node[]
  const method = properties.find((property) => nameOf(property) === 'method')?.['value'] as Node | undefined
  return method?.type === 'Literal' && properties.some((property) => nameOf(property) === 'path')
}
