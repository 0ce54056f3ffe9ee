import type { Page } from '@playwright/test'
import { createView, updateView } from '#contract/views.ts'
import { fewKeys, makeCrowd } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { expectColumn, expectCount, expectHeads, openView, press } from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys'
const names = ['acme-dns01', 'backup-export', 'grafana-zones', 'octodns-canary', 'octodns-sync']
/** A table that works: it has its rows, and what is asked of it now happens. */
async function expectUsable(page: Page) {
  await expectCount(page, '5 keys')
  await page.getByRole('searchbox', { name: 'Search' }).fill('octodns')
  await expectCount(page, '2 of 5 keys match')
}

const links: [what: string, query: string, says: string][] = [
  ['a column that is none', 'filter=hash contains x', 'The filters of this link cannot be used and were left out: There is no column "hash" to filter by.'],
  ['an operator that is none', 'filter=name like x', 'name has no operator "like x".'],
  ['a status that is none', 'filter=status is asleep', 'status is never "asleep".'],
  ['a date that is none', 'filter=expiresAt is before 2026-02-30', '"2026-02-30" is not a date.'],
  ['And and Or at once', 'filter=name contains a;name contains b|name contains c', '; (and) and | (or) cannot be mixed'],
  ['a quote without an end', 'filter=name contains "x', 'A quoted value does not end'],
  ['a prototype', 'filter=__proto__ contains x', 'There is no column "__proto__"'],
  ['HTML', 'filter=<img src=x onerror=ran%3D1> contains x', 'There is no column "<img"'],
  ['a filter without measure', `filter=name contains ${'x'.repeat(8001)}`, 'they have more than 8,000 characters.'],
  ['too many filters', `filter=${Array.from({ length: 51 }, () => 'name contains x').join(';')}`, 'A filter has at most 50 terms.'],
  ['a search without measure', `q=${'x'.repeat(201)}`, 'The search of this link is longer than 200 characters and was left out.'],
  ['a sort by nothing', 'sort=-constructor', 'There is no column "constructor" to sort by.'],
  ['a page that is none', 'page=-1', '"-1" is no page.'],
  ['a page of words', 'page=1e9', '"1e9" is no page.'],
  ['a page too deep', 'page=99999999', 'There is no page 99999999: pages reach 10,000 rows deep.'],
  ['a size that is none', 'size=26', '"26" is no choice of rows per page: 25, 50, 100.'],
  ['a density that is none', 'density=tight', '"tight" is no choice of density: compact, comfortable.'],
  ['columns that are not here', 'cols=name,hash,__proto__', 'Columns that this link asks for are not here: "hash", "__proto__".'],
]

test('a link that asks for what cannot be had says so, and the table works', async ({ as, api }) => {
  test.slow()
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  for (const [what, query, says] of links) {
    await test.step(what, async () => {
      await page.goto(`${apiKeys}?${query}`)
      await expect(page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: says }).first()).toBeVisible()
      await expectUsable(page)
      expect(await page.evaluate(() => 'ran' in window)).toBe(false)
      await page.evaluate(() => localStorage.clear())
    })
  }
})

test('all of it wrong at once is all said, and Clear filters ends it', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', `${apiKeys}?filter=nope&sort=nope&page=nope&size=nope&density=nope&cols=nope&q=${'x'.repeat(300)}&nope=nope`)
  const alert = page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: 'cannot be used and were left out' }).first()
  for (const part of ['to sort by', 'is no page', 'rows per page', 'choice of density', 'is not here: "nope"', 'longer than 200'])
    await expect(alert).toContainText(part)
  await press(page, 'Clear filters')
  await expect(alert).toHaveCount(0)
  await expect(page).toHaveURL(/api-keys$/)
  await expectUsable(page)
})

test('what was remembered by another version, or by somebody who plays, does no harm', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', `${apiKeys}?cols=name&density=comfortable`)
  await expectHeads(page, ['Name'])
  // Columns that are chosen are remembered: that tells under which key.
  await press(page, 'Columns')
  await page.getByRole('checkbox', { name: 'Owner', exact: true }).check()
  await page.keyboard.press('Escape')
  const key = await page.evaluate(() => Object.keys(localStorage).find((name) => name.includes('table'))!)
  for (const stored of [
    '{',
    '[]',
    'null',
    '{"columns":["hash","__proto__"],"density":"tight"}',
    '{"columns":"name"}',
    `{"columns":[${'"name",'.repeat(1000)}1]}`,
  ]) {
    await page.evaluate(([name, text]) => localStorage.setItem(name!, text!), [key, stored])
    await page.goto(`${apiKeys}?sort=name`)
    await expectHeads(page, ['Name', 'Owner', 'Email', 'Key', 'Status', 'Created', 'Expires', 'Last used'])
    await expectColumn(page, 'Name', names)
  }
})

test('a saved view of what is no more is said when it is opened', async ({ as, api }) => {
  const admin = await api('administrator')
  await makeCrowd(admin, fewKeys)
  const { id } = await admin.call(createView, { body: { noun: 'api-keys', name: 'Old', shared: false, query: 'filter=gone%20contains%20x' } })
  await admin.call(updateView, { params: { viewId: id }, body: { query: 'sort=gone&cols=gone' } })
  const page = await as('administrator', apiKeys)
  await openView(page, 'Old')
  await expect(page.getByRole('main')).toContainText('There is no column "gone" to sort by. A column that this link asks for is not here: "gone".')
  await expectUsable(page)
})
