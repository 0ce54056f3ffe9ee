import type { Page } from '@playwright/test'
import { listApiKeys } from '#contract/api-keys.ts'
import { button, choose as chooseByKeys } from './world/by-keyboard.ts'
import { makeCrowd } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { axe, downloaded, expectColumn, expectRow, filterBy, openAccount, press } from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys?sort=name'
/** In Berlin (GMT+1) half past midnight of the 5th, half past eleven at night, and half past midnight of the 6th; in UTC the 4th, the 5th and the 5th. */
const ends = { 'a-early': '2026-12-04T23:30:00.000Z', 'b-middle': '2026-12-05T22:30:00.000Z', 'c-late': '2026-12-05T23:30:00.000Z' }
const crowd = [
  { name: 'Ines Albrecht', keys: Object.entries(ends).slice(0, 2).map(([name, expiresAt]) => ({ name, expiresAt })) },
  { name: 'Tomasz Wilk', keys: [{ name: 'c-late', expiresAt: ends['c-late'] }] },
]
const option = (page: Page, name: string) => page.getByRole('menuitemradio', { name, exact: true })
async function timesIn(page: Page, now: string, next: string) {
  await press(page.getByRole('main'), `Times in ${now}`)
  await option(page, next).click()
}

test('D3 a filter for a day finds the rows whose cells say that day, of one\'s own clock and of UTC', async ({ as, api }) => {
  const admin = await api('administrator')
  await makeCrowd(admin, crowd)
  const page = await as('administrator', apiKeys)
  await expectColumn(page, 'Expires', ['5 Dec 2026', '5 Dec 2026', '6 Dec 2026'])
  await filterBy(page, 'Expires', 'is', '2026-12-05')
  await expectColumn(page, 'Name', ['a-early', 'b-middle'])
  await expect(page).toHaveURL(/tz=Europe\/Berlin/)

  await timesIn(page, 'GMT+1', 'UTC')
  await expectColumn(page, 'Name', ['b-middle', 'c-late'])
  await expectColumn(page, 'Expires', ['5 Dec 2026', '5 Dec 2026'])
  await expect(page).toHaveURL(/tz=UTC/)
  // The first answer is the server's.
  await page.reload()
  await expectColumn(page, 'Name', ['b-middle', 'c-late'])

  const found = async (tz?: string) => {
    const { data } = await admin.call(listApiKeys, { query: { filter: 'expiresAt is 2026-12-05', sort: 'name', ...(tz === undefined ? {} : { tz }) } })
    return data.map(({ name }) => name)
  }
  expect([await found(), await found('Europe/Berlin'), await found('Pacific/Chatham')]).toEqual([['b-middle', 'c-late'], ['a-early', 'b-middle'], ['a-early']])
})

test('a link shows the same rows to whoever opens it, by the clock of who sent it, and changes nobody\'s choice', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), crowd)
  const page = await as('administrator', apiKeys)
  await filterBy(page, 'Expires', 'is', '2026-12-05')
  await expectColumn(page, 'Name', ['a-early', 'b-middle'])
  await expect(page).toHaveURL(/tz=Europe\/Berlin/)

  const far = await as('administrator', page.url(), { timezoneId: 'Pacific/Chatham', locale: 'en-US' })
  await expectColumn(far, 'Name', ['a-early', 'b-middle'])
  await expectColumn(far, 'Expires', ['Dec 5, 2026', 'Dec 5, 2026'])
  await press(far.getByRole('main'), 'Times in GMT+1')
  await expect(option(far, 'Europe/Berlin (GMT+1)')).toBeChecked()
  await option(far, 'Local (GMT+13:45)').click()
  await expectColumn(far, 'Name', ['a-early'])
  await expect(far).toHaveURL(/tz=Pacific\/Chatham/)
  await far.goto(apiKeys)
  await expectColumn(far, 'Expires', ['Dec 5, 2026', 'Dec 6, 2026', 'Dec 6, 2026'])
  await expect(far).not.toHaveURL(/tz=/)
})

test('times are in UTC everywhere once that is chosen, and a tooltip has both zones and the instant', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), crowd)
  const page = await as('administrator', apiKeys)
  const tooltip = () => page.getByRole('row').nth(1).locator(`time[datetime="${ends['a-early']}"]`).getAttribute('title')
  await expectRow(page, { Name: 'a-early', Expires: '5 Dec 2026' })
  expect(await tooltip()).toBe(`5 Dec 2026, 00:30:00 GMT+1\n4 Dec 2026, 23:30:00 UTC\n${ends['a-early']}\nin 14 days`)
  await openAccount(page, 'UTC')
  await expectRow(page, { Name: 'a-early', Expires: '4 Dec 2026' })
  expect(await tooltip()).toBe(`4 Dec 2026, 23:30:00 UTC\n5 Dec 2026, 00:30:00 GMT+1\n${ends['a-early']}\nin 13 days`)
  await expect(page).toHaveURL(/tz=UTC/)

  await page.goto('/my-api-keys')
  await press(page, 'Generate API Key')
  await expect(page.getByRole('dialog')).toContainText(/Stops working on 21 Nov 2027 at 06:\d\d UTC \(07:\d\d GMT\+1\)\./)
  await press(page.getByRole('dialog'), 'Cancel')
  await page.reload()
  await page.getByRole('button', { name: 'Account' }).click()
  await expect(option(page, 'UTC')).toBeChecked()
  await option(page, 'Local (GMT+1)').click()
  await page.goto(apiKeys)
  await expectRow(page, { Name: 'a-early', Expires: '5 Dec 2026' })
  await expect(page).not.toHaveURL(/tz=/)
})

test('an export\'s heads name the zone, and its times are in it', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), crowd)
  const page = await as('administrator', `${apiKeys}&cols=name,expiresAt&tz=Pacific/Chatham`)
  await expectColumn(page, 'Expires', ['5 Dec 2026', '6 Dec 2026', '6 Dec 2026'])
  const chatham = await downloaded(page, () => press(page, 'Export'))
  expect(chatham.text.split('\r\n').slice(0, 2)).toEqual(['Name,Expires (Pacific/Chatham)', 'a-early,2026-12-05T13:15:00.000+13:45'])
  await timesIn(page, 'GMT+13:45', 'UTC')
  await expect(page).toHaveURL(/tz=UTC/)
  const utc = await downloaded(page, () => press(page, 'Export'))
  expect(utc.text.split('\r\n').slice(0, 4)).toEqual(['Name,Expires (UTC)', ...Object.entries(ends).map(([name, at]) => `${name},${at}`)])
})

test('a zone that there is not is said, and one\'s own stands', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), crowd)
  const page = await as('administrator', `${apiKeys}&tz=Mars/Olympus`)
  await expect(page.getByRole('main')).toContainText('"Mars/Olympus" is no time zone.')
  await expectColumn(page, 'Expires', ['5 Dec 2026', '5 Dec 2026', '6 Dec 2026'])
})

test('the zone is chosen by keys alone, and axe finds nothing', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), crowd)
  const page = await as('administrator', apiKeys)
  await expectColumn(page, 'Expires', ['5 Dec 2026', '5 Dec 2026', '6 Dec 2026'])
  await chooseByKeys(page, button(page, 'Times in GMT+1'), option(page, 'UTC'))
  await expectColumn(page, 'Expires', ['4 Dec 2026', '5 Dec 2026', '5 Dec 2026'])
  await expect(button(page, 'Times in UTC')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(option(page, 'UTC')).toBeChecked()
  await axe(page)
})

test('at 360 px the zone is behind Table options, and axe finds nothing', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), crowd)
  const page = await as('administrator', apiKeys, { viewport: { width: 360, height: 740 } })
  await expectRow(page, { Name: 'a-early', Expires: '5 Dec 2026' })
  await press(page, 'Table options')
  await expect(option(page, 'Local (GMT+1)')).toBeChecked()
  await axe(page)
  await option(page, 'UTC').click()
  await expectRow(page, { Name: 'a-early', Expires: '4 Dec 2026' })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
})
