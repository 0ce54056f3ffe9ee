import type { Browser, CDPSession } from '@playwright/test'
import { install, type Hands, type Wanted } from './in-page.ts'
import { type makeRows, needles, rowHeight, viewHeight } from './rows.ts'

export interface Figures {
  filter: number[]
  clear: number[]
  /** What follows when somebody has stopped typing: the address. */
  afterTyping: number[]
  firstSort: number[]
  sortAgain: number[]
  selectAll: number[]
  hide: number[]
  /** For as many rows as one sees at once. */
  scroll: number[]
  firstRow: number[]
  nodes: number[]
  heap: number[]
}

/** The main thread's CPU time in milliseconds (`threadTicks`), so that time lost to a busy neighbour is not in it. */
async function cpuOf(session: CDPSession): Promise<{ task: number; heap: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
  return { task: of('TaskDuration') * 1000, heap: of('JSHeapUsedSize') }
}

/** Loads a page once in a fresh context and makes every gesture. `rowsAPage`: where pages are turned, how many rows a turn brings. */
export async function measure(browser: Browser, url: string, rows: ReturnType<typeof makeRows>, rowsAPage: number | undefined): Promise<Figures> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 800 }, reducedMotion: 'reduce' })
  try {
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(String(error)))
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.addInitScript(install)
    const figures: Figures = {
      filter: [],
      clear: [],
      afterTyping: [],
      firstSort: [],
      sortAgain: [],
      selectAll: [],
      hide: [],
      scroll: [],
      firstRow: [],
      nodes: [],
      heap: [],
    }

    await page.goto(url, { waitUntil: 'commit' })
    const ready = await page.evaluate(() => window.hands!.firstRow())
    figures.firstRow.push(ready - await page.evaluate(() => window.makingRows ?? 0))
    await page.waitForTimeout(1200)
    figures.nodes.push(await page.evaluate(() => document.querySelectorAll('*').length))
    await session.send('HeapProfiler.collectGarbage')
    figures.heap.push((await cpuOf(session)).heap)

    const time = async (into: number[] | undefined, gesture: Parameters<Hands['make']>[0], argument: string | boolean | null, wanted: Wanted) => {
      const before = await cpuOf(session)
      await page.evaluate(([a, b, c]) => window.hands!.make(a, b, c), [gesture, argument, wanted] as const)
      // Two frames and what they leave behind belong to the gesture.
      await page.waitForTimeout(120)
      const shown = await cpuOf(session)
      into?.push(shown.task - before.task)
      // The console writes the address 200 ms after the last key, once for all that was typed: told apart, not left out.
      await page.waitForTimeout(300)
      if (gesture === 'filter') figures.afterTyping.push((await cpuOf(session)).task - shown.task)
    }

    for (const needle of needles) {
      const hit = rows.find(({ name }) => name.includes(needle))
      if (!hit) continue
      await time(figures.filter, 'filter', needle, { name: hit.name })
      await time(figures.clear, 'filter', '', { name: rows[0]!.name })
    }
    const names = rows.map(({ name }) => name).sort()
    for (let round = 0; round < 3; round++) {
      await time(round === 0 ? figures.firstSort : figures.sortAgain, 'sort', 'asc', { name: names[0]! })
      await time(figures.sortAgain, 'sort', 'desc', { name: names.at(-1)! })
    }
    await time(undefined, 'sort', null, { name: rows[0]!.name })
    for (let round = 0; round < 3; round++) {
      await time(figures.selectAll, 'selectAll', true, { checked: true })
      await time(undefined, 'selectAll', false, { checked: false })
    }
    const cells = await page.evaluate(() => window.hands!.cells())
    for (let round = 0; round < 2; round++) {
      await time(figures.hide, 'showNote', false, { cells: cells - 1 })
      await time(undefined, 'showNote', true, { cells })
    }

    const before = await cpuOf(session)
    const { turns, views } = await page.evaluate(() => window.hands!.scroll(60))
    await page.waitForTimeout(300)
    // Where a page of ours is turned, what was seen is its rows, whatever the height of the window round them.
    const seen = rowsAPage === undefined ? views : ((turns + 1) * rowsAPage * rowHeight) / viewHeight
    figures.scroll.push(((await cpuOf(session)).task - before.task) / seen)
    if (faults.length > 0) throw new Error(`The page at ${url} has faults: ${faults.join('; ')}`)
    return figures
  } finally {
    await context.close()
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length === 0 ? Number.NaN : sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
