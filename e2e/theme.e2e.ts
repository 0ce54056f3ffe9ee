import type { Page } from '@playwright/test'
import { expect, test } from './world/fixtures.ts'
import { openAccount, secondWindow } from './world/words.ts'

const paper = { light: 'rgb(255, 255, 255)', dark: 'rgb(16, 21, 23)' }
const expectTheme = async (page: Page, theme: 'light' | 'dark') => {
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
  await expect(page.locator('body')).toHaveCSS('background-color', paper[theme])
}

test('the theme follows the system until one is chosen, and the choice stays', async ({ as }) => {
  const page = await as('user', '/', { colorScheme: 'light' })
  await expectTheme(page, 'light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectTheme(page, 'dark')
  await openAccount(page, 'Light')
  await expectTheme(page, 'light')
  await page.reload()
  await expectTheme(page, 'light')
  await page.getByRole('button', { name: 'Account' }).click()
  await expect(page.getByRole('menuitemradio', { name: 'Light' })).toBeChecked()
  await expect(page.getByRole('menuitemradio', { name: 'System' })).not.toBeChecked()
  await page.getByRole('menuitemradio', { name: 'System' }).click()
  await expectTheme(page, 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expectTheme(page, 'light')
})

test('a choice in one window is seen in the other', async ({ as }) => {
  const page = await as('user', '/', { colorScheme: 'light' })
  const second = await secondWindow(page, '/profile')
  await openAccount(page, 'Dark')
  await expectTheme(second, 'dark')
})

test('the theme is set before anything is painted', async ({ as }) => {
  const page = await as('user', '/', { colorScheme: 'light' })
  await openAccount(page, 'Dark')
  await expectTheme(page, 'dark')
  // What is on the root at the moment the body comes into being, before any of it can be drawn.
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (document.body === null) return
      observer.disconnect()
      Object.assign(window, { atFirst: document.documentElement.getAttribute('data-theme') })
    })
    observer.observe(document, { childList: true, subtree: true })
  })
  await page.reload()
  await expectTheme(page, 'dark')
  expect(await page.evaluate(() => (window as unknown as { atFirst: string }).atFirst)).toBe('dark')
})

test('the sign-in page has the theme too', async ({ visitor }) => {
  await expectTheme(await visitor('/sign-in', { colorScheme: 'dark' }), 'dark')
})

test('on paper a list is its heads and rows, whole and light, without what is pressed', async ({ as, api }) => {
  const name = 'a-name-that-is-as-long-as-names-may-be-and-is-cut-on-the-screen-'.repeat(2).slice(0, 100)
  await (await api('user')).key(name, { note: 'with a note' })
  const page = await as('administrator', '/settings/access-management/api-keys', { colorScheme: 'dark' })
  const cell = page.getByRole('cell').filter({ has: page.getByRole('link', { name }) })
  await expect(cell).toBeVisible()
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expectTheme(page, 'light')
  await expect(page.getByText('API keys. Sorted by Expires, ascending.'), 'What it is, and how it is ordered.').toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Owner' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Owner' }).getByText('Owner')).toBeVisible()
  const cut = await cell.evaluate((node) =>
    [node, ...node.querySelectorAll('*')].some((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow === 'hidden'),
  )
  expect(cut, 'Nothing is cut.').toBe(false)
  await expect(page.getByRole('main').getByRole('button').and(page.locator(':not(th *)'))).toHaveCount(0)
  await expect(page.getByRole('main').locator('th svg'), 'Nor does the mark of its order push a head apart.').toBeHidden()
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' })
  await expectTheme(page, 'dark')
})

test('on paper a list says which filters are on', async ({ as, api }) => {
  await (await api('user')).key('apikey1')
  const page = await as('administrator', '/settings/access-management/api-keys?filter=name equals apikey1&q=api')
  await expect(page.getByRole('row')).toHaveCount(2)
  const words = page.getByText('API keys. Search “api”. Filters: Name equals apikey1. Sorted by Expires, ascending.')
  await expect(words).toBeHidden()
  await page.emulateMedia({ media: 'print' })
  await expect(words).toBeVisible()
})
