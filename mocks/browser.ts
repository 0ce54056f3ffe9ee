/*
 * The stage in a browser tab: the same server over sql.js behind one MSW handler. `main.tsx` raises it in mode "mock".
 *
 * For a test suite, here or elsewhere (docs/demo.md says more):
 *
 *   page.goto('/my-api-keys?as=administrator&seed=small&clock=2026-11-21T06:00:00Z&keep=on&bar=off')
 *
 *   as      somebody's e-mail address, `administrator` or `user`; empty: nobody
 *   seed    empty · small · company (default) · large, and `company:7` for another chance
 *   clock   an instant (stands still) or an offset such as `+30d`; absent: the page's own Date, so that Playwright's
 *           `clock.setFixedTime` moves the server too
 *   faults  `list-api-keys:fail-500,POST /accessmanagement/api-key:fail-lost:1`
 *   keep    `on`: the data outlive reloads and `page.goto` in this tab
 *   bar     `off`: without the demo's bar
 *
 * A choice holds for the tab until another is made. `<html data-stage="up">` says that the server answers; from then on
 * `window.countersignStage` (`StageHandle`) acts on it without a reload:
 *
 *   await page.evaluate(() => window.countersignStage.fault('GET /accessmanagement/api-key', 'fail-hold'))
 */
import { http } from 'msw/http'
import { setupWorker } from 'msw/browser'
import initSqlJs from 'sql.js'
import wasm from 'sql.js/dist/sql-wasm-browser.wasm?url'
import { demoBar, showMessage } from './demo-bar.ts'
import type { FaultName } from './faults.ts'
import { apiUrl } from './operations.ts'
import { choose, forgetCopy, readCopy, readKept, writeCopy, writeKept, type Kept } from './settings.ts'
import { raiseStage, type Stage, type StagePerson } from './stage.ts'

export interface StageHandle {
  /** Signs somebody in, as `as=` does; the console notices at its next call, or after a reload. */
  signIn(who: string): Promise<StagePerson>
  /** Moves the server's clock on. */
  forward(milliseconds: number): void
  /** Makes calls fail from now on; the answer is what `lift` takes. */
  fault(where: string, fault: FaultName, times?: number): number
  lift(fault: number): void
  /** Does the audit chain hold? */
  verify(): Promise<boolean>
}

declare global {
  interface Window {
    countersignStage: StageHandle
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown }
  }
}

const workerPath = '/mockServiceWorker.js'
class NoWorker extends Error {}

/** Copies are taken of changes only, and only when somebody wants to keep them. */
async function afterAnswer(request: Request, response: Response, kept: Kept, stage: Stage): Promise<void> {
  if (kept.settings.keep === 'on' && request.method !== 'GET' && response.ok) await writeCopy(kept.tab, await stage.copy())
}

/** The browser lets nobody set User-Agent on a request, and the one that came through the worker has lost it. */
function withUserAgent(request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set('User-Agent', navigator.userAgent)
  return Object.defineProperty(request, 'headers', { value: headers })
}

function startWorker(stage: Promise<Stage>, kept: Kept): Promise<unknown> {
  const worker = setupWorker(http.all(apiUrl, async ({ request }) => {
    const up = await stage
    const response = await up.fetch(withUserAgent(request))
    await afterAnswer(request, response, kept, up)
    return response
  }))
  const refused = (error: unknown) => { throw new NoWorker('', { cause: error }) }
  if (!('serviceWorker' in navigator)) return Promise.reject(new NoWorker())
  return worker.start({ quiet: true, onUnhandledFrame: 'bypass', serviceWorker: { url: workerPath } }).catch(refused)
}

/** The browser's trusted types refuse every text as a script's address; this one is ours. */
function trustWorker(): void {
  window.trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, location.href).href === new URL(workerPath, location.href).href) return url
      throw new TypeError(`Not a script of the stage: ${url}`)
    },
  })
}

async function open(kept: Kept, anew: boolean): Promise<Stage> {
  const { seed, clock, faults, keep } = kept.settings
  const copy = anew || (keep !== 'on' && !kept.resume) ? undefined : readCopy(kept.tab)
  const [sqlJs, from] = await Promise.all([initSqlJs({ locateFile: () => wasm }), copy])
  if (from === undefined) await forgetCopy(kept.tab)
  const stage = await raiseStage({ sqlJs, origin: location.origin, seed, clock, faults, from, session: from && kept.session })
  const { as } = kept.settings
  // With a copy came a session; it stays unless it is somebody else's.
  if (as !== undefined && (await stage.who())?.email !== (await stage.find(as)).email) await stage.signIn(as)
  return stage
}

/** Raises the stage. False when it cannot stand, and the page says why: then there is nothing for a console to ask. */
export async function raise(): Promise<boolean> {
  const kept = readKept()
  const { settings, anew, url } = choose(location.href, kept.settings)
  kept.settings = settings
  if (url !== location.href) history.replaceState(history.state, '', url)
  // Before the worker starts: after a forced reload it reloads the page by itself.
  writeKept(kept)

  trustWorker()
  const opening = open(kept, anew)
  let stage: Stage
  try {
    ;[stage] = await Promise.all([opening, startWorker(opening, kept)])
  } catch (error) {
    if (error instanceof NoWorker) {
      console.warn(error.cause)
      showMessage('The demo needs service workers', 'This browser has none here. They are there over HTTPS and on localhost, unless somebody has switched them off: a private window, a setting, or Playwright with serviceWorkers: "block".')
    } else showMessage('The demo cannot start', error instanceof Error ? error.message : String(error))
    return false
  }
  kept.resume = false
  await follow(stage, kept)
  setInterval(() => void stage.tick().catch(console.error), 1000)
  document.documentElement.dataset.stage = 'up'
  return true
}

/** Keeps bar and tab up to date with who is signed in, and offers the handle. */
async function follow(stage: Stage, kept: Kept): Promise<void> {
  const leave = async (resume: boolean, to: () => void) => {
    if (resume) await writeCopy(kept.tab, await stage.copy())
    else await forgetCopy(kept.tab)
    writeKept(Object.assign(kept, { resume, session: stage.session() }))
    to()
  }
  const bar = kept.settings.bar === 'off' ? undefined : demoBar({
    people: await stage.people(),
    seeds: [['company', 'Northwind'], ['small', 'Three people, no keys'], ['empty', 'Nobody'], ['large', '10,000 keys']],
    setupPath: await stage.setupPath(),
    // A real load: whatever the console remembers of the person before is gone. The sign-in page knows where to go next.
    signIn: (person) => void stage.signIn(person.email).then(() => {
      kept.settings.as = person.email
      return leave(true, () => (location.pathname === '/sign-in' ? location.reload() : location.assign('/')))
    }),
    begin(seed) {
      kept.settings = { ...kept.settings, seed, as: undefined }
      void leave(false, () => location.assign('/'))
    },
    reset: () => void leave(false, () => location.reload()),
    goTo(path) {
      history.pushState(null, '', path)
      dispatchEvent(new PopStateEvent('popstate'))
    },
  })

  const learn = async () => {
    const person = await stage.who()
    bar?.show(person)
    kept.settings.as = person?.email
    kept.session = stage.session()
    writeKept(kept)
  }
  stage.onSession(() => {
    // At once, for whoever reloads at once: the session alone says who it is.
    kept.session = stage.session()
    kept.settings.as = undefined
    writeKept(kept)
    void learn()
  })
  await learn()

  let made = 0
  const lifts = new Map<number, () => void>()
  window.countersignStage = {
    async signIn(who) {
      const person = await stage.signIn(who)
      if (kept.settings.keep === 'on') await writeCopy(kept.tab, await stage.copy())
      return person
    },
    forward: (milliseconds) => stage.clock.forward(milliseconds),
    fault(where, fault, times) {
      lifts.set(++made, stage.faults.add(where, fault, times))
      return made
    },
    lift(fault) {
      lifts.get(fault)?.()
      lifts.delete(fault)
    },
    verify: () => stage.verify(),
  }
}
