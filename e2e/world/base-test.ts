import { test as base, expect, type TestType } from '@playwright/test'
import type { Client } from './api.ts'
import type { WorldFixtures, TestArgs, WorkerArgs } from './test-args.ts'
import { NotHere, type World, type Visit } from './world.ts'
import { people } from './people.ts'
import { remainsOf } from './watch.ts'

const pagesOf = (visits: readonly Visit[]) => visits.flatMap(({ pages }) => pages())

/** No credential that passed, and no password, is anywhere but in the hands of the person. */
async function expectNoSecrets({ secrets: values, passed, visits, log }: World): Promise<void> {
  const secrets = [...values, ...Object.values(people).map(({ password }) => password)]
  const found = (text: string) => secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
  const places: Record<string, string> = {
    'server log': log(),
    'requested URLs': [...visits.flatMap(({ watch }) => watch.urls), ...passed.map(({ url }) => url)].join('\n'),
  }
  for (const [at, page] of pagesOf(visits).entries()) {
    for (const [place, text] of Object.entries(await remainsOf(page))) places[`page ${at + 1} ${place}`] = text
  }
  for (const [place, text] of Object.entries(places)) expect(found(text), `There is no secret in: ${place}`).toEqual([])
}

/** What a world cannot do is no failure of the test: it is skipped, and says why. */
async function orSkip<T>(doing: Promise<T>): Promise<T> {
  return doing.catch((error: unknown) => {
    if (error instanceof NotHere) base.skip(true, error.message)
    throw error
  })
}

/** The fixtures that stand on a world; `world` itself is for whoever extends this. */
export const baseTest: TestType<TestArgs<Client>, WorkerArgs> = base.extend<WorldFixtures<Client>>({
  // oxlint-disable-next-line no-empty-pattern
  world: ({}, _use) => Promise.reject(new Error('A suite says which world it plays in.')),

  visits: [async ({ world }, use, testInfo) => {
    await use(world.visits)
    if (testInfo.errors.length === 0) {
      for (const { watch } of world.visits) watch.expectQuiet()
      await expectNoSecrets(world)
      expect(await world.reports(), 'No browser has reported a violation of the policy.').toBe(0)
    }
    for (const { close } of world.visits) await close()
  }, { auto: true }],

  as: async ({ browser, world }, use) => use((person, path, look) => world.enter(browser, person, path, look)),

  visitor: async ({ browser, world, visits }, use) => use(async (path, look) => {
    const page = await world.enter(browser, undefined, path, look)
    // Asking who is signed in is answered with "nobody".
    visits.at(-1)!.watch.allow(/status of 401 .*\/api\/v1\/session$/)
    return page
  }),

  api: async ({ world }, use) => {
    const clients = new Map<string, Promise<Client>>()
    await use((person) => {
      const client = clients.get(person) ?? world.signIn(person)
      clients.set(person, client)
      return client
    })
  },

  fault: async ({ world }, use) => use((fault) => orSkip(world.fault(fault))),
  allow: async ({ visits }, use) => use((pattern) => visits.forEach(({ watch }) => watch.allow(pattern))),

  forward: async ({ world, visits }, use) => use(async (milliseconds) => {
    await orSkip(world.clock.forward(milliseconds))
    for (const { setTime, pages } of visits) {
      await setTime(world.clock.now())
      for (const page of pages()) await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
    }
  }),

  stay: async ({ world, forward, visits }, use) => use(async (milliseconds) => {
    await forward(milliseconds)
    // The server writes down in the background when it saw a session last.
    const seen = new RegExp(`"lastSeenAt":"${new Date(world.clock.now()).toISOString()}"`)
    for (const page of pagesOf(visits)) {
      await expect.poll(() => page.evaluate(async () => (await fetch('/api/v1/sessions')).text())).toMatch(seen)
    }
  }),
})

export { expect }
