import type { Page } from '@playwright/test'
import { expect, test } from './world/fixtures.ts'
import { unreachable } from './world/watch.ts'
import { views } from './world/views.ts'
import { axe, copySecret, dialog, done, expectRow, fill, openAccount, press, save } from './world/words.ts'

/* The server is away, or the network is. On the server its code cannot come either; the demo's does, and its data does not. */

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const banner = (page: Page) => page.getByRole('alert').filter({ hasText: 'The server cannot be reached. What is shown here may be out of date.' })

test('a page that is not loaded yet fails in its place, says why, and Try again brings it', async ({ as, api, world, allow }) => {
  await (await api('user')).key('apikey1')
  const page = await as('user', '/profile')
  allow(unreachable)
  await expect(heading(page, 'Profile')).toBeVisible()
  await world.stop()
  await openAccount(page, 'My API Keys')
  await expect(heading(page, 'This page could not be loaded')).toBeVisible()
  await expect(page.getByText('The server cannot be reached. Check the connection and try again.')).toBeVisible()
  await expect(banner(page)).toBeVisible()
  await expect(page).toHaveURL(/\/my-api-keys$/)
  // It does not help yet, and does no harm: no page of the browser's own.
  await press(page.getByRole('main'), 'Try again')
  await expect(heading(page, 'This page could not be loaded')).toBeVisible()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  // Each address is reached before the next is asked for: an answer that came later would need no second try.
  await expect(page).toHaveURL(/^https?:\/\/[^/]+\/$/)
  await expect(heading(page, 'This page could not be loaded')).toBeVisible()
  await openAccount(page, 'My API Keys')
  await expect(page).toHaveURL(/\/my-api-keys$/)
  // It has found out by now that nobody answers: had it not, it would load itself anew as soon as somebody does.
  await expect(heading(page, 'This page could not be loaded')).toBeVisible()
  await world.restart()
  // It is asked for with growing pauses, of half a minute at last.
  await expect(banner(page), 'It goes by itself.').toHaveCount(0, { timeout: 90_000 })
  await press(page.getByRole('main'), 'Try again')
  await expectRow(page, { Name: 'apikey1' })
})

test('D1 what is typed outlasts a server that is away', async ({ as, world, allow }) => {
  const page = await as('user', '/my-api-keys')
  allow(unreachable)
  await press(page, 'Generate API Key')
  await fill(page, { Name: 'apikey1' })
  await world.stop()
  await save(page)
  await expect(dialog(page, 'Generate API Key').getByRole('alert')).toContainText('No answer came')
  await expect(page.getByText('The server cannot be reached. What is shown here')).toBeAttached()
  await world.restart()
  await expect(page.getByText('The server cannot be reached. What is shown here')).toHaveCount(0)
  await save(page)
  await copySecret(page)
  await done(page)
  await expectRow(page, { Name: 'apikey1' })
})

for (const { at, view } of views) {
  test(`axe finds nothing while the server is away (${at})`, async ({ as, world, allow }) => {
    const page = await as('user', '/profile', view)
    allow(unreachable)
    // axe wants to read style sheets itself.
    allow(/Couldn't load preload assets/)
    await expect(heading(page, 'Profile')).toBeVisible()
    await world.stop()
    await openAccount(page, 'My API Keys')
    await expect(heading(page, 'This page could not be loaded')).toBeVisible()
    await expect(banner(page)).toBeVisible()
    await axe(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await world.restart()
  })
}
