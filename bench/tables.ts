import { mkdirSync, writeFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { numberOption } from '../checks/options.ts'
import { needChromium } from '#server/testing/need.ts'
import { coldLoads } from './cold.ts'
import { type Figures, measure, median } from './measure.ts'
import { buildPages, serve } from './pages.ts'
import { print, ratioOf, type Result } from './report.ts'
import { makeRows } from './rows.ts'
import { weighConsole } from './weight.ts'

/** The bars: what of our figure and a peer's may be at most. */
const bars: { what: string; of: keyof Figures; counts: readonly number[]; muix?: number; muixAt?: Record<number, number>; raw?: number }[] = [
  { what: 'filter keystroke to rows shown', of: 'filter', counts: [10_000, 100_000], muix: 0.35, raw: 2 },
  { what: 'once typing has paused (the address)', of: 'afterTyping', counts: [100_000] },
  { what: 'sort again', of: 'sortAgain', counts: [10_000, 100_000], muixAt: { 10_000: 0.3, 100_000: 0.06 } },
  { what: 'first sort of a text column', of: 'firstSort', counts: [10_000, 100_000], muixAt: { 10_000: 0.35, 100_000: 0.2 } },
  { what: 'select all', of: 'selectAll', counts: [10_000, 100_000], muix: 0.5 },
  { what: 'hide a column', of: 'hide', counts: [10_000, 100_000], muix: 0.45 },
  { what: 'scroll a viewport', of: 'scroll', counts: [10_000, 100_000], muix: 0.55 },
  { what: 'first row', of: 'firstRow', counts: [100_000], muix: 0.5 },
  { what: 'DOM nodes', of: 'nodes', counts: [10_000, 100_000], muix: 0.6 },
  { what: 'heap', of: 'heap', counts: [100_000], muix: 0.85 },
]

type Peer = 'raw' | 'ours' | 'before' | 'muix'
const ourPage = 25

export async function main(): Promise<void> {
  const rounds = numberOption('rounds', 5)
  const folders = await buildPages(process.argv.find((argument) => argument.startsWith('--before='))?.slice('--before='.length))
  const servers = {
    raw: await serve(folders.raw), muix: await serve(folders.muix), ours: await serve(folders.ours, 'bench/page/index.html'),
    ...(folders.before !== undefined && { before: await serve(folders.before, 'bench/page/index.html') }),
  }
  const peers: readonly Peer[] = ['raw', 'ours', ...(servers.before ? ['before' as const] : []), 'muix']
  const browser = await chromium.launch({
    executablePath: needChromium(chromium.executablePath()),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--js-flags=--expose-gc',
      '--disable-extensions',
      '--disable-background-networking',
      '--enable-precise-memory-info',
    ],
  })
  const results: Result[] = []
  const figures: Record<string, Figures[]> = {}
  try {
    for (const count of [10_000, 100_000]) {
      const rows = makeRows(count)
      for (let round = 0; round < rounds; round++) {
        // Every peer once a round, the order turned each time.
        for (const peer of round % 2 === 0 ? peers : peers.toReversed()) {
          const isOurs = peer === 'ours' || peer === 'before'
          const made = await measure(browser, `${servers[peer]!.origin}/${isOurs ? '#' : '?'}n=${count}`, rows, isOurs ? ourPage : undefined)
          ;(figures[`${peer} ${count}`] ??= []).push(made)
          process.stdout.write(
            `${count} rows, round ${round + 1}, ${peer}: ${Object.entries(made)
              .map(([name, values]) => `${name} ${median(values).toFixed(name === 'heap' ? 0 : 1)}`)
              .join(', ')}\n`,
          )
        }
      }
    }
    const of = (peer: Peer, count: number, what: keyof Figures) => (figures[`${peer} ${count}`] ?? []).map((made) => median(made[what]))
    for (const { what, of: figure, counts, muix, muixAt, raw } of bars) {
      for (const count of counts) {
        const ours = of('ours', count, figure)
        const name = `${what}, ${count.toLocaleString('en')} rows`
        results.push({
          what: name,
          against: '× MUI X',
          ratio: ratioOf(ours, of('muix', count, figure)),
          bar: muixAt?.[count] ?? muix,
          ours: median(ours),
          theirs: median(of('muix', count, figure)),
        })
        if (servers.before) {
          const before = of('before', count, figure)
          results.push({ what: name, against: '× before', ratio: ratioOf(ours, before), bar: 1.05, ours: median(ours), theirs: median(before) })
        }
        results.push({
          what: name,
          against: '× limit',
          ratio: ratioOf(ours, of('raw', count, figure)),
          bar: raw,
          ours: median(ours),
          theirs: median(of('raw', count, figure)),
        })
      }
    }
    results.push({
      what: 'select all, 100,000 rows',
      against: '× itself at 10,000',
      ratio: median(of('ours', 100_000, 'selectAll')) / median(of('ours', 10_000, 'selectAll')),
      bar: 1.25,
      ours: median(of('ours', 100_000, 'selectAll')),
      theirs: median(of('ours', 10_000, 'selectAll')),
    })
    results.push(...weighConsole())
    const cold = numberOption('cold-rounds', 5)
    if (cold > 0) results.push(...await coldLoads(browser, servers.muix.origin, cold))
  } finally {
    await browser.close()
    Object.values(servers).forEach(({ close }) => close())
  }
  mkdirSync('.cache/bench', { recursive: true })
  writeFileSync('.cache/bench/tables.json', `${JSON.stringify({ rounds, results, figures }, undefined, 1)}\n`)
  print(results, 'Milliseconds of the main thread\'s CPU where nothing else is said; machine-readable: .cache/bench/tables.json')
}

