import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { start } from '#server/node.ts'
import type { Client } from './api.ts'
import { makeTemplate, openSeeded, remove, temporary, type House } from './house.ts'
import { people, type Person } from './people.ts'
import { remainsOf, watch, type Watch } from './watch.ts'

interface Visit {
  watch: Watch
  pages: () => Page[]
  setTime: (now: number) => Promise<void>
  close: () => Promise<void>
}

/** Who is looking: `undefined` is somebody who is not signed in. */
type Viewer = Person | undefined

interface Stage {
  house: House
  /** A page of this person, signed in by the API, at this path. */
  as: (person: Person, path: string, options?: BrowserContextOptions) => Promise<Page>
  /** A page of somebody who is not signed in. */
  visitor: (path: string, options?: BrowserContextOptions) => Promise<Page>
  /** This person's way to the API. */
  api: (person: Person) => Promise<Client>
  /** Makes requests fail until the answer is called: `fault({ on: 'GET /accessmanagement/api-key', how: 'refuse' })`. */
  fault: House['front']['fault']
  /** Moves server and browsers on, and lets the pages notice as a tab does that is looked at again. */
  forward: (milliseconds: number) => Promise<void>
  /** Moves on as `forward`, with somebody at the console: their sessions are seen by the server, and do not end. */
  stay: (milliseconds: number) => Promise<void>
  /** Console errors of this kind belong to the test. */
  allow: (pattern: RegExp) => void
  visits: Visit[]
}

interface Worker {
  template: string
}

async function visit(browser: Browser, house: House, viewer: Viewer, options: BrowserContextOptions | undefined, visits: Visit[]): Promise<Page> {
  const context = await browser.newContext({ baseURL: house.origin, permissions: ['clipboard-read', 'clipboard-write'], ...options })
  const watching = await watch(context)
  await context.clock.setFixedTime(house.clock.now())
  if (viewer !== undefined) {
    const { session } = await house.signIn(viewer)
    await context.addCookies([{ name: 'session', value: session, url: house.origin, httpOnly: true, sameSite: 'Strict' }])
  }
  visits.push({ watch: watching, pages: () => context.pages(), setTime: (now) => context.clock.setFixedTime(now), close: () => context.close() })
  return context.newPage()
}

/** No credential that passed, and no password, is anywhere but in the hands of the person. */
async function expectNoSecrets(house: House, visits: Visit[]): Promise<void> {
  const secrets = [...house.front.secrets, ...Object.values(people).map(({ password }) => password)]
  const found = (text: string) => secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
  const places: Record<string, string> = {
    'server log': house.log(),
    'requested URLs': [...visits.flatMap(({ watch }) => watch.urls), ...house.front.passed.map(({ url }) => url)].join('\n'),
  }
  for (const [at, page] of visits.flatMap(({ pages }) => pages()).entries()) {
    for (const [place, text] of Object.entries(await remainsOf(page))) places[`page ${at + 1} ${place}`] = text
  }
  for (const [place, text] of Object.entries(places)) expect(found(text), `There is no secret in: ${place}`).toEqual([])
}

export const test = base.extend<Stage, Worker>({
  // oxlint-disable-next-line no-empty-pattern
  template: [async ({}, use) => {
    const folder = await makeTemplate(start)
    await use(folder)
    remove(folder)
  }, { scope: 'worker' }],

  house: async ({ template }, use) => {
    const house = await openSeeded(start, template)
    await use(house)
    await house.close()
  },

  visits: [async ({ house }, use, testInfo) => {
    const visits: Visit[] = []
    await use(visits)
    if (testInfo.errors.length === 0) {
      for (const { watch } of visits) watch.expectQuiet()
      await expectNoSecrets(house, visits)
      expect(await (await fetch(`${house.origin}/metrics`)).text()).toContain('countersign_csp_reports_total 0')
    }
    for (const { close } of visits) await close()
  }, { auto: true }],

  as: async ({ browser, house, visits }, use) => use(async (person, path, options) => {
    const page = await visit(browser, house, person, options, visits)
    await page.goto(path)
    return page
  }),

  visitor: async ({ browser, house, visits }, use) => use(async (path, options) => {
    const page = await visit(browser, house, undefined, options, visits)
    // Asking who is signed in is answered with "nobody".
    visits.at(-1)!.watch.allow(/status of 401 .*\/api\/v1\/session$/)
    await page.goto(path)
    return page
  }),

  api: async ({ house }, use) => {
    const clients = new Map<Person, Promise<Client>>()
    await use((person) => {
      const client = clients.get(person) ?? house.signIn(person)
      clients.set(person, client)
      return client
    })
  },

  fault: async ({ house }, use) => use(house.front.fault),
  allow: async ({ visits }, use) => use((pattern) => visits.forEach(({ watch }) => watch.allow(pattern))),

  forward: async ({ house, visits }, use) => use(async (milliseconds) => {
    house.clock.forward(milliseconds)
    for (const { setTime, pages } of visits) {
      await setTime(house.clock.now())
      for (const page of pages()) await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
    }
  }),

  stay: async ({ house, forward, visits }, use) => use(async (milliseconds) => {
    await forward(milliseconds)
    // The server writes down in the background when it saw a session last.
    const seen = new RegExp(`"lastSeenAt":"${new Date(house.clock.now()).toISOString()}"`)
    for (const page of visits.flatMap(({ pages }) => pages())) {
      await expect.poll(async () => (await page.request.get('/api/v1/sessions')).text()).toMatch(seen)
    }
  }),
})

export { expect }

/** The server as a program of its own, on an empty database: what `npm start` runs. Answers the setup link that it prints. */
export async function firstStart(): Promise<{ link: string; stop: () => Promise<void> }> {
  const data = temporary()
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/server/node.ts', import.meta.url))], {
    env: { PATH: process.env.PATH, PORT: '0', COUNTERSIGN_DATA: data, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const link = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /Open (http:\S+\/setup#\S+) to make the first administrator/.exec(output)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', () => reject(new Error(`The server ended before it printed its link: ${output}`)))
  })
  return {
    link,
    async stop() {
      child.kill('SIGTERM')
      await ended
      remove(data)
    },
  }
}
