import { login, whoami } from '#contract/auth-tokens.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { fill, openAccount, press } from './world/words.ts'
import type { Page } from '@playwright/test'

const timer = (page: Page) => page.getByRole('timer')
const token = (page: Page) => page.getByRole('textbox', { name: 'Token' })
/** The token goes with the page: nothing of it may be left. */
const leave = (page: Page) => page.getByRole('link', { name: 'Overview' }).click()

for (const [role, who] of [['administrator', 'an administrator'], ['user', 'a standard user']] as const) {
  test(`D8 ${who} gets an auth token from a key, and it works`, async ({ as, api, world }) => {
    const { apiKey } = await (await api(role)).key('apikey1')
    const page = await as(role, '/')
    await openAccount(page, 'Auth token')
    await fill(page, { 'API key': apiKey })
    await press(page, 'Get token')
    await expect(timer(page)).toHaveText('1:00:00')
    const value = await token(page).innerText()
    await press(page, 'Copy')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value)
    await expect(page.getByRole('main')).toContainText(
      role === 'user' ? 'Jonas Meyer (jonas.meyer@nwnd.example)' : 'Ruth Lindqvist (ruth.lindqvist@nwnd.example)',
    )
    await expect(page.getByRole('main')).toContainText('apikey1')
    await expect(page.getByRole('listitem').filter({ hasText: /^Rotate API keys$/ })).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'for other users' })).toHaveCount(role === 'user' ? 0 : 1)
    expect((await world.nobody.call(whoami, { bearer: value })).user.email).toContain(role === 'user' ? 'jonas' : 'ruth')
    await leave(page)
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  })
}

test('D8 the time left counts down, warns five minutes before the end, and Refresh starts anew', async ({ as, api, stay, world }) => {
  const { apiKey } = await (await api('user')).key('apikey1')
  const page = await as('user', '/auth-token')
  await fill(page, { 'API key': apiKey })
  await press(page, 'Get token')
  await expect(timer(page)).toHaveText('1:00:00')
  const first = await token(page).innerText()
  await stay(20 * minute)
  await expect(timer(page)).toHaveText('40:00')
  await stay(20 * minute)
  await stay(14 * minute + 59_000)
  await expect(timer(page)).toHaveText('05:01')
  await expect(page.getByRole('status').filter({ hasText: 'This token ends' })).toHaveCount(0)
  await stay(1000)
  await expect(timer(page)).toHaveText('05:00')
  await expect(page.getByRole('status').filter({ hasText: 'This token ends in less than five minutes, at 08:00.' })).toBeVisible()
  await stay(4 * minute + 30_000)
  await expect(timer(page)).toHaveText('00:30')
  expect(await world.nobody.status(whoami, { bearer: first })).toBe(200)

  await press(page, 'Refresh')
  await expect(timer(page)).toHaveText('1:00:00')
  const second = await token(page).innerText()
  expect(second).not.toBe(first)
  await expect(page.getByRole('status').filter({ hasText: 'This token ends' })).toHaveCount(0)

  await stay(30_000)
  expect([await world.nobody.status(whoami, { bearer: first }), await world.nobody.status(whoami, { bearer: second })]).toEqual([401, 200])
  await leave(page)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('D8 when its hour is over the token is gone from the page', async ({ as, api, stay }) => {
  const { apiKey } = await (await api('user')).key('apikey1')
  const page = await as('user', '/auth-token')
  await fill(page, { 'API key': apiKey })
  await press(page, 'Get token')
  await expect(timer(page)).toHaveText('1:00:00')
  for (const part of [20, 20, 20]) await stay(part * minute)
  await expect(timer(page)).toHaveText('Ended')
  await expect(token(page)).toHaveCount(0)
  await expect(page.getByText('This token has ended.')).toBeVisible()
  await leave(page)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('D8 a token does not outlive its key', async ({ as, api }) => {
  const { apiKey } = await (await api('user')).key('apikey1', { expiresAt: '2026-11-21T06:10:00Z' })
  const page = await as('user', '/auth-token')
  await fill(page, { 'API key': apiKey })
  await press(page, 'Get token')
  await expect(timer(page)).toHaveText('10:00')
  await leave(page)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('D8 what is no valid API key is said at the field', async ({ as, api, world, allow }) => {
  const { apiKey } = await (await api('user')).key('apikey1')
  const { token: live } = await world.nobody.call(login, { bearer: apiKey })
  const page = await as('user', '/auth-token')
  allow(/status of 401 .*\/auth\/login/)
  const field = page.getByLabel('API key', { exact: true })
  for (const [value, why] of [
    ['', 'Enter an API key.'],
    [`csn_ak_${'x'.repeat(38)}`, 'This API key is not valid: it is wrong, expired or deleted.'],
    [live, /This is an auth token/],
    ['ключ', /letters, digits and _ only/],
  ] as const) {
    await field.fill(value)
    await press(page, 'Get token')
    await expect(field).toHaveAccessibleDescription(why)
    await expect(field).toBeFocused()
  }
  await expect(timer(page)).toHaveCount(0)
  await leave(page)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('D8 the session stays at home: the exchange carries the key alone', async ({ as, api }) => {
  const { apiKey } = await (await api('user')).key('apikey1')
  const page = await as('user', '/auth-token')
  const asked = page.waitForRequest('**/auth/login')
  await fill(page, { 'API key': apiKey })
  await press(page, 'Get token')
  const headers = await (await asked).allHeaders()
  expect(headers['cookie']).toBeUndefined()
  expect(headers['authorization']).toBe(`Bearer ${apiKey}`)
  await expect(timer(page)).toBeVisible()
  await leave(page)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('D8 the same as curl names this server and a variable, not the value', async ({ as, api, world }) => {
  const { apiKey } = await (await api('user')).key('apikey1')
  const page = await as('user', '/auth-token')
  const curl = page.getByRole('group', { name: 'The same with curl' })
  await expect(curl).toContainText(`curl -X POST ${world.origin}/auth/login`)
  await expect(curl).toContainText('Authorization: Bearer $COUNTERSIGN_API_KEY')
  await fill(page, { 'API key': apiKey })
  await press(page, 'Get token')
  await expect(timer(page)).toBeVisible()
  await expect(curl).not.toContainText('csn_')
  await leave(page)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})
