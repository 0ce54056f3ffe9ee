import { createHash } from 'node:crypto'
import { expect, onServerOnly, test } from './world/fixtures.ts'
import { people } from './world/people.ts'

const common = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}
const page = (origin: string, path = '/') => fetch(origin + path, { headers: { Accept: 'text/html' } })
const directives = (response: Response) =>
  new Map(
    response.headers
      .get('content-security-policy')!
      .split('; ')
      .map((directive) => [directive.split(' ')[0]!, directive.split(' ').slice(1).join(' ')]),
  )

test.describe('of the server', () => {
  onServerOnly('A static host sends what headers it likes, and in the demo a session is in no cookie.')

  test('the policy of a page has a nonce of its own, and nothing unsafe', async ({ world }) => {
    const [one, two] = [await page(world.origin), await page(world.origin)]
    const policy = directives(one)
    expect(one.headers.get('content-security-policy')).not.toMatch(/unsafe-|\*|data:|https?:/)
    expect(policy.get('default-src')).toBe("'none'")
    expect(policy.get('script-src')).toBe("'self'")
    expect(policy.get('style-src-attr')).toBe("'none'")
    expect(policy.get('base-uri')).toBe("'none'")
    expect(policy.get('frame-ancestors')).toBe("'none'")
    expect(policy.get('object-src')).toBe("'none'")
    expect(policy.get('require-trusted-types-for')).toBe("'script'")
    expect(policy.get('trusted-types')).toBe("'none'")
    const nonce = (response: Response) => /'nonce-([\w-]{22})'/.exec(directives(response).get('style-src') ?? '')?.[1]
    expect(nonce(one)).toBeDefined()
    expect(nonce(one)).not.toBe(nonce(two))
    const html = await one.text()
    expect(html).toContain(nonce(one))
    expect(html).not.toContain('__NONCE__')
  })

  test('pages, answers and files carry the headers that belong to them', async ({ world }) => {
    const html = await (await page(world.origin)).text()
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)![1]!
    for (const [path, headers] of [
      ['/', { ...common, 'cache-control': 'no-store' }],
      ['/my-api-keys', { ...common, 'cache-control': 'no-store' }],
      ['/no/such/page', { ...common, 'cache-control': 'no-store' }],
      [
        '/api/v1/session',
        {
          ...common,
          'cache-control': 'no-store',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'content-type': 'application/problem+json',
        },
      ],
      [script, { ...common, 'cache-control': 'public, max-age=31536000, immutable', 'content-type': 'text/javascript; charset=utf-8' }],
      ['/theme.js', { ...common, 'cache-control': 'no-cache' }],
    ] as const) {
      const response = await page(world.origin, path)
      for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name), `${name} of ${path}`).toBe(value)
      expect(response.headers.get('server'), path).toBeNull()
      expect(response.headers.get('x-powered-by'), path).toBeNull()
    }
  })

  test('every script and sheet of the page is pinned to its content, and none is inline', async ({ world, visitor }) => {
    const html = await (await page(world.origin)).text()
    const tags = [...html.matchAll(/<(?:script|link)\b[^>]*(?:src|href)="([^"]+\.(?:js|css))"[^>]*>/g)]
    expect(tags.length).toBeGreaterThanOrEqual(2)
    for (const [tag, path] of tags) {
      const bytes = Buffer.from(await (await fetch(world.origin + path!)).arrayBuffer())
      expect(tag).toContain(`integrity="sha384-${createHash('sha384').update(bytes).digest('base64')}"`)
    }
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/)
    const shown = await visitor('/sign-in')
    await expect(shown.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })

  test('the session is in a cookie that scripts cannot read', async ({ visitor }) => {
    const page = await visitor('/sign-in')
    await page.getByLabel('Email').fill(people.user.email)
    await page.getByLabel('Password', { exact: true }).fill(people.user.password)
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Sign in' }).click(),
    ])
    expect((await answer.allHeaders())['set-cookie']).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
    expect(await page.evaluate(() => document.cookie)).toBe('')
  })
})

test('nothing is asked of any other host', async ({ as, visits, world }) => {
  for (const path of ['/', '/my-api-keys', '/auth-token', '/profile', '/sessions'])
    await (await as('administrator', path)).getByRole('heading', { level: 1 }).waitFor()
  const elsewhere = visits.flatMap(({ watch }) => watch.urls).filter((url) => !url.startsWith(`${world.origin}/`))
  expect(elsewhere).toEqual([])
})
