import { createUser } from '#contract/users.ts'
import { makeUsers } from './world/crowd.ts'
import { expect, onServerOnly, test } from './world/fixtures.ts'
import { short } from './world/views.ts'
import { downloaded, expectColumn, expectCount, filterBy, press } from './world/words.ts'

const users = '/settings/access-management/users'

/*
 * A list of more than 2,000 rows is not held in the tab: the server filters, sorts, searches and pages it. What one does is the same.
 */
test('a list of more than 2,000 rows is filtered, sorted, searched, paged and exported as a short one is', async ({ as, api }) => {
  test.slow()
  const admin = await api('administrator')
  await makeUsers(admin, 2050)
  await admin.call(createUser, { body: { name: 'Zoe Åkerlund', email: 'zoe@nwnd.example', role: 'user' } })
  const page = await as('administrator', users)
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await expectCount(page, '2,054 users')
  await expect(pages).toContainText('1–25 of 2,054')
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await expect(page.getByRole('row').nth(1)).toContainText('Zoe Åkerlund')
  await press(pages, 'Next page')
  await expect(pages).toContainText('26–50 of 2,054')
  await page.getByRole('searchbox', { name: 'Search' }).fill('åkerLUND')
  await expectColumn(page, 'Name', ['Zoe Åkerlund'])
  await expectCount(page, '1 of 2,054 users matches')
  await page.getByRole('searchbox', { name: 'Search' }).fill('')
  await filterBy(page, 'Name', 'ends with', '77')
  await expectCount(page, '20 of 2,054 users match')
  await filterBy(page, 'Email', 'starts with', 'person.010')
  await expectColumn(page, 'Name', ['Person 01077'])
  await filterBy(page, 'Status', 'is', 'Disabled')
  await expect(page.getByRole('main')).toContainText('2,054 users are hidden by this.')
  await press(page, 'Remove all')
  await filterBy(page, 'Name', 'starts with', 'Person 02')
  await expectCount(page, '51 of 2,054 users match')
  const { text } = await downloaded(page, () => press(page, 'Export'))
  expect(text.trim().split('\r\n')).toHaveLength(52)
  await page.goto(`${users}?page=100`)
  await expect(page.getByRole('main')).toContainText('There is no page 100; this is the last one.')
  await expect(pages).toContainText('2,051–2,054 of 2,054')
})

test.describe(() => {
  onServerOnly('Ten thousand people one by one are too many for one tab; its seed `large` has such a list.')
  test.skip(short, 'Ten thousand people take a minute to make: npm run e2e has them.')

  test('more than 10,000 rows are counted as 10,000+, and pages say how deep they reach', async ({ as, api }) => {
    test.setTimeout(300_000)
    await makeUsers(await api('administrator'), 10_010)
    const page = await as('administrator', users)
    const pages = page.getByRole('navigation', { name: 'Pages' })
    await expectCount(page, '10,000+ users')
    await expect(pages).toContainText('1–25 of 10,000+')
    await page.getByRole('searchbox', { name: 'Search' }).fill('person.1')
    await expectCount(page, '11 of 10,000+ users match')
    await page.goto(`${users}?page=100&size=100`)
    await expect(pages).toContainText('9,901–10,000 of 10,000+')
    await expect(pages.getByRole('button', { name: 'Next page' })).toHaveAccessibleDescription('Pages reach 10,000 rows deep. Filter to go further.')
    await page.goto('/settings/access-management/audit-log')
    await expectCount(page, '10,000+ rows')
    await press(page, 'Verify')
    await expect(page.getByRole('status').filter({ hasText: 'The chain holds: 10,0' })).toBeVisible({ timeout: 60_000 })
  })
})
