import type { Page } from '@playwright/test'
import { createOneToken } from '#contract/one-tokens.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { day } from './clock.ts'
import { expect, test } from './fixtures.ts'
import { axe, expectColumn, expectCount } from './words.ts'

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
const number = (page: Page, name: string) => page.getByRole('main').getByRole('link', { name, exact: true })

test('who has nothing yet is told so, and how to begin', async ({ as }) => {
  const page = await as('user', '/')
  await expect(heading(page, 'Nothing here yet')).toBeVisible()
  await page.getByRole('link', { name: 'Generate API Key' }).click()
  await expect(page.getByRole('dialog', { name: 'Generate API Key' })).toBeVisible()
})

test('every number of the overview leads to the table that it counts, to one\'s own for a standard user', async ({ as, api, house }) => {
  const at = (days: number) => new Date(house.clock.now() + days * day).toISOString()
  const [admin, user] = [await api('administrator'), await api('user')]
  await admin.key('soon', { expiresAt: at(5) })
  await admin.key('later', { expiresAt: at(60) })
  await user.key('theirs', { expiresAt: at(20) })
  await user.call(createOneToken, { body: { name: 'build', end_date: at(40).slice(0, 10) } })
  await admin.call(createTsigKey, { body: { name: 'old.example', algorithm: 'HMAC-SHA224' } })
  await admin.call(createTsigKey, { body: { name: 'new.example', algorithm: 'HMAC-SHA256' } })

  const page = await as('administrator', '/')
  await expect(number(page, 'API key, all: 3')).toBeVisible()
  await number(page, 'Expire within 7 days, API key: 1').click()
  await expectColumn(page, 'Name', ['soon'])
  await page.goBack()
  await number(page, 'Expire within 30 days, API key: 2').click()
  await expectCount(page, '2 of 3 keys match')
  await page.goBack()
  await number(page, 'Legacy algorithm, TSIG key: 1').click()
  await expectColumn(page, 'Name', ['old.example'])
  await page.goBack()
  await page.getByRole('main').getByRole('link', { name: /^later: expires/ }).click()
  await expectColumn(page, 'Name', ['later'])

  const theirs = await as('user', '/')
  await expect(number(theirs, 'API key, all: 1')).toBeVisible()
  await expect(theirs.getByRole('main')).not.toContainText('soon:')
  await expect(theirs.getByRole('table', { name: 'What expires, soonest first' }).getByRole('rowheader')).toHaveText(['theirs', 'build'])
  await number(theirs, 'Expire within 7 days, API key: 0').click()
  await expect(theirs.getByRole('main')).toContainText('No key matches')
  await theirs.getByRole('link', { name: 'Show all' }).click()
  await expectColumn(theirs, 'Name', ['theirs'])
})

test('axe finds nothing on an overview with a timeline', async ({ as, api, house }) => {
  await (await api('administrator')).key('soon', { expiresAt: new Date(house.clock.now() + 5 * day).toISOString() })
  const page = await as('administrator', '/')
  await expect(heading(page, 'Expiry timeline')).toBeVisible()
  await axe(page)
})
