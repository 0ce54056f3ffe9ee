import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { start } from '#server/node.ts'
import type { Client } from './api.ts'
import { baseTest } from './base-test.ts'
import type { World } from './world.ts'
import { openNameservers, type Nameservers } from './nameservers.ts'
import { people } from './people.ts'
import { openRunningWorld } from './running-world.ts'
import { serveDemo } from './serve-demo.ts'
import { makeTemplate, openSeeded, remove, temporary } from './server-world.ts'
import { openDemoWorld } from './demo-world.ts'
import { openTlsProxy } from './tls-proxy.ts'

/** A world with nobody in it, and the link that makes its first administrator. */
export interface FirstStart {
  world: World<Client>
  link: string
}

interface Own {
  firstStart: () => Promise<FirstStart>
  /** A server of its own that is reached over HTTPS, through a proxy in front of it. */
  behindTls: () => Promise<{ origin: string; world: World<Client> }>
  /** Nameservers that play every verdict. On a server they are sockets of this machine: it takes `loopback`. */
  nameservers: Nameservers
  /** Are nameservers on this machine asked? As `COUNTERSIGN_NAMESERVERS_LOOPBACK`; by `test.use`. */
  loopback: boolean
}

/** Set by the projects of `playwright.config.ts`. */
export interface On {
  on: 'server' | 'demo'
}

interface Worker extends On {
  /** A data folder to be copied, on the server. */
  template: string
  /** Where the demo is served. */
  demoOrigin: string
}

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const test = baseTest.extend<Own, Worker>({
  on: ['server', { option: true, scope: 'worker' }],

  template: [async ({ on }, use) => {
    if (on === 'demo') return use('')
    const folder = await makeTemplate(start)
    await use(folder)
    remove(folder)
  }, { scope: 'worker' }],

  demoOrigin: [async ({ on }, use) => {
    if (on === 'server') return use('')
    const { origin, stop } = await serveDemo(root('dist/demo'))
    await use(origin)
    await stop()
  }, { scope: 'worker' }],

  loopback: [false, { option: true }],

  world: async ({ on, browser, template, demoOrigin, loopback }, use) => {
    const world = on === 'demo'
      ? await openDemoWorld(browser, { origin: demoOrigin })
      : await openSeeded(start, template, loopback ? { env: { COUNTERSIGN_NAMESERVERS_LOOPBACK: '1' } } : {})
    await use(world)
    await world.close()
  },

  nameservers: async ({ on, world }, use) => {
    const opened = await openNameservers(on, world.clock)
    await use(opened)
    await opened.stop()
  },

  firstStart: async ({ on, browser, demoOrigin }, use) => {
    const opened: { close(): Promise<void> }[] = []
    await use(async () => {
      const first = on === 'demo' ? await firstInDemo(await openDemoWorld(browser, { origin: demoOrigin, seed: 'empty' })) : await firstOnServer()
      opened.push(first.world)
      return first
    })
    for (const world of opened) await world.close()
  },

  behindTls: async ({ template }, use) => {
    const opened: (() => Promise<void>)[] = []
    await use(async () => {
      const proxy = await openTlsProxy()
      opened.push(proxy.stop)
      const world = await openSeeded(start, template, { at: Date.now(), env: { COUNTERSIGN_ORIGIN: proxy.origin, COUNTERSIGN_TRUSTED_PROXIES: '1' } })
      opened.push(world.close)
      proxy.to(world.origin)
      return { origin: proxy.origin, world }
    })
    for (const close of opened.reverse()) await close()
  },
})

export { expect }

/** Tests that are about a server alone; put it into their `describe`. The reason is printed by `npm test`. */
export const onServerOnly = (why: string): void => test.skip(({ on }) => on === 'demo', why)

async function firstInDemo(world: World<Client>): Promise<FirstStart> {
  return { world, link: world.origin + (await world.setupPath())! }
}

/** The server as a program of its own, on an empty database: what `npm start` runs, with the setup link that it prints. */
async function firstOnServer(): Promise<FirstStart> {
  const data = temporary()
  const child = spawn(process.execPath, [root('src/server/node.ts')], {
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
  const world = openRunningWorld(new URL(link).origin, people)
  return {
    link,
    world: {
      ...world,
      async close() {
        child.kill('SIGTERM')
        await ended
        remove(data)
        for (const { close } of world.visits) await close()
      },
    },
  }
}
