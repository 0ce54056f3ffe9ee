// `npm run screenshots` makes the pictures of the documents. `npm run screenshots -- DIR [words]`: every screen in both themes, on a
// desk and on a phone, into DIR, to be looked at side by side; with words, those whose names hold one of them. All of it is the
// demo, whose company is made up and whose clock stands still. Needs `npm run build:demo`.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from '@playwright/test'
import { begin } from './world/clock.ts'
import { serveDemo } from './world/serve-demo.ts'
import { needChromium } from '#server/testing/need.ts'
import { screens, type Screen } from './screens.ts'

interface Look {
  width: number
  height: number
  colorScheme: 'light' | 'dark'
  scale?: number
}

async function picture(
  browser: Browser,
  origin: string,
  { as, seed = 'company', faults = '', path, go }: Screen,
  { width, height, colorScheme, scale = 1 }: Look,
  file: string,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: scale,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  await context.clock.setFixedTime(begin)
  const page = await context.newPage()
  const url = new URL(path, origin)
  // What is kept survives the navigations that a screen needs.
  for (const [name, value] of Object.entries({ as, seed, faults, clock: new Date(begin).toISOString(), keep: 'on', bar: 'off' }))
    url.searchParams.set(name, value)
  await page.goto(url.href)
  await page.locator('html[data-demo="up"]').waitFor({ state: 'attached' })
  if (go) await go(page)
  if (!faults.includes('hold')) await page.locator('main:not(:has([aria-busy="true"]))').waitFor()
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: file })
  await context.close()
}

const [folder, ...words] = process.argv.slice(2)
const demo = await serveDemo(resolve(import.meta.dirname, '../dist/demo'))
const root = process.getuid?.() === 0
const browser = await chromium.launch({ executablePath: needChromium(chromium.executablePath()), args: [...(root ? ['--no-sandbox'] : []), '--disable-gpu'] })
try {
  if (folder === undefined) {
    for (const name of ['overview', 'tsig-keys', 'rollover']) {
      const file = resolve(import.meta.dirname, `../docs/${name}.png`)
      await picture(browser, demo.origin, screens.find((screen) => screen.name === name)!, { width: 1440, height: 900, colorScheme: 'light' }, file)
      process.stdout.write(`${file}\n`)
    }
  } else {
    mkdirSync(folder, { recursive: true })
    let missed = 0
    for (const screen of screens.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))) {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1440, 360]) {
          const name = `${screen.name}-${width}-${colorScheme}`
          await picture(browser, demo.origin, screen, { width, height: width === 1440 ? 900 : 740, colorScheme }, join(folder, `${name}.png`)).catch(
            (error: unknown) => {
              missed++
              process.stdout.write(`no picture of ${name}: ${String(error)}\n`)
            },
          )
        }
      }
    }
    if (missed > 0) process.exitCode = 1
  }
} finally {
  await browser.close()
  await demo.stop()
}
