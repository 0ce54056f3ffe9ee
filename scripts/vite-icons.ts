import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

type Shape = readonly [tag: string, given: Readonly<Record<string, string>>]

const numbers = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi
const shapes: Readonly<Record<string, { takes: readonly string[]; path: (given: (name: string) => number, text: (name: string) => string) => string }>> = {
  path: { takes: ['d'], path: (_, text) => alone(text('d')) },
  line: { takes: ['x1', 'y1', 'x2', 'y2'], path: (of) => `M${of('x1')} ${of('y1')}L${of('x2')} ${of('y2')}` },
  polyline: { takes: ['points'], path: (_, text) => `M${text('points')}` },
  polygon: { takes: ['points'], path: (_, text) => `M${text('points')}z` },
  circle: { takes: ['cx', 'cy', 'r'], path: (of) => round(of('cx'), of('cy'), of('r'), of('r')) },
  ellipse: { takes: ['cx', 'cy', 'rx', 'ry'], path: (of) => round(of('cx'), of('cy'), of('rx'), of('ry')) },
  rect: { takes: ['x', 'y', 'width', 'height', 'rx', 'ry'], path: (of) => box(of) },
}

/** A path that may stand behind another: its first `m` counts from the origin, and the pairs after that pair from there. */
function alone(d: string): string {
  if (!d.startsWith('m')) return d
  const end = /[a-ln-z]/i.exec(d.slice(1))?.index ?? d.length - 1
  const [x = '', y = '', ...pairs] = d.slice(1, end + 1).match(numbers) ?? []
  return `M${x} ${y}${pairs.length > 0 ? `l${pairs.join(' ')}` : ''}${d.slice(end + 1)}`
}

const round = (x: number, y: number, rx: number, ry: number) => `M${tidy(x - rx)} ${y}a${rx} ${ry} 0 1 0 ${tidy(2 * rx)} 0a${rx} ${ry} 0 1 0 ${tidy(-2 * rx)} 0z`

function box(of: (name: string) => number): string {
  const [x, y, width, height] = [of('x'), of('y'), of('width'), of('height')]
  const r = of('rx') || of('ry')
  const corner = (dx: number, dy: number) => (r === 0 ? '' : `a${r} ${r} 0 0 1 ${dx} ${dy}`)
  return `M${tidy(x + r)} ${y}h${tidy(width - 2 * r)}${corner(r, r)}v${tidy(height - 2 * r)}${corner(-r, r)}h${tidy(2 * r - width)}${corner(-r, -r)}v${tidy(2 * r - height)}${corner(r, -r)}z`
}

const tidy = (number: number) => Number(number.toFixed(4))

/** All of an icon's shapes as one path; `undefined` where one of them is drawn otherwise than the rest. */
export function onePath(node: readonly Shape[]): string | undefined {
  const parts: string[] = []
  for (const [tag, { key: _, ...given }] of node) {
    const shape = Object.hasOwn(shapes, tag) ? shapes[tag] : undefined
    if (!shape || Object.keys(given).some((name) => !shape.takes.includes(name)) || (given.rx !== undefined && given.ry !== undefined && given.rx !== given.ry && tag === 'rect')) return undefined
    parts.push(shape.path((name) => Number(given[name] ?? 0), (name) => given[name] ?? ''))
  }
  return parts.join('')
}

const icon = /\/lucide-react\/dist\/esm\/icons\/[\w-]+\.mjs$/
const data = /const __iconData = \{[\s\S]*?\n\};/

/**
 * Draws each icon as one path. As they come, they are up to seven elements: of a page's elements every eighth was a piece of an
 * icon, and what tells the pieces apart is in the bundle too.
 */
export function iconsOfOnePath(): Plugin {
  return {
    name: 'countersign-icons-of-one-path',
    apply: 'build',
    async transform(code, id) {
      if (!icon.test(id) || !data.test(code)) return undefined
      const { __iconData: { node, ...rest } } = await import(pathToFileURL(id).href) as { __iconData: { node: readonly Shape[] } }
      const d = onePath(node)
      return d === undefined ? undefined : { code: code.replace(data, `const __iconData = ${JSON.stringify({ ...rest, node: [['path', { d, key: '1' }]] })};`), map: null }
    },
  }
}
