import type { Page } from '@playwright/test'
import { listUsers } from '#contract/users.ts'
import { isoIn } from '#contract/zones.ts'
import { makeUsers, fewKeys, makeCrowd } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { downloaded, expectColumn, expectCount, expectHeads, expectRow, expectToast, filterBy, press } from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys'
const users = '/settings/access-management/users'
const usual = ['Name', 'Owner', 'Email', 'Key', 'Status', 'Created', 'Expires', 'Last used']
const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true })
const header = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true })

test('D3 columns are found, shown, hidden and reset; the name always stays', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await press(page, 'Columns')
  const panel = page.getByRole('dialog', { name: 'Columns' })
  await expect(panel.getByRole('checkbox')).toHaveCount(13)
  await expect(box(page, 'Name')).toBeDisabled()
  await expect(box(page, 'Show/Hide All')).not.toBeChecked()
  expect(await box(page, 'Show/Hide All').evaluate((input: HTMLInputElement) => input.indeterminate)).toBe(true)
  await panel.getByRole('searchbox', { name: 'Search columns' }).fill('last')
  await expect(panel.getByRole('group').getByRole('checkbox')).toHaveCount(2)
  await box(page, 'Last used from').check()
  await panel.getByRole('searchbox').fill('no such')
  await expect(panel).toContainText('No column of this name.')
  await panel.getByRole('searchbox').fill('')
  await expectHeads(page, [...usual, 'Last used from'])
  await box(page, 'Email').uncheck()
  await expectHeads(page, [...usual, 'Last used from'].filter((name) => name !== 'Email'))
  await box(page, 'Show/Hide All').check()
  await expectHeads(page, [...usual, 'Uses, 30 days', 'Last used from', 'Rotated', 'Note'])
  await box(page, 'Show/Hide All').uncheck()
  await expectHeads(page, ['Name'])
  await press(panel, 'Reset')
  await expectHeads(page, usual)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/cols=/)
})

test('columns and density are remembered for the person who chose them, and stand in the address', async ({ as }) => {
  const page = await as('administrator', users)
  await press(page, 'Columns')
  await box(page, 'Email').uncheck()
  await page.keyboard.press('Escape')
  await press(page, 'Density')
  await page.getByRole('menuitemradio', { name: 'Comfortable' }).click()
  const height = () => page.getByRole('row').nth(1).evaluate((row) => row.getBoundingClientRect().height)
  await expect.poll(height).toBe(44)
  await expect(page).toHaveURL(/cols=name,role,status,apiKeys,lastSignInAt,createdAt&density=comfortable/)
  await page.goto('/')
  await page.goto(users)
  await expectHeads(page, ['Name', 'Role', 'Status', 'API keys', 'Last sign-in', 'Created'])
  await expect(page, 'A copied link shows the same to others.').toHaveURL(/cols=.*&density=comfortable/)
  await expect.poll(height).toBe(44)
  await page.goto(apiKeys)
  await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible()
  await expectHeads(page, usual)

  await page.goto(users)
  await press(page, 'Density')
  await expect(page.getByRole('menuitemradio', { name: 'Comfortable' })).toBeChecked()
  await page.getByRole('menuitemradio', { name: 'Compact' }).click()
  await expect.poll(height).toBe(36)
  await press(page, 'Columns')
  await press(page.getByRole('dialog', { name: 'Columns' }), 'Reset')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/access-management\/users$/)
})

test('a head sorts by its column, up and down, and says so', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await expect(header(page, 'Expires')).toHaveAttribute('aria-sort', 'ascending')
  await header(page, 'Name').getByRole('button').click()
  await expectColumn(page, 'Name', ['acme-dns01', 'backup-export', 'grafana-zones', 'octodns-canary', 'octodns-sync'])
  await expect(header(page, 'Name')).toHaveAttribute('aria-sort', 'ascending')
  await expect(header(page, 'Expires')).not.toHaveAttribute('aria-sort', /.+/)
  await header(page, 'Name').getByRole('button').click()
  await expectColumn(page, 'Name', ['octodns-sync', 'octodns-canary', 'grafana-zones', 'backup-export', 'acme-dns01'])
  await expect(header(page, 'Name')).toHaveAttribute('aria-sort', 'descending')
  await expect(page.getByText('Sorted by Name, descending', { exact: true })).toBeAttached()
  await expect(page).toHaveURL(/sort=-name/)
  await header(page, 'Owner').getByRole('button').click()
  await expectColumn(page, 'Owner', ['Ines Albrecht', 'Priya Raman', 'Priya Raman', 'Tomasz Wilk', 'Tomasz Wilk'])
})

test('Refresh reads the list again', async ({ as, api }) => {
  const admin = await api('administrator')
  const page = await as('administrator', users)
  await expectCount(page, '3 users')
  await makeCrowd(admin, [{ name: 'Ines Albrecht' }])
  await press(page, 'Refresh')
  await expectCount(page, '4 users')
  await expectRow(page, { Name: 'Ines Albrecht' })
})

test('Export has exactly the rows that match and the columns that are shown, and no cell a spreadsheet runs', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', `${apiKeys}?sort=-name`)
  await filterBy(page, 'Owner', 'does not equal', 'Tomasz Wilk')
  await press(page, 'Columns')
  for (const name of ['Email', 'Key', 'Created', 'Last used']) await box(page, name).uncheck()
  await box(page, 'Note').check()
  await page.keyboard.press('Escape')
  await expectColumn(page, 'Name', ['octodns-canary', 'grafana-zones', 'acme-dns01'])
  const { name, text } = await downloaded(page, () => press(page, 'Export'))
  expect(name).toBe('api-keys-2026-11-21.csv')
  expect(text).toBe([
    'Name,Owner,Status,Expires (Europe/Berlin),Note',
    'octodns-canary,Priya Raman,Active,2027-03-01T01:00:00.000+01:00,"octoDNS, second try"',
    'grafana-zones,Priya Raman,Expires soon,2026-12-21T07:00:00.000+01:00,',
    'acme-dns01,Ines Albrecht,Active,2027-11-21T07:00:00.000+01:00,"\'=HYPERLINK(""https://evil.example"",""Renewals"")"',
    '',
  ].join('\r\n'))
  await expectToast(page, '3 keys exported')
})

test('Export has every column as it is shown, also one that cannot be sorted by', async ({ as, api }) => {
  await (await api('user')).key('apikey1')
  const page = await as('administrator', users)
  const { data } = await (await api('administrator')).call(listUsers)
  const { createdAt } = data.find(({ email }) => email === people.user.email)!
  const { text } = await downloaded(page, () => press(page, 'Export'))
  expect(text.split('\r\n').slice(0, 2)).toEqual([
    'Name,Email,Role,Status,API keys,Last sign-in (Europe/Berlin),Created (Europe/Berlin)',
    `${people.user.name},${people.user.email},Standard user,Active,1,2026-11-21T07:00:00.000+01:00,${isoIn(Date.parse(createdAt), 'Europe/Berlin')}`,
  ])
})

test('pages: how many rows, which ones, to the next and back, and Export takes them all', async ({ as, api }) => {
  await makeUsers(await api('administrator'), 57)
  const page = await as('administrator', `${users}?sort=-name`)
  const pages = page.getByRole('navigation', { name: 'Pages' })
  const first = (name: string) => expect(page.getByRole('row').nth(1)).toContainText(name)
  await expect(pages).toContainText('1–25 of 60')
  await expect(pages.getByRole('button', { name: 'Previous page' })).toHaveAccessibleDescription('This is the first page.')
  await press(pages, 'Next page')
  await expect(pages).toContainText('26–50 of 60')
  await expect(page).toHaveURL(/page=2/)
  await first('Person 00033')
  await press(pages, 'Next page')
  await expect(pages).toContainText('51–60 of 60')
  await expect(pages.getByRole('button', { name: 'Next page' })).toHaveAccessibleDescription('This is the last page.')
  await page.goBack()
  await expect(pages).toContainText('26–50 of 60')
  await pages.getByRole('combobox', { name: 'Rows per page' }).click()
  expect(await page.getByRole('option').allInnerTexts()).toEqual(['25', '50', '100'])
  await page.getByRole('option', { name: '50', exact: true }).click()
  await expect(pages, 'Another size begins at the first page.').toContainText('1–50 of 60')
  await page.goto(`${users}?page=9`)
  await expect(page.getByRole('main')).toContainText('There is no page 9; this is the last one.')
  await expect(pages).toContainText('51–60 of 60')
  const { text } = await downloaded(page, () => press(page, 'Export'))
  expect(text.trim().split('\r\n')).toHaveLength(61)
})
