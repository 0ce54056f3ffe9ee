import type { Gestures } from './gestures.ts'

/** What is waited for after a gesture: a result counts only when the screen shows what the data says. */
export type Wanted = { name: string } | { checked: boolean } | { cells: number }

export interface Hands {
  /** Milliseconds from navigation until the first row is painted. */
  firstRow: () => Promise<number>
  /** Makes a gesture and waits until what it should show was painted. */
  make: (gesture: 'filter' | 'sort' | 'selectAll' | 'showNote', argument: string | boolean | null, wanted: Wanted) => Promise<void>
  cells: () => number
  /** So many heights of the view, a third of one each frame; pages are turned where there are pages. */
  scroll: (views: number) => Promise<{ turns: number; views: number; blank: number }>
}

declare global {
  interface Window {
    hands?: Hands
  }
}

/** Runs in the page, before its own scripts. */
export function install(): void {
  const channel = new MessageChannel()
  let painted: (() => void) | undefined
  channel.port1.addEventListener('message', () => painted?.())
  channel.port1.start()
  // The next frame, then a task after its paint was handed over.
  const afterPaint = () => new Promise<void>((resolve) => {
    requestAnimationFrame(() => {
      painted = resolve
      channel.port2.postMessage(0)
    })
  })
  const until = async (holds: () => unknown, patience: number) => {
    const end = performance.now() + patience
    for (;;) {
      await afterPaint()
      if (holds()) return performance.now()
      if (performance.now() > end) throw new Error(`Timed out; the first row is ${window.bench?.firstName()}`)
    }
  }
  const cells = () => {
    const row = document.querySelector(window.bench!.rowSelector)
    return row ? [...row.querySelectorAll<HTMLElement>('td, [role=gridcell], .c, .k')].filter(({ offsetWidth }) => offsetWidth > 0).length : 0
  }

  window.hands = {
    firstRow: () => until(() => window.bench?.firstName(), 60_000),
    async make(gesture, argument, wanted) {
      const page = window.bench!
      const shows = () =>
        'name' in wanted ? page.firstName() === wanted.name : 'checked' in wanted ? page.firstChecked() === wanted.checked : cells() === wanted.cells
      await afterPaint()
      ;(page[gesture] as (given: typeof argument) => void)(argument)
      await until(shows, 20_000)
    },
    cells,
    async scroll(views) {
      const page: Gestures = window.bench!
      const box = page.scroller()
      const view = Math.min(box.clientHeight, innerHeight)
      let [done, turns, blank] = [0, 0, 0]
      box.scrollTop = 0
      await afterPaint()
      const begun = performance.now()
      while (done < views && performance.now() - begun < 15_000) {
        await new Promise(requestAnimationFrame)
        const edge = box === document.scrollingElement ? new DOMRect(0, 0, innerWidth, innerHeight) : box.getBoundingClientRect()
        if (!document.elementFromPoint(edge.left + edge.width / 2, edge.top + edge.height * 0.6)?.closest(page.rowSelector)) blank++
        if (box.scrollTop < box.scrollHeight - box.clientHeight - 1) {
          box.scrollTop += view / 3
          done += 1 / 3
        } else {
          page.nextPage()
          turns++
          box.scrollTop = 0
          done += 1
        }
      }
      return { turns, views: done, blank }
    },
  }
}
