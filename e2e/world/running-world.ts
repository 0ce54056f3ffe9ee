import type { Page } from '@playwright/test'
import { makeClient, serverDoor, signInAs, type Client } from './api.ts'
import type { Clock } from './clock.ts'
import { NotHere, type World, type Viewer, type Visit } from './world.ts'
import { overhear, type Overheard } from './overhear.ts'
import type { Credentials } from './people.ts'
import { watch } from './watch.ts'

const notHere = (what: string) => () => Promise.reject(new NotHere(`A server that runs by itself ${what}. The demo does.`))

/** A server that is there already: it has its own time, and nobody makes it fail. */
export function openRunningWorld(origin: string, people: Readonly<Record<string, Credentials>>, clock?: Clock): World<Client> {
  const door = serverDoor(origin)
  const heard: Overheard = { passed: [], secrets: new Set() }
  const visits: Visit[] = []

  function credentialsOf(viewer: NonNullable<Viewer>): Credentials {
    const found = people[viewer] ?? Object.values(people).find(({ email }) => email === viewer)
    if (!found) throw new Error(`Nobody says how ${viewer} signs in. Known here: ${Object.keys(people).join(', ')}.`)
    return found
  }

  const world: World<Client> = {
    origin,
    address: '127.0.0.1',
    clock: clock ?? { now: Date.now, forward: notHere('does not let its clock be moved') },
    ...heard,
    visits,
    async enter(browser, viewer, path, look): Promise<Page> {
      const context = await browser.newContext({ baseURL: origin, permissions: ['clipboard-read', 'clipboard-write'], ...look })
      const watching = await watch(context)
      overhear(context, heard)
      if (clock) await context.clock.setFixedTime(clock.now())
      if (viewer !== undefined) {
        const { session } = await world.signIn(viewer)
        const [name, value] = Object.values(door.carry(session))[0]!.split('=')
        await context.addCookies([{ name: name!, value: value!, url: origin, httpOnly: true, secure: origin.startsWith('https:'), sameSite: 'Strict' }])
      }
      visits.push({
        watch: watching,
        pages: () => context.pages(),
        setTime: async (now) => (clock ? context.clock.setFixedTime(now) : undefined),
        close: () => context.close(),
      })
      const page = await context.newPage()
      await page.goto(path)
      return page
    },
    signIn: async (person) => signInAs(door, credentialsOf(person)),
    nobody: makeClient(door),
    fault: notHere('cannot be made to fail'),
    cutTrail: notHere('lets nobody at its database'),
    setupPath: () => Promise.resolve(undefined),
    reports: () => Promise.resolve(0),
    log: () => '',
    stop: notHere('is not stopped by its tests'),
    restart: notHere('is not stopped by its tests'),
    close: () => Promise.resolve(),
  }
  return world
}
