import { test as base, expect, type TestType } from '@playwright/test'
import type { Client } from './api.ts'
import type { Audience, Given, GivenToWorker } from './given.ts'
import { NotHere, type House, type Visit } from './house.ts'
import { people } from './people.ts'
import { remainsOf } from './watch.ts'

const pagesOf = (visits: readonly Visit[]) => visits.flatMap(({ pages }) => pages())

/** No credential that passed, and no password, is anywhere but in the hands of the person. */
async function expectNoSecrets({ secrets: values, passed, visits, log }: House): Promise<void> {
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

/** What a house cannot do is no failure of the test: it is skipped, and says why. */
async function orSkip<T>(doing: Promise<T>): Promise<T> {
  return doing.catch((error: unknown) => {
    if (error instanceof NotHere) base.skip(true, error.message)
    throw error
  })
}

/** The fixtures that stand on a house; `house` itself is for whoever extends this. */
export const audience: TestType<Given<Client>, GivenToWorker> = base.extend<Audience<Client>>({
  // oxlint-disable-next-line no-empty-pattern
  house: ({}, _use) => Promise.reject(new Error('A suite says which house it plays in.')),

  visits: [async ({ house }, use, testInfo) => {
    await use(house.visits)
    if (testInfo.errors.length === 0) {
      for (const { watch } of house.visits) watch.expectQuiet()
      await expectNoSecrets(house)
      expect(await house.reports(), 'No browser has reported a violation of the policy.').toBe(0)
    }
    for (const { close } of house.visits) await close()
  }, { auto: true }],

  as: async ({ browser, house }, use) => use((person, path, look) => house.enter(browser, person, path, look)),

  visitor: async ({ browser, house, visits }, use) => use(async (path, look) => {
    const page = await house.enter(browser, undefined, path, look)
    // Asking who is signed in is answered with "nobody".
    visits.at(-1)!.watch.allow(/status of 401 .*\/api\/v1\/session$/)
    return page
  }),

  api: async ({ house }, use) => {
    const clients = new Map<string, Promise<Client>>()
    await use((person) => {
      const client = clients.get(person) ?? house.signIn(person)
      clients.set(person, client)
      return client
    })
  },

  fault: async ({ house }, use) => use((fault) => orSkip(house.fault(fault))),
  allow: async ({ visits }, use) => use((pattern) => visits.forEach(({ watch }) => watch.allow(pattern))),

  forward: async ({ house, visits }, use) => use(async (milliseconds) => {
    await orSkip(house.clock.forward(milliseconds))
    for (const { setTime, pages } of visits) {
      await setTime(house.clock.now())
      for (const page of pages()) await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
    }
  }),

  stay: async ({ house, forward, visits }, use) => use(async (milliseconds) => {
    await forward(milliseconds)
    // The server writes down in the background when it saw a session last.
    const seen = new RegExp(`"lastSeenAt":"${new Date(house.clock.now()).toISOString()}"`)
    for (const page of pagesOf(visits)) {
      await expect.poll(() => page.evaluate(async () => (await fetch('/api/v1/sessions')).text())).toMatch(seen)
    }
  }),
})

export { expect }
