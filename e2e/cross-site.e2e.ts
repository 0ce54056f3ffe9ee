import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from '@playwright/test'
import { expect, onServerOnly, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { openTlsProxy } from './world/tls-proxy.ts'
import { fill, press } from './world/words.ts'

/*
 * Another page in the victim's own browser, from another site and from a neighbour on the same one, whose requests carry the cookie
 * although it is SameSite=Strict. src/server/pipeline/csrf.test.ts has every call; here Chromium itself sends them. Seen to fail: with
 * `fromConsole` always true (a key is made), and without frame-ancestors, X-Frame-Options and CORP (a page of the console is framed).
 * What a browser shows in a frame that it refuses is its own business (Chromium an error page with a heading, its headless shell
 * nothing): asked is whose document stands there. In both it is nobody's.
 */
const targets = ['/accessmanagement/api-key', '/api/v1/one/tokens', '/api/v1/certcentral/keys']

/** Whose document stands in a frame; `null` is nobody's. */
const originOf = (frame: Frame) => frame.evaluate(() => self.origin)

/** Tries everything that a page may, and answers whether it could put the console into a frame. */
const attack = (page: Page, console: string) => page.evaluate(async ([origin, paths]) => {
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
  const frame = (name: string) => {
    const made = document.createElement('iframe')
    made.name = name
    document.body.append(made)
    return made
  }
  let number = 0
  for (const path of paths.split(' ')) {
    const url = origin + path
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
      const name = `frame${++number}`
      frame(name)
      const form = document.createElement('form')
      Object.assign(form, { method: 'post', action: url, enctype: type, target: name })
      const field = document.createElement('input')
      Object.assign(field, type === 'text/plain' ? { name: `{"name":"stolen ${number}","note":"`, value: '"}' } : { name: 'name', value: `stolen ${number}` })
      form.append(field)
      document.body.append(form)
      form.submit()
    }
    const body = JSON.stringify({ name: `stolen ${++number}` })
    await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body }).catch(() => undefined)
    await fetch(url, { method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json', 'X-Countersign-CSRF': '1' }, body }).catch(
      () => undefined,
    )
    navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }))
    Object.assign(new Image(), { src: `${url}?name=stolen` })
    frame(`get${number}`).src = url
  }
  await fetch(`${origin}/api/v1/session`, { method: 'DELETE', mode: 'cors', credentials: 'include', headers: { 'X-Countersign-CSRF': '1' } }).catch(
    () => undefined,
  )
  frame('console').src = `${origin}/my-api-keys`
  await wait(1000)
}, [console, targets.join(' ')] as const)

test.describe('another page in the same browser', () => {
  onServerOnly('The demo has no server that another page could ask.')

  test('changes nothing and frames nothing', async ({ behindTls, browser }) => {
    const { origin } = await behindTls()
    const evil = createServer((_, response) => void response.setHeader('Content-Type', 'text/html').end('<!doctype html><body></body>'))
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    const neighbour = await openTlsProxy()
    const port = (evil.address() as AddressInfo).port
    neighbour.to(`http://127.0.0.1:${port}`)
    const context = await browser.newContext({ baseURL: origin, ignoreHTTPSErrors: true })
    const page = await context.newPage()
    await page.goto('/sign-in')
    await fill(page, { Email: people.user.email, Password: people.user.password })
    await press(page, 'Sign in')
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()

    const other = await context.newPage()
    const carried: string[] = []
    other.on(
      'response',
      (response) =>
        void response
          .request()
          .allHeaders()
          .then(
            (headers) => (headers.cookie?.includes('__Host-session') ? carried.push(response.url()) : 0),
            () => 0,
          ),
    )
    for (const from of [neighbour.origin.replace('127.0.0.1', 'localhost'), neighbour.origin]) {
      await other.goto(from)
      await attack(other, origin)
      const framed = other.frames().filter((frame) => frame !== other.mainFrame())
      expect(framed.length, 'The page has its frames: this test can fail.').toBeGreaterThan(targets.length)
      for (const frame of framed)
        expect([await originOf(frame), await frame.locator('main, form').count()], `${from} frames ${frame.url()}`).toEqual(['null', 0])
    }
    expect(carried.length, 'The neighbour\'s requests carry the session: this test can fail.').toBeGreaterThan(0)

    for (const path of targets) {
      const { status, found } = await page.evaluate(async (at) => {
        const response = await fetch(at)
        return { status: response.status, found: await response.text() }
      }, path)
      expect(status, 'The session is still there.').toBe(200)
      expect(JSON.parse(found), path).toMatchObject({ data: [], total: 0 })
    }
    await context.close()
    await neighbour.stop()
    evil.close()
    evil.closeAllConnections()
  })
})
