import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { start } from '#server/node.ts'
import type { Client } from './api.ts'
import { audience } from './audience.ts'
import type { House } from './house.ts'
import { people } from './people.ts'
import { openRunningHouse } from './running-house.ts'
import { serveStage } from './serve-stage.ts'
import { makeTemplate, openSeeded, remove, temporary } from './server-house.ts'
import { openStageHouse } from './stage-house.ts'
import { openTlsProxy } from './tls-proxy.ts'

/** A house with nobody in it, and the link that makes its first administrator. */
export interface FirstStart {
  house: House<Client>
  link: string
}

interface Own {
  firstStart: () => Promise<FirstStart>
  /** A server of its own that is reached over HTTPS, through a proxy in front of it. */
  behindTls: () => Promise<{ origin: string; house: House<Client> }>
}

/** Set by the projects of `playwright.config.ts`. */
export interface On {
  on: 'server' | 'stage'
}

interface Worker extends On {
  /** A data folder to be copied, on the server. */
  template: string
  /** Where the stage is served. */
  stageOrigin: string
}

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

export const test = audience.extend<Own, Worker>({
  on: ['server', { option: true, scope: 'worker' }],

  template: [async ({ on }, use) => {
    if (on === 'stage') return use('')
    const folder = await makeTemplate(start)
    await use(folder)
    remove(folder)
  }, { scope: 'worker' }],

  stageOrigin: [async ({ on }, use) => {
    if (on === 'server') return use('')
    const { origin, stop } = await serveStage(root('dist/demo'))
    await use(origin)
    await stop()
  }, { scope: 'worker' }],

  house: async ({ on, browser, template, stageOrigin }, use) => {
    const house = on === 'stage' ? await openStageHouse(browser, { origin: stageOrigin }) : await openSeeded(start, template)
    await use(house)
    await house.close()
  },

  firstStart: async ({ on, browser, stageOrigin }, use) => {
    const opened: { close(): Promise<void> }[] = []
    await use(async () => {
      const first = on === 'stage' ? await firstOnStage(await openStageHouse(browser, { origin: stageOrigin, seed: 'empty' })) : await firstOnServer()
      opened.push(first.house)
      return first
    })
    for (const house of opened) await house.close()
  },

  behindTls: async ({ template }, use) => {
    const opened: (() => Promise<void>)[] = []
    await use(async () => {
      const proxy = await openTlsProxy()
      opened.push(proxy.stop)
      const house = await openSeeded(start, template, { at: Date.now(), env: { COUNTERSIGN_ORIGIN: proxy.origin, COUNTERSIGN_TRUSTED_PROXIES: '1' } })
      opened.push(house.close)
      proxy.to(house.origin)
      return { origin: proxy.origin, house }
    })
    for (const close of opened.reverse()) await close()
  },
})

export { expect }

/** Tests that are about a server alone; put it into their `describe`. The reason is printed by `npm test`. */
export const onServerOnly = (why: string): void => test.skip(({ on }) => on === 'stage', why)

async function firstOnStage(house: House<Client>): Promise<FirstStart> {
  return { house, link: house.origin + (await house.setupPath())! }
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
  const house = openRunningHouse(new URL(link).origin, people)
  return {
    link,
    house: {
      ...house,
      async close() {
        child.kill('SIGTERM')
        await ended
        remove(data)
        for (const { close } of house.visits) await close()
      },
    },
  }
}
