import type { Browser, BrowserContext, Page } from '@playwright/test'
import { demoPassword } from '#mocks/seed/demo-password.ts'
import type { DemoHandle } from '#mocks/demo-handle.ts'
import { makeClient, signInAs, type Client, type Door } from './api.ts'
import { begin, makeClock } from './clock.ts'
import { credentialsIn, type How, type World, type Look, type Viewer } from './world.ts'
import { overhear, type Overheard } from './overhear.ts'
import { people } from './people.ts'
import { watch } from './watch.ts'

/** The same failures by the demo's names. */
const faults: Record<How, string> = { refuse: 'fail-offline', 'lose-answer': 'fail-lost', 'bad-gateway': 'fail-502', hold: 'fail-hold', spoil: 'fail-spoilt' }

function emailOf(viewer: NonNullable<Viewer>): string {
  if (viewer in people) return people[viewer as keyof typeof people].email
  if (viewer.includes('@')) return viewer
  throw new Error(`Nobody in the demo is called ${viewer}. Known here: ${Object.keys(people).join(', ')}, and the e-mail addresses of the seed.`)
}

/** The API as a tab of the world reaches it. A session is handed in and out by its header, and the tab's own stays at home. */
const tabDoor = (home: Page, secrets: Set<string>): Door => ({
  async send(sent) {
    const { 'User-Agent': agent, ...headers } = sent.headers
    const got = await home.evaluate(async ({ path, ...init }) => {
      const response = await fetch(path, { ...init, credentials: 'omit' })
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
    }, { ...sent, headers: agent === undefined ? headers : { ...headers, 'Demo-User-Agent': agent } })
    credentialsIn(got.text).forEach((value) => secrets.add(value))
    return got
  },
  carry: (session) => ({ 'Demo-Session': session }),
  brought: ({ headers }) => headers['demo-session'],
})

/** What a context sets for all its windows, for one of them. */
async function lookAs(context: BrowserContext, page: Page, { viewport, colorScheme, userAgent, permissions, timezoneId, locale }: Look): Promise<void> {
  if (viewport) await page.setViewportSize(viewport)
  if (colorScheme) await page.emulateMedia({ colorScheme })
  if (userAgent !== undefined) await page.addInitScript((value) => Object.defineProperty(navigator, 'userAgent', { value }), userAgent)
  // Of a zone and a language the browser has one for all windows of a site: here it is what `Intl` takes where nothing is said.
  if (timezoneId !== undefined || locale !== undefined) {
    await page.addInitScript(([timeZone, language]) => {
      Intl.DateTimeFormat = class extends Intl.DateTimeFormat {
        constructor(locales?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions) {
          super(locales ?? language, { timeZone, ...options })
        }
      } as unknown as typeof Intl.DateTimeFormat
    }, [timezoneId, locale] as const)
  }
  if (permissions) {
    await context.clearPermissions()
    await context.grantPermissions(permissions)
  }
}

export interface DemoOptions {
  /** Where the built demo is served. */
  origin: string
  seed?: string
  at?: number
}

/**
 * The demo: the same server in a browser tab. One tab, the home, holds the world and shows nothing; everybody's windows are
 * guests of it in the same browser context, each with a session of its own.
 */
export async function openDemoWorld(browser: Browser, { origin, seed = 'small', at = begin }: DemoOptions): Promise<World<Client>> {
  const context = await browser.newContext({ baseURL: origin, permissions: ['clipboard-read', 'clipboard-write'] })
  const home = await context.newPage()
  const heard: Overheard = { passed: [], secrets: new Set() }
  const watching = await watch(context, home)
  // A static host answers every address of the console with 404 and its page.
  watching.allow(new RegExp(`status of 404 .* ${origin}/(?!accessmanagement/|account/|api/|auth/|assets/|services/|tsig/)`))
  overhear(context, heard)
  await context.clock.setFixedTime(at)

  await home.goto(`/?${new URLSearchParams({ share: 'e2e', seed, clock: new Date(at).toISOString(), bar: 'off', console: 'off' }).toString()}`)
  await home.locator('html[data-demo="up"]').waitFor({ state: 'attached' })

  const door = tabDoor(home, heard.secrets)
  const fail = (...given: Parameters<DemoHandle['fault']>) => home.evaluate((args) => window.countersignDemo.fault(...args), given)
  const lift = (made: number) => home.evaluate((number) => window.countersignDemo.lift(number), made)
  let stopped: number | undefined

  return {
    origin,
    address: '192.0.2.14',
    clock: makeClock(at, (milliseconds) => home.evaluate((by) => window.countersignDemo.forward(by), milliseconds)),
    ...heard,
    visits: [{
      watch: watching,
      pages: () => context.pages().filter((page) => page !== home),
      setTime: (now) => context.clock.setFixedTime(now),
      close: () => context.close(),
    }],
    async enter(_, viewer, path, look = {}) {
      const page = await context.newPage()
      await lookAs(context, page, look)
      const url = new URL(path, origin)
      for (const [name, value] of Object.entries({ share: 'e2e', bar: 'off', as: viewer === undefined ? '' : emailOf(viewer) }))
        url.searchParams.set(name, value)
      await page.goto(url.href)
      // Before, the tab does not know yet whose it is, and who leads it elsewhere loses that.
      await page.locator('html[data-demo="up"]').waitFor({ state: 'attached' })
      return page
    },
    signIn: (person) => signInAs(door, { email: emailOf(person), password: demoPassword }),
    nobody: makeClient(door),
    async fault({ on, how, times }) {
      const made = await fail(on, faults[how], times)
      return () => lift(made)
    },
    cutTrail: (rows) => home.evaluate((count) => window.countersignDemo.cutTrail(count), rows),
    setupPath: () => home.evaluate(() => window.countersignDemo.setupPath()),
    reports: () => Promise.resolve(0),
    log: () => '',
    async stop() {
      stopped = await fail('*', 'fail-offline')
    },
    async restart() {
      if (stopped !== undefined) await lift(stopped)
    },
    close: () => context.close(),
  }
}
