import type { Browser } from '@playwright/test'
import { bySession, each, makeKey, makeUser, signIn } from '../checks/client.ts'
import { administrator, cleanUp, sqliteHome, startServer } from '../checks/servers.ts'
import { median } from './measure.ts'
import { ratioOf, type Result } from './report.ts'

/** A phone as Lighthouse has it: CPU 4 times slower, Slow 4G. */
const slow = { offline: false, latency: 562.5, downloadThroughput: 1_474_560 / 8, uploadThroughput: 675_000 / 8 }

async function loadCold(
  browser: Browser,
  url: string,
  firstRow: string,
  cookie?: { name: string; value: string },
): Promise<{ lcp: number; row: number; js: number; before: number }> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 800 } })
  try {
    if (cookie) await context.addCookies([{ ...cookie, url: new URL(url).origin }])
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.clearBrowserCache')
    await session.send('Network.emulateNetworkConditions', slow)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    let js = 0
    const scripts = new Set<string>()
    session.on('Network.responseReceived', ({ requestId, response }) => {
      if (response.mimeType.includes('javascript')) scripts.add(requestId)
    })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) js += encodedDataLength
    })
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) Object.assign(window, { lcp: entry.startTime })
      }).observe({ type: 'largest-contentful-paint', buffered: true })
    })
    await page.goto(url, { waitUntil: 'commit', timeout: 60_000 })
    await page.waitForSelector(firstRow, { timeout: 60_000 })
    const row = await page.evaluate(() => performance.now())
    const before = js
    await page.waitForTimeout(2500)
    return { lcp: await page.evaluate(() => (window as unknown as { lcp: number }).lcp), row, js, before }
  } finally {
    await context.close()
  }
}

/**
 * Largest contentful paint of a cold load: our real console with a session, a hundred keys and the API between, beside a bare
 * MUI X page that makes its hundred rows by itself.
 */
export async function coldLoads(browser: Browser, muix: string, rounds: number): Promise<Result[]> {
  try {
    const server = await startServer(sqliteHome())
    const session = await signIn(server.origin, administrator.email, administrator.password)
    const [name = '', value = ''] = session.split('=')
    await each(50, 4, async (at) => {
      const { id } = await makeUser(server.origin, session)
      for (const place of ['north', 'south']) await makeKey(server.origin, bySession(session), `${place} ${at}`, id)
    })
    const ours: number[] = []
    const theirs: number[] = []
    let wire = 0
    for (let round = 0; round < rounds; round++) {
      const turns = [
        async () => {
          const { lcp, row, before } = await loadCold(browser, `${server.origin}/settings/access-management/api-keys`, 'tbody tr[data-row] td', { name, value })
          ours.push(lcp)
          wire = before
          process.stdout.write(`cold, round ${round + 1}, ours: LCP ${Math.round(lcp)}, first row ${Math.round(row)}, JS over the wire ${before}\n`)
        },
        async () => {
          const { lcp, row, before } = await loadCold(browser, `${muix}/?n=100`, '.MuiDataGrid-row')
          theirs.push(lcp)
          process.stdout.write(`cold, round ${round + 1}, muix: LCP ${Math.round(lcp)}, first row ${Math.round(row)}, JS over the wire ${before}\n`)
        },
      ]
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn()
    }
    return [
      { what: 'LCP, CPU ÷ 4, Slow 4G', against: '× bare MUI X page', ratio: ratioOf(ours, theirs), bar: 1, ours: median(ours), theirs: median(theirs) },
      { what: 'JS before the first row, over the wire', against: 'bytes with headers', ratio: wire, bar: undefined, ours: wire, theirs: Number.NaN },
    ]
  } finally {
    await cleanUp()
  }
}
