import { chromium, type Browser } from '@playwright/test'
import { ask, closeConnections, signIn } from '../checks/client.ts'
import { numberOption } from '../checks/options.ts'
import { administrator, cleanUp, sqliteHome, startServer, type Server } from '../checks/servers.ts'
import { needChromium } from '#server/testing/need.ts'
import { median } from './measure.ts'
import { writeCredentials } from './many-credentials.ts'

/** Milliseconds that the reply may take with 100,000 credentials, on an idle machine. */
const replyBar = 150
/** A frame is dropped when the next one comes later than two of 60 a second. */
const frame = 1000 / 30

async function filled(count: number): Promise<{ server: Server; cookie: string }> {
  const home = sqliteHome()
  await (await startServer(home)).end('SIGTERM')
  writeCredentials(home.folder, count)
  const server = await startServer(home)
  return { server, cookie: await signIn(server.origin, administrator.email, administrator.password) }
}

/** How long the answer takes, request by request, one at a time. */
async function replies({ server, cookie }: Awaited<ReturnType<typeof filled>>, rounds: number): Promise<{ times: number[]; bytes: number }> {
  const times: number[] = []
  let bytes = 0
  for (let round = 0; round < rounds; round++) {
    const { status, text, sentAt, arrivedAt } = await ask(server.origin, '/api/v1/inventory', { headers: { cookie } })
    if (status !== 200) throw new Error(`The inventory answered ${status}: ${text.slice(0, 200)}`)
    times.push(arrivedAt - sentAt)
    bytes = text.length
  }
  return { times, bytes }
}

/** Every frame from the first drawing of the overview on, and while it is scrolled to its end and back. */
async function frames(browser: Browser, { server, cookie }: Awaited<ReturnType<typeof filled>>) {
  const [name = '', value = ''] = cookie.split('=')
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    await context.addCookies([{ name, value, url: server.origin }])
    const page = await context.newPage()
    // From another page, so that it is the overview that is drawn and not the console that starts.
    await page.goto(`${server.origin}/profile`)
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor()
    await page.waitForTimeout(1500)
    await page.evaluate(() => {
      const seen = { frames: [] as number[], long: [] as number[] }
      Object.assign(window, { seen })
      new PerformanceObserver((list) => seen.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
      let last = performance.now()
      const next = (now: number) => {
        seen.frames.push(now - last)
        last = now
        requestAnimationFrame(next)
      }
      requestAnimationFrame(next)
    })
    const read = () => page.evaluate(() => {
      const { seen } = window as unknown as { seen: { frames: number[]; long: number[] } }
      return { frames: seen.frames.splice(0), long: seen.long.splice(0) }
    })
    await read()
    await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { name: 'Expiry timeline' }).waitFor()
    await page.waitForTimeout(1000)
    const drawn = await read()
    await page.evaluate(async () => {
      const box =
        [document.scrollingElement!, ...document.querySelectorAll('main, main *')].find(
          (one) => one.scrollHeight > one.clientHeight + 200 && getComputedStyle(one).overflowY !== 'visible',
        ) ?? document.scrollingElement!
      for (let step = 0; step < 120; step++) {
        box.scrollTop += step < 60 ? 40 : -40
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    })
    return { rows: await page.locator('caption:text("What expires") ~ tbody tr').count(), drawn, scrolled: await read() }
  } finally {
    await context.close()
  }
}

const ms = (time: number) => `${time.toFixed(1)} ms`
const said = ({ frames: all, long }: { frames: number[]; long: number[] }) =>
  `${all.length} frames, median ${ms(median(all))}, longest ${ms(Math.max(...all))}, ${all.filter((time) => time > frame).length} dropped, ${long.length} ` +
  `long tasks${long.length > 0 ? ` (longest ${ms(Math.max(...long))})` : ''}`

/** `npm run bench -- overview`: the inventory's reply over 100,000 credentials, and the frames of drawing a thousand rows of it. */
export async function main(): Promise<void> {
  try {
    const credentials = numberOption('credentials', 100_000)
    const home = await filled(credentials)
    const { times, bytes } = await replies(home, numberOption('rounds', 20))
    process.stdout.write(
      `GET /api/v1/inventory over ${credentials.toLocaleString('en')} credentials: median ${ms(median(times))}, fastest ${ms(Math.min(...times))}, slowest ` +
        `${ms(Math.max(...times))}, ${bytes.toLocaleString('en')} bytes; bar ${replyBar} ms on an idle machine: ` +
        `${Math.min(...times) <= replyBar ? 'holds' : 'falls short'}\n`,
    )
    const browser = await chromium.launch({
      executablePath: needChromium(chromium.executablePath()),
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
    })
    try {
      const { rows, drawn, scrolled } = await frames(browser, home)
      process.stdout.write(
        `overview with ${rows.toLocaleString('en')} rows, drawn: ${said(drawn)}\noverview with ${rows.toLocaleString('en')} rows, scrolled: ` +
          `${said(scrolled)}\n`,
      )
    } finally {
      await browser.close()
    }
  } finally {
    closeConnections()
    await cleanUp()
  }
}
