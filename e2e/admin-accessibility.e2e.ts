import type { Page } from '@playwright/test'
import { createView } from '#contract/views.ts'
import { minute } from './world/clock.ts'
import { fewKeys, makeCrowd, useKey } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import { views } from './world/views.ts'
import {
  axe,
  bulkAction,
  choose,
  dialog,
  expectCount,
  expectRow,
  fill,
  filterBy,
  openFilters,
  openView,
  press,
  rowAction,
  save,
  selectRows,
} from './world/words.ts'

/*
 * axe on every screen and dialog of Access Management, in both themes, on a phone and on a desk; then what axe does not see: zoom,
 * and colours that are forced.
 */

const apiKeys = '/settings/access-management/api-keys'
const users = '/settings/access-management/users'
const auditLog = '/settings/access-management/audit-log'

async function look(page: Page, where: string) {
  await test.step(where, () => axe(page))
}
const cancel = (page: Page) => press(page.getByRole('dialog'), 'Cancel')
const settled = (page: Page, title: string) => expect(dialog(page, title)).toBeVisible()

for (const { at, view } of views) {
  const phone = view.viewport.width < 640

  /** What stands in the toolbar, or on a phone behind one button. */
  async function tool(page: Page, name: 'Columns' | 'Views' | 'Density' | 'Save view' | 'Manage views') {
    if (phone) await press(page.getByRole('main'), 'Table options')
    else await press(page.getByRole('main'), /view/.test(name) ? 'Views' : name)
    if (phone ? name !== 'Views' && name !== 'Density' : /view/.test(name)) await page.getByRole('menuitem', { name, exact: true }).click()
  }

  test(`axe finds nothing on API KEYS and in its dialogs (${at})`, async ({ as, api, world, allow }) => {
    test.setTimeout(400_000)
    const admin = await api('administrator')
    const page = await as('administrator', apiKeys, view)
    allow(refused(502))
    await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible()
    await look(page, 'empty')
    const { keys } = await makeCrowd(admin, fewKeys)
    await useKey(world.nobody, admin, keys[0]!)
    await admin.call(createView, { body: { noun: 'api-keys', name: 'octoDNS', shared: true, query: 'filter=name%20contains%20octodns' } })
    await page.goto(`${apiKeys}?sort=name`)
    await expectRow(page, { Name: 'acme-dns01' })
    await look(page, 'the list')
    await openFilters(page)
    await look(page, 'Filters, open')
    await filterBy(page, 'Expires', 'is before', '2027-12-31')
    await filterBy(page, 'Status', 'is any of', 'Active, Expires soon')
    await page.getByRole('combobox', { name: 'Operator' }).last().click()
    await expect(page.getByRole('listbox')).toBeVisible()
    await look(page, 'Operator, open')
    await page.keyboard.press('Escape')
    await look(page, 'two filters')
    if (phone) await press(dialog(page, 'Filters'), 'Done')
    await tool(page, 'Columns')
    await settled(page, 'Columns')
    await look(page, 'Columns')
    await (phone ? press(dialog(page, 'Columns'), 'Done') : page.keyboard.press('Escape'))
    await tool(page, 'Views')
    await expect(page.getByRole('menuitemradio', { name: 'Never used' })).toBeVisible()
    await look(page, 'Views, open')
    await page.keyboard.press('Escape')
    await tool(page, 'Save view')
    await settled(page, 'Save view')
    await save(page)
    await look(page, 'Save view with a fault')
    await cancel(page)
    await tool(page, 'Manage views')
    await settled(page, 'Manage views')
    await look(page, 'Manage views')
    await press(dialog(page, 'Manage views'), 'Close')
    await selectRows(page, 'acme-dns01', 'backup-export')
    await look(page, 'two selected')
    await bulkAction(page, 'Delete API Key')
    await settled(page, 'Confirm Deletion')
    await look(page, 'Confirm Deletion, with the number')
    await cancel(page)
    await page.goto(`${apiKeys}?filter=name equals nothing&sort=nothing`)
    await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible()
    await look(page, 'nothing matches, and a link that asks for too much')
    await page.goto(apiKeys)
    await expectCount(page, '5 keys')
    if (!phone) {
      await page.keyboard.press('?')
      await settled(page, 'Keyboard')
      await look(page, 'Keyboard')
      await press(dialog(page, 'Keyboard'), 'Close')
    }
    for (const [action, title] of [['Edit Key', 'Edit API Key'], ['Rotate Key', 'Rotate API Key']] as const) {
      await rowAction(page, 'octodns-sync', action)
      await settled(page, title)
      await look(page, title)
      await cancel(page)
    }
  })

  test(`axe finds nothing on a list that failed (${at})`, async ({ as, fault, allow }) => {
    const page = await as('administrator', '/', view)
    allow(refused(502))
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
    const lift = await fault({ on: 'GET /api/v1/users', how: 'bad-gateway' })
    await page.goto(users)
    await expect(page.getByRole('heading', { name: 'The users could not be loaded' })).toBeVisible()
    await look(page, 'failed')
    await lift()
    await press(page, 'Try again')
    await expectCount(page, '3 users')
  })

  test(`axe finds nothing on USERS, a user's page and AUDIT LOG, and in their dialogs (${at})`, async ({ as, api, stay, allow }) => {
    test.setTimeout(400_000)
    await (await api('user')).key('apikey1', { note: 'For the zone transfer host' })
    const page = await as('administrator', users, view)
    allow(refused(401, 403))
    await expectRow(page, { Name: people.user.name })
    await look(page, 'USERS')
    await press(page, 'Invite User')
    await settled(page, 'Invite User')
    await press(dialog(page, 'Invite User'), 'Send invitation')
    await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription('Enter a name.')
    await look(page, 'Invite User with faults')
    await fill(page, { Name: 'Ines Duarte', Email: 'ines.duarte@nwnd.example' })
    await press(dialog(page, 'Invite User'), 'Send invitation')
    await settled(page, 'Invitation Link - Action Required')
    await look(page, 'the link')
    await press(page.getByRole('dialog'), 'Copy')
    await press(page.getByRole('dialog'), 'Done')
    await page.getByRole('button', { name: `Actions for ${people.administrator.name}` }).click()
    await expect(page.getByRole('menuitem', { name: 'Edit User' })).toBeVisible()
    await look(page, 'row menu')
    await page.keyboard.press('Escape')
    for (const [action, title] of [
      ['Edit User', 'Edit User'],
      ['Change Role', 'Change Role'],
      ['Disable User', 'Disable User'],
      ['New Invitation Link', 'New Invitation Link'],
    ] as const) {
      await rowAction(page, people.user.name, action)
      await settled(page, title)
      await look(page, title)
      await cancel(page)
    }
    await stay(6 * minute)
    await rowAction(page, people.user.name, 'Change Role')
    await choose(page, 'Role', 'Administrator')
    await save(page)
    await settled(page, 'Confirm it is you')
    await look(page, 'Confirm it is you')
    await press(dialog(page, 'Confirm it is you'), 'Cancel')
    await look(page, 'Change Role, not confirmed')
    await cancel(page)
    await page.getByRole('link', { name: people.user.name }).click()
    await expect(page.getByRole('heading', { level: 1, name: people.user.name })).toBeVisible()
    await look(page, "a user's page")

    await page.goto(auditLog)
    await expect(page.getByText(/^\d+ rows$/).first()).toBeVisible()
    await look(page, 'AUDIT LOG')
    await press(page, 'Verify')
    await expect(page.getByText(/^The chain holds/)).toBeVisible()
    await page.getByRole('button', { name: phone ? 'Details' : /^Details of row/ }).first().click()
    await expect(page.getByText('Request', { exact: true }).first()).toBeVisible()
    await look(page, 'a row, open, and the verdict')
    await press(page, phone ? 'Table options' : 'Export')
    await expect(page.getByRole('menuitem', { name: 'Whole log as CSV' })).toBeVisible()
    await look(page, 'Export, open')
    await page.keyboard.press('Escape')
  })
}

/** Controls of the page, and of the open dialog alone where there is one, that stand outside of the window sideways; what scrolls by itself is left out. */
const lost = (page: Page) => page.evaluate(() => {
  const top = document.querySelector('[role=dialog]') ?? document.body
  return [...top.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [role=combobox]')].filter((control) => {
    const { left, right, width } = control.getBoundingClientRect()
    const scrolls = control.closest('table') !== null || control.matches('[href="#main"]')
    return !scrolls && width > 1 && (left < 0 || right > document.documentElement.clientWidth)
  }).map((control) => control.outerHTML.slice(0, 120))
})

test('at 200 % zoom on 1280 px no control is lost, and nothing but the table scrolls sideways', async ({ as, api }) => {
  test.slow()
  const admin = await api('administrator')
  const { users: [ines] } = await makeCrowd(admin, fewKeys)
  await admin.call(createView, { body: { noun: 'api-keys', name: 'A view with quite a long name for what it shows', shared: true, query: '' } })
  // 1280 × 720 at 200 % are 640 × 360 CSS pixels (WCAG 1.4.4).
  const page = await as('administrator', apiKeys, { viewport: { width: 640, height: 360 } })
  const check = (where: string) => test.step(where, async () => {
    expect(await lost(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
    // What is at a dialog's end can be reached.
    const last = page.getByRole('dialog').getByRole('button').last()
    if ((await page.getByRole('dialog').count()) > 0) {
      await last.scrollIntoViewIfNeeded()
      const { y, height } = (await last.boundingBox())!
      expect(y >= 0 && y + height <= 360).toBe(true)
    }
  })
  await expectCount(page, '5 keys')
  await check('API KEYS')
  await filterBy(page, 'Owner', 'does not contain', 'nobody')
  await filterBy(page, 'Expires', 'is on or after', '2026-11-21')
  await check('two filters')
  await selectRows(page, 'acme-dns01', 'octodns-sync')
  await check('two selected')
  await bulkAction(page, 'Delete API Key')
  await check('Confirm Deletion')
  await cancel(page)
  for (const [action, title] of [['Rotate Key', 'Rotate API Key'], ['Edit Key', 'Edit API Key']] as const) {
    await rowAction(page, 'octodns-sync', action)
    await settled(page, title)
    await check(title)
    await cancel(page)
  }
  await press(page, 'Columns')
  await settled(page, 'Columns')
  await check('Columns')
  await page.keyboard.press('Escape')
  await openView(page, 'Manage views')
  await check('Manage views')
  await press(dialog(page, 'Manage views'), 'Close')
  for (const [path, title] of [
    [`${users}-new`, 'Invite User'],
    [`${users}-edit/${ines!.id}`, 'Edit User'],
    [`${users}-role/${ines!.id}`, 'Change Role'],
  ] as const) {
    await page.goto(path)
    await settled(page, title)
    await check(title)
  }
  await page.goto(`${users}/${ines!.id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Ines Albrecht' })).toBeVisible()
  await check("a user's page")
  // One of them: several in a row are folded.
  await page.goto(`${auditLog}?filter=action equals api-key.create;object.name equals octodns-sync`)
  await page.getByRole('button', { name: /^Details of row/ }).first().click()
  await check('AUDIT LOG')
  const box = (await page.getByRole('table', { name: /^What row/ }).boundingBox())!
  expect(box.x + box.width, 'What changed is seen whole, whatever the columns need.').toBeLessThanOrEqual(640)
})

test('where colours are forced the focus is seen on every choice and field', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await page.emulateMedia({ forcedColors: 'active' })
  await expectCount(page, '5 keys')
  /** Shadows and colours of borders are gone there: only an outline is left. */
  const outlined = () => page.evaluate(() => {
    const marked = (node: Element | null | undefined) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(node ?? document.body)
      return outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2
    }
    return marked(document.activeElement) || marked(document.activeElement?.parentElement)
  })
  await openFilters(page)
  for (const name of ['Column', 'Operator', 'Value']) {
    await page.getByRole('group', { name: 'Filter' }).getByLabel(name, { exact: true }).focus()
    await page.keyboard.press('Shift')
    expect(await outlined(), name).toBe(true)
  }
  await page.getByRole('searchbox', { name: 'Search' }).focus()
  expect(await outlined(), 'Search').toBe(true)
  await rowAction(page, 'octodns-sync', 'Rotate Key')
  await settled(page, 'Rotate API Key')
  await page.keyboard.press('Tab')
  for (const name of ['Expiration', 'Note (optional)', 'Old value stops working']) {
    await page.getByLabel(name, { exact: true }).focus()
    expect(await outlined(), name).toBe(true)
  }
})
