/*
 * The demo in a browser tab: the same server over sql.js behind one MSW handler. `main.tsx` raises it in mode "mock".
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
 *   share   a name: tabs of one browser that give the same share one demo, which stands in the first of them
 *   console `off`: the demo alone, for a tab that others share
 *
 * A choice holds for the tab until another is made. `<html data-demo="up">` says that the server answers; from then on
 * `window.countersignDemo` (`DemoHandle`) acts on it without a reload:
 *
 *   await page.evaluate(() => window.countersignDemo.fault('GET /accessmanagement/api-key', 'fail-hold'))
 */
import { http } from 'msw/http'
import { setupWorker } from 'msw/browser'
import { demoBar, showMessage } from './demo-bar.ts'
import { apiUrl } from './operations.ts'
import { openTab, type Tab } from './tab.ts'
import { choose, forgetCopy, readCopy, readKept, writeCopy, writeKept, type Chosen, type Kept } from './settings.ts'
import { enterShared } from './shared-demo.ts'
import type { DemoHandle } from './demo-handle.ts'
import type { RaisedDemo, Demo } from './demo.ts'

declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string; createHTML(text: string): string }): unknown }
  }
}

const workerPath = '/mockServiceWorker.js'
class NoWorker extends Error {}

function startWorker(opening: Promise<Opened>): Promise<unknown> {
  const worker = setupWorker(http.all(apiUrl, async ({ request }) => (await opening).tab.fetch(request)))
  const refused = (error: unknown) => { throw new NoWorker('', { cause: error }) }
  if (!('serviceWorker' in navigator)) return Promise.reject(new NoWorker())
  return worker.start({ quiet: true, onUnhandledFrame: 'bypass', serviceWorker: { url: workerPath } }).catch(refused)
}

/** The page of the documentation that is about to be shown: the one text that may become HTML. */
let docsText: string | undefined

/** The browser's trusted types refuse every text as a script's address; this one is ours. */
function trustWorker(): void {
  window.trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, location.href).href === new URL(workerPath, location.href).href) return url
      throw new TypeError(`Not a script of the demo: ${url}`)
    },
    createHTML(text) {
      if (text === docsText) return text
      throw new TypeError('Not a page of the demo.')
    },
  })
}

/** Raises a demo in this tab. Copies are taken of changes only, and only when somebody wants to keep them. */
async function raiseHere(kept: Kept, anew: boolean): Promise<RaisedDemo> {
  const { seed, clock, faults, keep } = kept.settings
  const copy = anew || (keep !== 'on' && !kept.resume) ? undefined : readCopy(kept.tab)
  // The server itself: a guest of another tab's demo has no use for it.
  const [{ raiseWholeDemo }, from] = await Promise.all([import('./whole-demo.ts'), copy])
  if (from === undefined) {
    await forgetCopy(kept.tab)
    // It opens nothing in another demo.
    kept.session = undefined
  }
  const demo = await raiseWholeDemo({ origin: location.origin, seed, clock, faults, from })
  return {
    ...demo,
    async fetch(request) {
      const { method } = request
      const response = await demo.fetch(request)
      if (kept.settings.keep === 'on' && method !== 'GET' && response.ok) await writeCopy(kept.tab, await demo.copy())
      return response
    },
  }
}

interface Opened {
  demo: Demo
  /** The demo, when it stands in this tab. */
  raised: RaisedDemo | undefined
  tab: Tab
}

async function open(kept: Kept, { anew, named }: Chosen): Promise<Opened> {
  const { as, share } = kept.settings
  const raise = () => raiseHere(kept, anew)
  const { demo, raised } = share === undefined ? await raise().then((alone) => ({ demo: alone, raised: alone })) : await enterShared(share, raise)
  const nobody = named && as === undefined
  const tab = openTab(demo, nobody ? undefined : kept.session)
  // Whoever has a session keeps it, or is nobody once it has ended, unless the URL means another person now.
  if (as !== undefined && (named || kept.session === undefined) && (await tab.who())?.email !== (await demo.find(as)).email) await tab.signIn(as)
  return { demo, raised, tab }
}

/** Is the console to be seen in this tab? Nothing is changed by asking. */
export const consoleWanted = (): boolean => choose(location.href, readKept().settings).settings.console !== 'off'

/** Raises the demo. False when the console is not to start: nobody wants it here, or the demo cannot stand and the page says why. */
export async function raise(): Promise<boolean> {
  const kept = readKept()
  const chosen = choose(location.href, kept.settings)
  kept.settings = chosen.settings
  if (chosen.url !== location.href) history.replaceState(history.state, '', chosen.url)
  // Before the worker starts: after a forced reload it reloads the page by itself.
  writeKept(kept)

  trustWorker()
  const opening = open(kept, chosen)
  let opened: Opened
  try {
    ;[opened] = await Promise.all([opening, startWorker(opening)])
  } catch (error) {
    if (error instanceof NoWorker) {
      console.warn(error.cause)
      showMessage(
        'The demo needs service workers',
        'This browser has none here. They are there over HTTPS and on localhost, unless somebody has switched them off: a private window, a setting, or ' +
          'Playwright with serviceWorkers: "block".',
      )
    } else showMessage('The demo cannot start', error instanceof Error ? error.message : String(error))
    return false
  }
  kept.resume = false
  await follow(opened, kept)
  const { raised } = opened
  if (raised) setInterval(() => void raised.tick().catch(console.error), 1000)
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.nonce ?? ''
  docsText = /^\/docs(?:\/|$)/.test(location.pathname) ? await opened.demo.docs(location.pathname, nonce) : undefined
  if (docsText !== undefined) (await import('./docs.ts')).showDocs(docsText, nonce)
  document.documentElement.dataset.demo = 'up'
  if (docsText !== undefined) return false
  return kept.settings.console !== 'off'
}

/** Keeps bar and tab up to date with who is signed in, and offers the handle. */
async function follow({ demo, raised, tab }: Opened, kept: Kept): Promise<void> {
  const leave = async (resume: boolean, to: () => void) => {
    if (resume && raised) await writeCopy(kept.tab, await raised.copy())
    else await forgetCopy(kept.tab)
    writeKept(Object.assign(kept, { resume, session: tab.session() }))
    to()
  }
  const bar = kept.settings.bar === 'off' ? undefined : demoBar({
    people: await demo.people(),
    seeds: [['company', 'Northwind'], ['small', 'Three people, no keys'], ['empty', 'Nobody'], ['large', '10,000 keys']],
    setupPath: await demo.setupPath(),
    // A real load: whatever the console remembers of the person before is gone. The sign-in page knows where to go next.
    signIn: (person) => void tab.signIn(person.email).then(() => {
      kept.settings.as = person.email
      return leave(true, () => (location.pathname === '/sign-in' ? location.reload() : location.assign('/')))
    }),
    begin(seed) {
      // A guest that begins anew moves into a demo of its own.
      kept.settings = { ...kept.settings, seed, as: undefined, share: raised && kept.settings.share }
      void leave(false, () => location.assign('/'))
    },
    reset() {
      if (!raised) kept.settings.share = undefined
      void leave(false, () => location.reload())
    },
    goTo(path) {
      history.pushState(null, '', path)
      dispatchEvent(new PopStateEvent('popstate'))
    },
  })

  const learn = async () => {
    const person = await tab.who()
    bar?.show(person)
    kept.settings.as = person?.email
    kept.session = tab.session()
    writeKept(kept)
  }
  tab.onSession(() => {
    // At once, for whoever reloads at once: the session alone says who it is.
    kept.session = tab.session()
    kept.settings.as = undefined
    writeKept(kept)
    void learn()
  })
  await learn()

  const { forward, fault, lift, setupPath, verify, cutTrail } = demo
  const handle: DemoHandle = {
    async signIn(who) {
      const person = await tab.signIn(who)
      if (raised && kept.settings.keep === 'on') await writeCopy(kept.tab, await raised.copy())
      return person
    },
    forward, fault, lift, setupPath, verify, cutTrail,
  }
  window.countersignDemo = handle
}
