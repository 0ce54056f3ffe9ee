// `npm run screenshots` makes docs/screenshot.png for the README. With `-- --all DIR`, every screen and dialog in both themes,
// on a desk and on a phone, goes into DIR, to be looked at side by side. The data is made up; the clock stands still.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { rotateApiKey } from '#contract/api-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { createUser } from '#contract/users.ts'
import { start } from '#server/node.ts'
import type { Client } from '../e2e/api.ts'
import { begin, day, hour, minute } from '../e2e/clock.ts'
import type { House } from '../e2e/house.ts'
import { makeTemplate, openSeeded, remove } from '../e2e/server-house.ts'
import { needChromium } from './need.ts'
import { screens } from './screens.ts'

const host = 'keys.nwnd.example'
const origin = `http://${host}`
const past = begin - 200 * day
const env = { COUNTERSIGN_ORIGIN: origin, COUNTERSIGN_TRUSTED_PROXIES: '1' }

/** A key is used from an address, at the time it is then. */
const use = (house: House, apiKey: string, address: string) => house.nobody.call(login, { bearer: apiKey, headers: { 'X-Forwarded-For': address, 'User-Agent': 'octodns/1.11' } })
/** The server writes down within a second when a key was used last; then the clock may go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1300))

/** Two keys with a history: one that is being rotated, one that is used day and night. */
async function makeHistory(house: House): Promise<{ jonas: Client; apiKey: string; invitation: string }> {
  const until = (time: number) => house.clock.forward(time - house.clock.now())
  const first = await house.signIn('user')
  const sync = await first.key('ns1-zone-sync', { note: 'Runs on ns1 every five minutes. Owner: platform team, ticket OPS-2117.', expiresAt: '2026-12-09T08:00:00Z' })
  await until(begin - 71 * day)
  const acme = await (await house.signIn('user')).key('acme-dns-01', { note: 'Certificate renewals of the edge proxies.' })
  await until(begin - 15 * hour)
  const rotated = await (await house.signIn('user')).call(rotateApiKey, { params: { apiKeyId: acme.id }, body: { graceSeconds: 86_400 } })
  await use(house, acme.apiKey, '192.0.2.41')
  await settle()
  await until(begin - 3 * hour)
  await use(house, rotated.apiKey, '192.0.2.44')
  await settle()
  await until(begin - 4 * minute)
  await use(house, sync.apiKey, '198.51.100.7')
  await settle()
  await until(begin)
  const { invitation } = await (await house.signIn('administrator')).call(createUser, { body: { name: 'Ines Duarte', email: 'ines.duarte@nwnd.example', role: 'user' } })
  return { jonas: await house.signIn('user'), apiKey: sync.apiKey, invitation: invitation!.url }
}

interface Look {
  width: 1440 | 360
  height: number
  colorScheme: 'light' | 'dark'
  scale?: number
}

async function open(browser: Browser, house: House, client: Client | undefined, { width, height, colorScheme, scale = 1 }: Look): Promise<Page> {
  const context = await browser.newContext({
    baseURL: origin, viewport: { width, height }, colorScheme, deviceScaleFactor: scale, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'],
    extraHTTPHeaders: { 'X-Forwarded-For': '198.51.100.7' },
  })
  await context.clock.setFixedTime(house.clock.now())
  if (client) await context.addCookies([{ name: 'session', value: client.session, url: origin }])
  return context.newPage()
}

async function all(browser: Browser, house: House, given: Awaited<ReturnType<typeof makeHistory>>, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true })
  let count = 0
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 360] as const) {
      const look = { width, height: width === 1440 ? 900 : 740, colorScheme }
      for (const { name, as, go } of screens) {
        const client = as === 'nobody' ? undefined : as === 'other' ? await house.signIn('other') : given.jonas
        const page = await open(browser, house, client, look)
        await go(page, given)
        await page.evaluate(() => document.fonts.ready)
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) })
        count++
        await page.context().close()
      }
    }
  }
  return count
}

const folder = process.argv.includes('--all') ? resolve(process.argv[process.argv.indexOf('--all') + 1] ?? 'screenshots') : undefined
const template = await makeTemplate(start, past)
const house = await openSeeded(start, template, { at: past, env })
const root = process.getuid?.() === 0
const browser = await chromium.launch({
  executablePath: needChromium(chromium.executablePath()),
  args: [...(root ? ['--no-sandbox'] : []), '--disable-gpu', `--host-resolver-rules=MAP ${host} ${new URL(house.origin).host}`, `--unsafely-treat-insecure-origin-as-secure=${origin}`],
})
try {
  const given = await makeHistory(house)
  if (folder) {
    process.stdout.write(`${await all(browser, house, given, folder)} pictures in ${folder}\n`)
  } else {
    const page = await open(browser, house, given.jonas, { width: 1440, height: 560, colorScheme: 'light', scale: 2 })
    await page.goto('/my-api-keys')
    await page.getByRole('row', { name: /ns1-zone-sync/ }).waitFor()
    await page.evaluate(() => document.fonts.ready)
    const path = resolve(import.meta.dirname, '../docs/screenshot.png')
    await page.screenshot({ path })
    process.stdout.write(`${path}\n`)
  }
} finally {
  await browser.close()
  await house.close()
  remove(template)
}
