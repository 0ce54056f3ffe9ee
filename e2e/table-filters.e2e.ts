import type { Page } from '@playwright/test'
import { fewKeys, makeCrowd, useKey } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { expectColumn, expectCount, filterBy, filterRows, openFilters, press } from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys?sort=name'
const all = ['acme-dns01', 'backup-export', 'grafana-zones', 'octodns-canary', 'octodns-sync']
const value = (page: Page) => filterRows(page).first().getByLabel('Value', { exact: true })

/** What the first row's **Operator** offers for this column. */
async function operatorsOf(page: Page, column: string): Promise<string[]> {
  const row = filterRows(page).first()
  await row.getByRole('combobox', { name: 'Column' }).click()
  await page.getByRole('option', { name: column, exact: true }).click()
  await row.getByRole('combobox', { name: 'Operator' }).click()
  const offered = await page.getByRole('option').allInnerTexts()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  return offered
}

test('D3 each type of column has its operators', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await openFilters(page)
  const text = ['contains', 'does not contain', 'equals', 'does not equal', 'starts with', 'ends with', 'is empty', 'is not empty', 'is any of']
  const date = ['is', 'is not', 'is after', 'is on or after', 'is before', 'is on or before']
  expect(await operatorsOf(page, 'Name')).toEqual(text)
  expect(await operatorsOf(page, 'Last used from')).toEqual(text)
  expect(await operatorsOf(page, 'Expires'), 'Every key expires, so none is empty.').toEqual(date)
  expect(await operatorsOf(page, 'Last used')).toEqual([...date, 'is empty', 'is not empty'])
  expect(await operatorsOf(page, 'Status')).toEqual(['is', 'is not', 'is any of'])
  await filterRows(page).first().getByRole('combobox', { name: 'Column' }).click()
  expect(await page.getByRole('option').allInnerTexts()).toEqual([
    'Name',
    'Owner',
    'Email',
    'Status',
    'Created',
    'Expires',
    'Last used',
    'Last used from',
    'Rotated',
    'Note',
    'Owner status',
    'Key begins',
    'Key ends',
    'Updated',
  ])
  await page.keyboard.press('Escape')
})

test('D3 every operator finds what it says', async ({ as, api, world }) => {
  test.slow()
  const admin = await api('administrator')
  const { keys } = await makeCrowd(admin, fewKeys)
  await useKey(world.nobody, admin, keys[1]!)
  const page = await as('administrator', apiKeys)
  await expectColumn(page, 'Name', all)
  const cases: [column: string, operator: string, value: string | undefined, found: string[]][] = [
    ['Name', 'contains', 'DNS', ['acme-dns01', 'octodns-canary', 'octodns-sync']],
    ['Name', 'does not contain', 'dns', ['backup-export', 'grafana-zones']],
    ['Name', 'equals', 'Grafana-Zones', ['grafana-zones']],
    ['Name', 'does not equal', 'grafana-zones', all.filter((name) => name !== 'grafana-zones')],
    ['Name', 'starts with', 'octo', ['octodns-canary', 'octodns-sync']],
    ['Name', 'ends with', 'sync', ['octodns-sync']],
    ['Name', 'is any of', 'octodns-sync, acme-dns01, nothing', ['acme-dns01', 'octodns-sync']],
    ['Note', 'is empty', undefined, ['grafana-zones', 'octodns-sync']],
    ['Note', 'is not empty', undefined, ['acme-dns01', 'backup-export', 'octodns-canary']],
    ['Note', 'does not contain', 'o', ['acme-dns01', 'grafana-zones', 'octodns-sync']],
    ['Owner', 'equals', 'Tomasz Wilk', ['backup-export', 'octodns-sync']],
    ['Email', 'starts with', 'priya.raman', ['grafana-zones', 'octodns-canary']],
    [
      'Key ends',
      'equals',
      keys[0]!.hint.last4,
      keys
        .filter(({ hint }) => hint.last4.toLowerCase() === keys[0]!.hint.last4.toLowerCase())
        .map(({ name }) => name)
        .toSorted(),
    ],
    ['Expires', 'is', '2026-12-21', ['grafana-zones']],
    ['Expires', 'is not', '2026-12-21', all.filter((name) => name !== 'grafana-zones')],
    ['Expires', 'is after', '2026-12-21', ['acme-dns01', 'octodns-canary', 'octodns-sync']],
    ['Expires', 'is on or after', '2026-12-21', ['acme-dns01', 'grafana-zones', 'octodns-canary', 'octodns-sync']],
    ['Expires', 'is before', '2026-12-21', ['backup-export']],
    ['Expires', 'is on or before', '2026-12-21', ['backup-export', 'grafana-zones']],
    ['Last used', 'is empty', undefined, all.filter((name) => name !== 'backup-export')],
    ['Last used', 'is not empty', undefined, ['backup-export']],
    ['Last used', 'is on or after', '2026-11-21', ['backup-export']],
    ['Status', 'is', 'Expires soon', ['backup-export', 'grafana-zones']],
    ['Status', 'is not', 'Active', ['backup-export', 'grafana-zones']],
    ['Status', 'is any of', 'Active, Rotating', ['acme-dns01', 'octodns-canary', 'octodns-sync']],
  ]
  for (const [column, operator, sought, found] of cases) {
    await test.step([column, operator, sought].join(' '), async () => {
      await filterBy(page, column, operator, sought)
      await expectColumn(page, 'Name', found)
      await expectCount(page, `${found.length} of 5 keys ${found.length === 1 ? 'matches' : 'match'}`)
      await press(page, 'Remove all')
      await expectCount(page, '5 keys')
    })
  }
})

test('D3 filters are joined by And or by Or, and each can go by itself', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await filterBy(page, 'Name', 'contains', 'octodns')
  await filterBy(page, 'Expires', 'is before', '2027-06-01')
  await expectColumn(page, 'Name', ['octodns-canary'])
  await expect(page.getByRole('button', { name: /^Filters ?, 2 set$/ })).toBeVisible()
  await page.getByRole('combobox', { name: 'And, Or' }).click()
  await page.getByRole('option', { name: 'Or', exact: true }).click()
  await expectColumn(page, 'Name', ['backup-export', 'grafana-zones', 'octodns-canary', 'octodns-sync'])
  await filterBy(page, 'Owner', 'equals', 'Ines Albrecht')
  await expectColumn(page, 'Name', all)
  for (const join of await page.getByRole('combobox', { name: 'And, Or' }).all()) await expect(join).toHaveText('Or')
  await filterRows(page).nth(1).getByRole('button', { name: 'Remove filter' }).click()
  await expectColumn(page, 'Name', ['acme-dns01', 'octodns-canary', 'octodns-sync'])
  await press(page, 'Remove all')
  await expectColumn(page, 'Name', all)
  await expect(page.getByRole('button', { name: 'Filters', exact: true })).toBeVisible()
  await expect(filterRows(page)).toHaveCount(1)
})

test('D3 the rows change as one types, and nothing is sent to the address but what is complete', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await openFilters(page)
  await value(page).pressSequentially('oct')
  await expectColumn(page, 'Name', ['octodns-canary', 'octodns-sync'])
  await value(page).pressSequentially('odns-s')
  await expectColumn(page, 'Name', ['octodns-sync'])
  await value(page).fill('')
  await expectColumn(page, 'Name', all)
  await expect(page).not.toHaveURL(/filter=/)
  await filterRows(page).first().getByRole('combobox', { name: 'Column' }).click()
  await page.getByRole('option', { name: 'Expires', exact: true }).click()
  await expect(page).not.toHaveURL(/filter=/)
  await expectColumn(page, 'Name', all)
})

test('D3 nothing matches: the table says which filters hide how many, and offers the way out', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await filterBy(page, 'Owner', 'equals', 'Ines Albrecht')
  await filterBy(page, 'Status', 'is', 'Expired')
  await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Owner equals Ines Albrecht and Status is Expired. 5 keys are hidden by this.')
  await expectCount(page, '0 of 5 keys match')
  await press(page, 'Clear filters')
  await expectColumn(page, 'Name', all)
})

test('D3 the search box finds in every text, and Escape clears it', async ({ as, api }) => {
  const { keys } = await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  const search = page.getByRole('searchbox', { name: 'Search' })
  for (const [sought, found] of [
    ['VAULT', ['backup-export']],
    ['priya', ['grafana-zones', 'octodns-canary']],
    ['nobody@', []],
    ['octodns-', ['octodns-canary', 'octodns-sync']],
  ] as const) {
    await search.fill(sought)
    if (found.length > 0) await expectColumn(page, 'Name', found)
    else await expect(page.getByRole('main')).toContainText(`Search “${sought}”. 5 keys are hidden by this.`)
  }
  await search.fill(keys[2]!.hint.last4)
  await expect(page.getByRole('checkbox', { name: 'Select octodns-sync' })).toBeVisible()
  await search.press('Escape')
  await expectColumn(page, 'Name', all)
  await search.fill('wilk')
  await filterBy(page, 'Name', 'starts with', 'octo')
  await expectColumn(page, 'Name', ['octodns-sync'])
})

test('a pasted credential is looked up, and is neither searched for nor in any address', async ({ as, api, world }) => {
  const { keys } = await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  const search = page.getByRole('searchbox', { name: 'Search' })
  await search.fill(`Bearer ${keys[4]!.apiKey}`)
  await expect(page.getByRole('main')).toContainText('This is API key octodns-canary of Priya Raman (priya.raman@nwnd.example). It works.')
  await expect(search).toHaveValue('')
  // The notice's, which is above the table's own.
  await page.getByRole('link', { name: 'octodns-canary' }).first().click()
  await expectColumn(page, 'Name', ['octodns-canary'])
  await press(page, 'Dismiss')
  await search.fill(keys[0]!.apiKey.slice(0, 20))
  await expect(page.getByText('This begins like a credential, so it is not searched for.')).toBeVisible()
  await search.fill('')
  await openFilters(page)
  await filterRows(page).first().getByLabel('Value', { exact: true }).fill(keys[0]!.apiKey)
  await expect(page.getByRole('alert')).toContainText('This is a credential. Paste it into Search instead')
  await filterRows(page).first().getByLabel('Value', { exact: true }).fill('x')
  expect(world.passed.filter(({ url }) => url.includes('csn_'))).toEqual([])
  // Somebody else's link with one: it goes from the address at once.
  const text = await as('administrator', `/settings/access-management/api-keys?q=${encodeURIComponent('csn_ak_0000')}`)
  await expect(text.getByRole('main')).toContainText('This link had a credential in it.')
  await expect(text).not.toHaveURL(/csn_/)
})
