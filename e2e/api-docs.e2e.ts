import { expect, test } from './world/fixtures.ts'
import { axe } from './world/words.ts'

test('the API documentation is searched, has a page a noun, and tries a call with one\'s own token', async ({ as, api }) => {
  const jonas = await api('user')
  const { apiKey } = await jonas.key('apikey1')
  const page = await as('user', '/')
  await page.goto('/docs')
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await axe(page)
  await page.getByLabel('Search').fill('rotate key')
  await expect(page.getByRole('status')).toHaveText('1 call')
  await expect(page.locator('.calls li:visible')).toHaveCount(1)
  await page.getByRole('link', { name: 'Auth token', exact: true }).press('Enter')
  await expect(page).toHaveURL(/\/docs\/auth-token$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Auth token' })).toBeVisible()
  await axe(page)
  const login = page.locator('section', { has: page.getByRole('heading', { name: 'POST /auth/login' }) })
  await login.getByText('Try it').click()
  await login.getByRole('button', { name: 'Send' }).press('Enter')
  await expect(login.getByRole('status')).toHaveText('Paste your token or key first: the field is at the top.')
  await expect(page.getByLabel('Your token or key')).toBeFocused()
  await page.keyboard.insertText(apiKey)
  await login.getByRole('button', { name: 'Send' }).press('Enter')
  await expect(login.getByRole('status')).toContainText('200')
  await expect(login.getByRole('status')).toContainText('"tokenType": "Bearer"')
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.reload()
  await expect(page.getByLabel('Your token or key'), 'It is in this page alone.').toHaveValue('')
})

test('the document behind the documentation opens as JSON, and is of the same calls', async ({ as }) => {
  const page = await as('user', '/')
  await page.goto('/docs')
  const calls = page.locator('.calls li')
  await expect(calls.first()).toBeVisible()
  const count = await calls.count()
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/openapi.json')),
    page.getByRole('link', { name: 'openapi.json' }).click(),
  ])
  expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/json'])
  const { openapi, paths } = JSON.parse(await page.locator('body').innerText()) as { openapi: string; paths: Record<string, object> }
  expect(openapi).toBe('3.1.0')
  expect(Object.values(paths).flatMap((path) => Object.keys(path)).length).toBe(count)
})
