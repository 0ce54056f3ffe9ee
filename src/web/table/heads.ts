import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react'
import { clampWidth } from './arrangement.ts'
import type { Layout, Widths } from './layout.ts'

/** What a column's head can be asked for. They must stay the same from one drawing to the next. */
export interface HeadCalls {
  /** `undefined`: as usual. */
  width: (id: string, px: number | undefined) => void
  /** To this place of those shown. */
  moveTo: (id: string, place: number) => void
  move: (id: string, step: 1 | -1) => void
  pin: (id: string) => void
  /** Do single keys do something? */
  keys: () => boolean
}

type Heads = { onPointerDown?: (event: PointerEvent) => void; onDoubleClick?: (event: MouseEvent) => void; onKeyDown?: (event: KeyboardEvent) => void }

const step = 16
/** px beside an edge where it is taken hold of, and that a head is dragged before it moves. */
const [grip, slack] = [6, 6]

const headAt = (target: EventTarget) => (target as Element).closest<HTMLElement>('th[data-col]')
const tableOf = (head: HTMLElement) => head.closest('table')!
const headsOf = (table: HTMLElement) => [...table.querySelectorAll<HTMLElement>('th[data-col]')]
/** The edge at a head's right; that of the one before reaches a little into the next (`table.module.css`), and is still its own. */
const onEdge = (head: HTMLElement, x: number) => x >= head.getBoundingClientRect().right - grip

/** Of a focused head: its table and name. For the panel too, which changes columns from outside. */
export const headOf = (box: HTMLElement, id: string): HTMLElement | undefined => headsOf(box).find((head) => head.dataset.col === id)

/** px at which nothing in the column is cut: the table is laid out once as browsers would by themselves. Nothing of it is seen. */
export function fitting(head: HTMLElement): number {
  const table = tableOf(head)
  table.toggleAttribute('data-fit', true)
  const px = Math.ceil(head.getBoundingClientRect().width)
  table.toggleAttribute('data-fit', false)
  return clampWidth(px)
}

/**
 * Heads that are dragged: their edge makes the column wider, they themselves go elsewhere. While that lasts, React knows nothing of it:
 * the styles of table and heads change and no row is drawn.
 */
export function headHandlers(
  calls: HeadCalls | undefined,
  layout: (widths: Widths) => Layout,
  widths: Widths,
): Heads {
  if (!calls) return {}

  function resize(head: HTMLElement, from: number) {
    const [id, table, begun] = [head.dataset.col!, tableOf(head), head.offsetWidth]
    const show = (asked: Widths) => {
      const { style, row, heads } = layout(asked)
      for (const [name, value] of Object.entries(style)) table.style.setProperty(name, value)
      for (const [name, value] of Object.entries(row)) head.parentElement!.style.setProperty(name, value)
      for (const one of headsOf(table)) one.style.width = heads[one.dataset.col!] ?? ''
    }
    let px: number | undefined
    follow({
      mark: () => table.setAttribute('data-drag', 'edge'),
      move: (x) => {
        px = clampWidth(begun + x - from)
        show({ ...widths, [id]: px })
      },
      // What it holds may have kept it wider.
      done: () => px !== undefined && calls!.width(id, Math.max(px, Math.min(begun, head.offsetWidth))),
      stop: () => show(widths),
      clear: () => table.removeAttribute('data-drag'),
    })
  }

  function carry(head: HTMLElement, from: number) {
    const [id, table] = [head.dataset.col!, tableOf(head)]
    const all = headsOf(table)
    const at = all.indexOf(head)
    let place: number | undefined
    const clear = () => all.forEach((one) => delete one.dataset.drop)
    follow({
      mark: () => table.setAttribute('data-drag', 'head'),
      slack,
      move: (x) => {
        clear()
        const over = all.findIndex((one) => x < one.getBoundingClientRect().right)
        const [to, rect] = [over < 0 ? all.length - 1 : over, all[over < 0 ? all.length - 1 : over]!.getBoundingClientRect()]
        const after = x > rect.left + rect.width / 2
        const gap = to + (after ? 1 : 0)
        place = gap > at ? gap - 1 : gap
        if (place !== at) all[to]!.dataset.drop = after ? 'after' : 'before'
      },
      done: () => place !== undefined && place !== at && calls!.moveTo(id, place),
      stop: () => undefined,
      clear: () => {
        clear()
        table.removeAttribute('data-drag')
      },
    }, from)
  }

  return {
    onPointerDown: (event) => {
      const head = headAt(event.target)
      // A finger scrolls; it has the entries under **Columns**.
      if (!head || event.button !== 0 || event.pointerType === 'touch') return
      if (onEdge(head, event.clientX)) {
        event.preventDefault()
        resize(head, event.clientX)
      } else if (head.dataset.kind !== 'name') carry(head, event.clientX)
    },
    onDoubleClick: (event) => {
      const head = headAt(event.target)
      if (head && onEdge(head, event.clientX)) calls.width(head.dataset.col!, fitting(head))
    },
    onKeyDown: (event) => {
      const head = headAt(event.target)
      if (!head || event.altKey || event.metaKey) return
      const id = head.dataset.col!
      const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
      const single = !event.shiftKey && !event.ctrlKey && calls.keys()
      if (way !== 0 && event.shiftKey && event.ctrlKey) calls.move(id, way)
      else if (way !== 0 && event.shiftKey) calls.width(id, head.offsetWidth + way * step)
      else if (single && event.key === 'w') calls.width(id, fitting(head))
      else if (single && event.key === 'p') calls.pin(id)
      else return
      event.preventDefault()
      // A head that has moved in the document has lost the focus.
      const table = tableOf(head)
      setTimeout(() => headOf(table, id)?.querySelector('button')?.focus())
    },
  }
}

type Drag = { mark: () => void; slack?: number; move: (x: number) => void; done: () => void; stop: () => void; clear: () => void }

/** Until the button is let go, or Escape takes it all back. */
function follow({ mark, slack: least = 0, move, done, stop, clear }: Drag, from = 0): void {
  const watch = new AbortController()
  const how = { signal: watch.signal, capture: true }
  let moved = false
  let next: number | undefined
  let frame = 0
  const step = () => {
    frame = 0
    if (next !== undefined) move(next)
    next = undefined
  }
  const end = (finish: () => void) => {
    cancelAnimationFrame(frame)
    step()
    watch.abort()
    if (moved) finish()
    clear()
  }
  window.addEventListener('pointermove', (event) => {
    if (!moved && Math.abs(event.clientX - from) < least) return
    if (!moved) mark()
    moved = true
    next = event.clientX
    if (frame === 0) frame = requestAnimationFrame(step)
  }, how)
  window.addEventListener('pointerup', () => {
    // What was dragged is not pressed: the head would sort.
    if (moved) {
      const press = new AbortController()
      window.addEventListener('click', (event) => event.stopPropagation(), { capture: true, signal: press.signal })
      setTimeout(() => press.abort())
    }
    end(done)
  }, how)
  window.addEventListener('pointercancel', () => end(stop), how)
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    end(stop)
  }, how)
}
