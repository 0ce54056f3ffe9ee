import type { Page } from '@playwright/test'
import { checkConnector, createConnector } from '#contract/connectors.ts'
import { createOneToken } from '#contract/one-tokens.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { disableUser, listUsers } from '#contract/users.ts'
import { day } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { unreachable } from './world/watch.ts'
import { axe, expectColumn, expectCount } from './world/words.ts'

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
/** **By kind** is folded until somebody wants it. */
const unfold = (page: Page) => page.getByRole('button', { name: 'By kind', exact: true }).click()
const number = (page: Page, name: string) => page.getByRole('main').getByRole('link', { name, exact: true })

test('an administrator of a new installation sees the first steps, ticked by what is there; what only people know they say', async ({ as, api }) => {
  const page = await as('administrator', '/')
  const steps = page.getByRole('list', { name: 'First steps' })
  await expect(steps.getByRole('listitem').filter({ hasText: ': to do' })).toHaveCount(5)
  await expect(steps.getByRole('listitem').filter({ hasText: 'Invite somebody' })).toContainText(': done')
  await axe(page)
  await page.getByRole('button', { name: 'Done: Back up the root key' }).click()
  await expect(page.getByRole('button', { name: 'Not done: Back up the root key' })).toBeVisible()
  await steps.getByRole('link', { name: 'Generate API Key' }).click()
  await expect(page.getByRole('dialog', { name: 'Generate API Key' })).toBeVisible()
  await (await api('administrator')).key('first')
  await page.goto('/')
  await expect(steps.getByRole('listitem').filter({ hasText: ': to do' })).toHaveText([/^Add TSIG keys/, /^Serve it over HTTPS/, /^Keep the log elsewhere/])
  await page.getByRole('button', { name: 'Hide', exact: true }).click()
  await expect(steps).toHaveCount(0)
  await page.reload()
  await expect(heading(page, 'Expiry timeline')).toBeVisible()
  await expect(steps).toHaveCount(0)
  await page.getByRole('button', { name: 'First steps' }).press('Enter')
  await expect(steps.getByRole('listitem')).toHaveCount(6)
  const theirs = await as('user', '/')
  await expect(heading(theirs, 'Nothing here yet')).toBeVisible()
  await expect(theirs.getByRole('button', { name: 'First steps' })).toHaveCount(0)
})

test('the overview leads to the API documentation, and has no empty cell at any width', async ({ as, api }) => {
  await (await api('administrator')).key('first')
  const page = await as('administrator', '/')
  await expect(page.getByRole('link', { name: 'API documentation (opens in a new tab)' })).toHaveAttribute('href', '/docs')
  for (const width of [1440, 1024, 720, 640, 360]) {
    await page.setViewportSize({ width, height: 800 })
    // Each row of cells reaches the card's right edge.
    const gaps = await page.getByText('Credentials', { exact: true }).first().evaluate((label) => {
      const card = label.closest('dl')!
      const rights = new Map<number, number>()
      for (const { top, right } of [...card.children].map((cell) => cell.getBoundingClientRect())) rights.set(top, Math.max(rights.get(top) ?? 0, right))
      return [...rights.values()].map((right) => Math.round(card.getBoundingClientRect().right - right))
    })
    expect([width, Math.max(...gaps)]).toEqual([width, 1])
  }
})

test('who has nothing yet is told so, and how to begin', async ({ as }) => {
  const page = await as('user', '/')
  await expect(heading(page, 'Nothing here yet')).toBeVisible()
  await page.getByRole('link', { name: 'Generate API Key' }).click()
  await expect(page.getByRole('dialog', { name: 'Generate API Key' })).toBeVisible()
})

test('every number of the overview leads to the table that it counts, to one\'s own for a standard user', async ({ as, api, world }) => {
  const at = (days: number) => new Date(world.clock.now() + days * day).toISOString()
  const [admin, user] = [await api('administrator'), await api('user')]
  await admin.key('soon', { expiresAt: at(5) })
  await admin.key('later', { expiresAt: at(60) })
  await user.key('theirs', { expiresAt: at(20) })
  await user.call(createOneToken, { body: { name: 'build', end_date: at(40).slice(0, 10) } })
  await admin.call(createTsigKey, { body: { name: 'old.example', algorithm: 'HMAC-SHA224' } })
  await admin.call(createTsigKey, { body: { name: 'new.example', algorithm: 'HMAC-SHA256' } })

  const page = await as('administrator', '/')
  await expect(number(page, 'All, API key: 3')).toHaveCount(0)
  await unfold(page)
  await expect(number(page, 'All, API key: 3')).toBeVisible()
  await number(page, 'Expire within 7 days, API key: 1').click()
  await expectColumn(page, 'Name', ['soon'])
  await page.goBack()
  await number(page, 'Expire within 30 days, API key: 2').click()
  await expectCount(page, '2 of 3 keys match')
  await page.goBack()
  await number(page, 'Legacy algorithm, TSIG key: 1').click()
  await expectColumn(page, 'Name', ['old.example'])
  await page.goBack()
  // A figure adds kinds up: it leads to the row that does so.
  await number(page, 'Expire within 30 days: 2').click()
  await expectColumn(page, 'Name', ['soon', 'theirs'])
  await page.goBack()
  await number(page, 'Credentials: 6').click()
  await expect(page.getByRole('table', { name: 'Credentials by kind' }).getByRole('row', { name: /^All/ })).toBeFocused()
  await page.getByRole('main').getByRole('link', { name: /^later: expires/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'later' })).toBeVisible()

  const theirs = await as('user', '/')
  await unfold(theirs)
  await expect(number(theirs, 'All, API key: 1')).toBeVisible()
  await expect(theirs.getByRole('main')).not.toContainText('soon:')
  await expect(theirs.getByRole('table', { name: 'What expires, soonest first' }).getByRole('rowheader')).toHaveText(['theirs', 'build'])
  await number(theirs, 'Expire within 7 days, API key: 0').click()
  await expect(theirs.getByRole('main')).toContainText('No key matches')
  await theirs.getByRole('link', { name: 'Show all' }).click()
  await expectColumn(theirs, 'Name', ['theirs'])
})

test('axe finds nothing on an overview with a timeline', async ({ as, api, world }) => {
  await (await api('administrator')).key('soon', { expiresAt: new Date(world.clock.now() + 5 * day).toISOString() })
  const page = await as('administrator', '/')
  await expect(heading(page, 'Expiry timeline')).toBeVisible()
  await axe(page)
})

test('whose owner is disabled, and which connector fails its last check, is a number and its rows', async ({ as, api }) => {
  const [admin, user] = [await api('administrator'), await api('user')]
  await user.key('theirs')
  await admin.key('mine')
  const { id } = (await admin.call(listUsers, { query: { filter: 'name equals Jonas Meyer' } })).data[0]!
  const connector = await admin.call(createConnector, { body: { name: 'Issuing', region: 'own', apiKey: 'a-key-that-nobody-knows' } })
  await admin.call(createConnector, { body: { name: 'Never checked', region: 'own', apiKey: 'a-key-that-nobody-knows' } })
  await admin.call(checkConnector, { params: { connectorId: connector.id } })
  await admin.call(disableUser, { params: { userId: id } })
  const page = await as('administrator', '/')
  // Failed while only what expires called for a look.
  const attention = page.getByRole('table', { name: 'Needs attention' }).getByRole('row')
  await expect(attention.nth(1)).toContainText('IssuingConnectorThe last check failed')
  await expect(attention.filter({ hasText: 'theirs' })).toContainText('The owner is disabled')
  await attention.getByRole('link', { name: 'Open: theirs, The owner is disabled' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'theirs' })).toBeVisible()
  await page.goBack()
  await unfold(page)
  await number(page, 'Owner disabled, API key: 1').click()
  await expectColumn(page, 'Name', ['theirs'])
  await page.goBack()
  await number(page, 'Failing the last check, Connector: 1').click()
  await expectColumn(page, 'Name', ['Issuing'])
  await expectCount(page, '1 of 2 connectors matches')
})

test('recent activity is everybody\'s for an administrator, and one\'s own for a standard user', async ({ as, api }) => {
  await (await api('administrator')).key('root-of-all')
  await (await api('user')).key('nightly-report')
  const rows = (page: Page) => page.getByRole('table', { name: 'Recent activity' }).getByRole('row')
  const page = await as('administrator', '/')
  await expect(rows(page).filter({ hasText: 'Created API key nightly-report' })).toContainText('Jonas Meyer')
  await expect(rows(page).filter({ hasText: 'Created API key root-of-all' })).toHaveCount(1)
  await page.getByRole('main').getByRole('link', { name: 'Audit log' }).click()
  await expect(page).toHaveURL(/audit-log/)
  const theirs = await as('user', '/')
  await expect(rows(theirs).filter({ hasText: 'Created API key nightly-report' })).toHaveCount(1)
  await expect(rows(theirs).filter({ hasText: 'root-of-all' })).toHaveCount(0)
  await expect(theirs.getByRole('main').getByRole('link', { name: 'Audit log' })).toHaveCount(0)
})

test('an overview that cannot be read says why, and comes when it can; on a phone it is no wider than the phone', async ({ as, api, fault, allow }) => {
  await (await api('user')).key('a-name-that-goes-on-and-on-for-as-long-as-a-name-may-and-then-some-more-of-it', {})
  const lift = await fault({ on: 'GET /api/v1/inventory', how: 'refuse' })
  const page = await as('user', '/', { viewport: { width: 360, height: 740 } })
  allow(unreachable)
  await expect(heading(page, 'This page could not be loaded')).toBeVisible()
  await lift()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(heading(page, 'Expiry timeline')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
})
