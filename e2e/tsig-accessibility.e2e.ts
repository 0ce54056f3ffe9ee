import type { Page } from '@playwright/test'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { expect, test } from './world/fixtures.ts'
import { views } from './world/views.ts'
import { axe, choose, dialog, expectRow, expectToast, fill, press, rowAction, save } from './world/words.ts'

const tsigKeys = '/dns/configurations/tsig-keys'
const long = `${'w'.repeat(63)}.${'w'.repeat(63)}.${'w'.repeat(63)}.${'w'.repeat(61)}`
const look = (page: Page, where: string) => test.step(where, () => axe(page))
const overflow = (page: Page) => page.evaluate(() => {
  const box = document.querySelector('[role=dialog]')
  return Math.max(
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
    box === null ? 0 : Math.max(box.scrollWidth - box.clientWidth, box.getBoundingClientRect().right - innerWidth),
  )
})

for (const { at, view } of views) {
  test(`axe finds nothing on TSIG KEYS and in its dialogs, and nothing sticks out (${at})`, async ({ as, api }) => {
    test.slow()
    const ruth = await api('administrator')
    const page = await as('administrator', tsigKeys, view)
    await expect(page.getByRole('heading', { name: 'No TSIG keys yet' })).toBeVisible()
    await look(page, 'empty')
    await ruth.call(createTsigKey, { body: { name: long, algorithm: 'HMAC-SHA512', usedBy: ['x'.repeat(253)], note: 'n'.repeat(500) } })
    await ruth.call(createTsigKey, { body: { name: 'tsigkey', algorithm: 'HMAC-SHA224' } })
    await page.reload()
    await expectRow(page, { Name: 'tsigkey' })
    await press(page, `Reveal secret of ${long}`)
    await expect(page.getByRole('textbox', { name: `Secret of ${long}` })).toBeVisible()
    expect(await overflow(page), 'a secret that is shown').toBeLessThanOrEqual(0)
    await look(page, 'the list, a secret shown')
    await press(page, `Hide secret of ${long}`)
    await press(page, `Delete ${long}`)
    await expect(dialog(page, 'Confirm Deletion')).toBeVisible()
    expect(await overflow(page), 'Confirm Deletion').toBeLessThanOrEqual(0)
    await look(page, 'Confirm Deletion')
    await press(page.getByRole('dialog'), 'Cancel')
    await rowAction(page, long, 'Export')
    // Once the tabs were as wide as all of them, and the dialog with them.
    await page.getByRole('tab', { name: 'Kea D2' }).click()
    await press(page.getByRole('dialog'), 'Reveal')
    await expect(page.getByRole('button', { name: 'Hide', exact: true })).toBeVisible()
    expect(await overflow(page), 'Export').toBeLessThanOrEqual(0)
    await look(page, 'Export, revealed')
    await press(page.getByRole('dialog'), 'Close')
    await rowAction(page, long, 'Edit')
    await choose(page, 'Algorithm', 'HMAC-SHA256')
    expect(await overflow(page), 'Edit').toBeLessThanOrEqual(0)
    await look(page, 'Edit, cleared')
    await press(page, 'Auto-Generate Key')
    await look(page, 'Edit, a new secret')
    await press(page.getByRole('dialog'), 'Cancel')
    await page.goto(`${tsigKeys}-new`)
    await save(page)
    await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription('Enter a name.')
    await look(page, 'Add, with faults')
    await page.goto(`${tsigKeys}-import`)
    await look(page, 'Import')
    await fill(page, { 'Configuration text': `hmac-sha256:${long}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nwhat is this` })
    await press(page, 'Preview')
    await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeVisible()
    expect(await overflow(page), 'Import').toBeLessThanOrEqual(0)
    await look(page, 'Import, a preview')
    await rowAction(page, `${long}, line 1`, 'Keep under another name')
    await save(page)
    await expect(page.getByRole('dialog').getByLabel('Name', { exact: true })).toHaveAccessibleDescription('This is the name it has.')
    expect(await overflow(page), 'Import, another name').toBeLessThanOrEqual(0)
    await look(page, 'Import, another name')
  })
}

test('T1 a key is added and deleted by keyboard alone', async ({ as }) => {
  const page = await as('administrator', tsigKeys)
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const tabTo = async (target: ReturnType<typeof button>) => {
    await expect(target).toBeVisible()
    for (let presses = 0; presses < 60; presses++) {
      if (await target.evaluate((node) => node === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${String(target)} was not reached`)
  }
  await tabTo(button('Add TSIG Key'))
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('tsigkey')
  await tabTo(button('Auto-Generate Key'))
  await page.keyboard.press('Enter')
  await tabTo(button('Save'))
  await page.keyboard.press('Enter')
  await expectToast(page, 'TSIG key tsigkey created')
  await tabTo(button('Reveal secret of tsigkey'))
  await page.keyboard.press('Enter')
  await tabTo(button('Copy secret of tsigkey'))
  await tabTo(button('Hide secret of tsigkey'))
  await page.keyboard.press('Enter')
  await expect(button('Reveal secret of tsigkey')).toBeFocused()
  await tabTo(button('Delete tsigkey'))
  await page.keyboard.press('Enter')
  await expect(button('Cancel')).toBeFocused()
  await tabTo(button('Confirm'))
  await page.keyboard.press('Enter')
  await expectToast(page, 'TSIG key tsigkey deleted')
  await expect(page.locator(':focus'), 'The focus is not lost with the row.').not.toHaveCount(0)
})

test('names, tags and texts that would be HTML are text', async ({ as, api }) => {
  const evil = '<img src=x onerror=ran=1>'
  await (await api('administrator')).call(createTsigKey, { body: { name: 'tsigkey', note: `${evil}"><script>ran=1</script>` } })
  const page = await as('administrator', `${tsigKeys}-new`)
  await fill(page, { Name: evil, 'Tags (optional)': evil, 'Used by (optional)': evil })
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill(evil)
  await save(page)
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/A key name is a domain name/)
  await press(page.getByRole('dialog'), 'Cancel')
  await press(page, 'Note on tsigkey')
  await expect(page.getByRole('dialog')).toContainText(evil)
  await page.keyboard.press('Escape')
  await page.goto(`${tsigKeys}-import`)
  await fill(page, { 'Configuration text': `${evil}\nhmac-sha256:${evil}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=` })
  await press(page, 'Preview')
  await expect(page.getByRole('main').getByText(/keys? found/)).toBeVisible()
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
})
