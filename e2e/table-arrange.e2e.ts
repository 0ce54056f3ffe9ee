import type { Page } from '@playwright/test'
import { fewKeys, makeCrowd } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { axe, dialog, downloaded, expectCount, expectHeads, fill, openView, press, save } from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys'
const usual = ['Name', 'Owner', 'Email', 'Key', 'Status', 'Created', 'Expires', 'Last used']
const header = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true })
const panel = (page: Page) => dialog(page, 'Columns')
const widthOf = (page: Page, name: string) => page.locator('thead th', { hasText: new RegExp(`^${name}$`) }).evaluate((head: HTMLElement) => head.offsetWidth)
const said = (page: Page, words: string) => expect(page.locator('[aria-live=polite]', { hasText: words })).toBeAttached()

async function arrange(page: Page, column: string, entry: string) {
  await press(panel(page), `Place of ${column}`)
  await page.getByRole('menuitem', { name: entry, exact: true }).click()
}

/** Where to take hold of a head: its middle, or its right edge. */
async function grip(page: Page, name: string, part: 'middle' | 'edge') {
  const { x, y, width, height } = (await header(page, name).boundingBox())!
  return { x: part === 'edge' ? x + width - 2 : x + width / 2, y: y + height / 2 }
}

async function drag(page: Page, from: { x: number; y: number }, x: number, { drop = true } = {}) {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  for (const part of [0.3, 0.7, 1]) await page.mouse.move(from.x + (x - from.x) * part, from.y)
  if (drop) await page.mouse.up()
}

/** Heads over cells of which not all can be read. */
const cut = (page: Page) => page.getByRole('main').evaluate((main) => [...main.querySelectorAll<HTMLElement>('thead th[scope=col]')].filter((head) => {
  const at = [...head.parentElement!.children].indexOf(head)
  return [head, ...[...main.querySelectorAll('tr[data-row]')].map((row) => row.children[at]!)].some((cell) =>
    [cell, ...cell.querySelectorAll('*')].some((part) => part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX === 'hidden'))
}).map((head) => head.innerText))

test('columns are moved, pinned and made wider under Columns; the address has it, and the person', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await press(page, 'Columns')
  await arrange(page, 'Email', 'Move left')
  await expectHeads(page, ['Name', 'Email', 'Owner', 'Key', 'Status', 'Created', 'Expires', 'Last used'])
  await said(page, 'Email, column 2 of 8')
  await arrange(page, 'Expires', 'Pin')
  const heads = ['Name', 'Expires', 'Email', 'Owner', 'Key', 'Status', 'Created', 'Last used']
  await expectHeads(page, heads)
  await said(page, 'Expires is pinned')
  await press(panel(page), 'Place of Email')
  await expect(page.getByRole('menuitem', { name: /^Move left/ })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await expect(panel(page).getByRole('group', { name: 'Columns' })).toContainText(/ExpiresPinned/)
  const before = await widthOf(page, 'Email')
  await arrange(page, 'Email', 'Wider')
  await expect.poll(() => widthOf(page, 'Email')).toBe(before + 32)
  await axe(page)
  await page.keyboard.press('Escape')
  const asked = /cols=name,expiresAt,owner\.email,owner\.name,.*&widths=owner\.email-\d+&pinned=expiresAt$/
  await expect(page).toHaveURL(asked)

  await page.goto('/')
  await page.goto(apiKeys)
  await expectHeads(page, heads)
  await expect(page, 'A copied link shows the same to others.').toHaveURL(asked)
  await expect.poll(() => widthOf(page, 'Email')).toBe(before + 32)
  const { text } = await downloaded(page, () => press(page, 'Export'))
  expect(text.split('\r\n')[0]).toBe('Name,Expires (Europe/Berlin),Email,Owner,Key,Status,Created (Europe/Berlin),Last used (Europe/Berlin)')

  await press(page, 'Columns')
  await arrange(page, 'Expires', 'Unpin')
  await expectHeads(page, ['Name', 'Expires', 'Email', 'Owner', 'Key', 'Status', 'Created', 'Last used'])
  await press(panel(page), 'Reset')
  await expectHeads(page, usual)
  await said(page, 'Columns are as usual')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/api-keys$/)
})

test('a head is dragged: its edge for the width, itself to another place, and Escape takes it back', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await expectCount(page, '5 keys')
  const before = await widthOf(page, 'Email')
  let edge = await grip(page, 'Email', 'edge')
  await drag(page, edge, edge.x + 90, { drop: false })
  await expect.poll(() => widthOf(page, 'Email')).toBe(before + 90)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect.poll(() => widthOf(page, 'Email')).toBe(before)
  await expect(page).toHaveURL(/api-keys$/)

  await drag(page, edge, edge.x + 90)
  await expect.poll(() => widthOf(page, 'Email')).toBe(before + 90)
  await expect(page).toHaveURL(new RegExp(`widths=owner.email-${before + 90}$`))
  await said(page, `Email, ${before + 90} pixels wide`)
  edge = await grip(page, 'Email', 'edge')
  await page.mouse.dblclick(edge.x, edge.y)
  // What it holds, and not more than a little beside it.
  await expect.poll(async () => (await cut(page)).includes('Email')).toBe(false)
  await expect(page).not.toHaveURL(new RegExp(`email-${before + 90}`))
  edge = await grip(page, 'Expires', 'edge')
  const needs = await widthOf(page, 'Expires')
  await drag(page, edge, edge.x - 300)
  await expect.poll(() => widthOf(page, 'Expires'), 'A date is never cut.').toBe(needs)
  expect(await cut(page)).not.toContain('Expires')

  await drag(page, await grip(page, 'Owner', 'middle'), (await grip(page, 'Status', 'edge')).x - 8)
  const moved = ['Name', 'Email', 'Key', 'Status', 'Owner', 'Created', 'Expires', 'Last used']
  await expectHeads(page, moved)
  await said(page, 'Owner, column 5 of 8')
  await drag(page, await grip(page, 'Key', 'middle'), 0, { drop: false })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await drag(page, await grip(page, 'Name', 'middle'), (await grip(page, 'Created', 'middle')).x)
  await expectHeads(page, moved)
  await expect(header(page, 'Expires'), 'Nothing was sorted by it.').toHaveAttribute('aria-sort', 'ascending')
})

test('by keyboard a head is made wider and narrower, fitted, pinned and moved, and keeps the focus', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await expectCount(page, '5 keys')
  const email = header(page, 'Email').getByRole('button')
  await email.focus()
  const before = await widthOf(page, 'Email')
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => widthOf(page, 'Email')).toBe(before + 16)
  await page.keyboard.press('Shift+ArrowLeft')
  await said(page, `Email, ${before} pixels wide`)
  await page.keyboard.press('w')
  await expect.poll(async () => (await cut(page)).includes('Email')).toBe(false)
  await page.keyboard.press('Control+Shift+ArrowRight')
  await expectHeads(page, ['Name', 'Owner', 'Key', 'Email', 'Status', 'Created', 'Expires', 'Last used'])
  await expect(email).toBeFocused()
  await page.keyboard.press('p')
  await expectHeads(page, ['Name', 'Email', 'Owner', 'Key', 'Status', 'Created', 'Expires', 'Last used'])
  await expect(email).toBeFocused()
  await page.keyboard.press('Control+Shift+ArrowLeft')
  await said(page, 'Email can go no further')
  await expect(header(page, 'Expires')).toHaveAttribute('aria-sort', 'ascending')
})

test('dates, statuses and times can be read whole at any width, and what is pinned stays while the rest scrolls', async ({ as, api }) => {
  const keys = [{ name: `a-name-that-is-longer-than-its-column-${'x'.repeat(20)}` }]
  await makeCrowd(await api('administrator'), [{ name: 'Ines Albrecht-Fernandez de la Cruz', keys }])
  const page = await as('administrator', `${apiKeys}?widths=expiresAt-1,status-0,createdAt-50,name-90&pinned=status`)
  await expectCount(page, '1 key')
  for (const width of [1440, 1280, 1000, 700]) {
    await page.setViewportSize({ width, height: 700 })
    await expect(header(page, 'Status')).toBeVisible()
    expect((await cut(page)).filter((name) => !['Name', 'Owner', 'Email'].includes(name)), `${width}`).toEqual([])
  }
  const left = (name: string) => header(page, name).evaluate((head) => Math.round(head.getBoundingClientRect().left))
  const scroll = (by: number) => page.getByRole('table').evaluate((table, x) => void (table.parentElement!.scrollLeft = x), by)
  const [status, email] = [await left('Status'), await left('Email')]
  await scroll(80)
  await expect.poll(() => left('Email')).toBe(email - 80)
  expect(await left('Status')).toBe(status)
  await page.setViewportSize({ width: 1280, height: 700 })
  await page.goto(`${apiKeys}?widths=name-1200&pinned=status`)
  await scroll(300)
  await expect.poll(() => left('Status'), 'What would leave no room for the rest does not stay.').toBeGreaterThan(1000)
})

test('an address that asks for nonsense is said and does no harm; a saved view has the columns as they were', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const widths = 'name-0,status-99999,gone-90,name-NaN,name--5,status-1e9'
  const page = await as('administrator', `${apiKeys}?cols=status,gone,name,status&pinned=gone,status,status&widths=${widths}`)
  await expectHeads(page, ['Name', 'Status'])
  const main = page.getByRole('main')
  await expect(main).toContainText('A column that this link asks for is not here: "gone".')
  await expect(main).toContainText('"gone-90", "name-NaN", "name--5" and 1 more are no widths of a column here.')
  expect(await widthOf(page, 'Status')).toBe(1200)
  await page.goto(`${apiKeys}?cols=name,status,owner.email&widths=owner.email-333&pinned=status`)
  await openView(page, 'Save view')
  await fill(dialog(page, 'Save view'), { Name: 'Mine' })
  await save(page)
  await press(page, 'Columns')
  await press(panel(page), 'Reset')
  await page.keyboard.press('Escape')
  await expectHeads(page, usual)
  await openView(page, 'Mine')
  await expectHeads(page, ['Name', 'Status', 'Email'])
  await expect(page).toHaveURL(/cols=name,status,owner.email&widths=owner.email-333&pinned=status$/)
  expect(await widthOf(page, 'Email')).toBe(333)
})

test('on a phone the cards follow the order, which can be changed there', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys.slice(0, 1))
  const asked = 'cols=name,expiresAt,owner.email&widths=owner.email-900&pinned=expiresAt'
  const page = await as('administrator', `${apiKeys}?${asked}`, { viewport: { width: 360, height: 740 } })
  const labels = () => page.getByRole('listitem').filter({ has: page.locator('dl') }).first().locator('dt').allInnerTexts()
  await expect.poll(labels).toEqual(['Expires', 'Email'])
  await press(page, 'Table options')
  await page.getByRole('menuitem', { name: 'Columns', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Created', exact: true }).check()
  await arrange(page, 'Created', 'Move left')
  await press(panel(page), 'Done')
  await expect.poll(labels).toEqual(['Expires', 'Created', 'Email'])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
})
