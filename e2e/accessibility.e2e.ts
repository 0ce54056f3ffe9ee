import type { Page } from '@playwright/test'
import { login } from '#contract/auth-tokens.ts'
import { createUser } from '#contract/users.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused, unreachable } from './world/watch.ts'
import { views } from './world/views.ts'
import { axe, choose, copySecret, dialog, done, expectRow, expectToast, fill, press, rowAction, save } from './world/words.ts'

/*
 * axe on every screen and every dialog, in both themes, on a phone and on a desk. The walks are long because the browser is the
 * slow part; each step says where it is.
 */

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

async function look(page: Page, where: string) {
  await test.step(where, () => axe(page))
}

for (const { at, view } of views) {

  test(`axe finds nothing before signing in (${at})`, async ({ visitor, api, allow }) => {
    const { invitation } = await (
      await api('administrator')
    ).call(createUser, { body: { name: 'Ines Duarte', email: 'ines.duarte@nwnd.example', role: 'user' } })
    const page = await visitor('/sign-in', view)
    allow(refused(401, 404, 409))
    await expect(heading(page, 'Sign in')).toBeVisible()
    await look(page, 'sign-in')
    await fill(page, { Email: people.user.email, Password: 'not the password at all' })
    await press(page, 'Sign in')
    await expect(page.getByRole('alert')).toBeVisible()
    await look(page, 'sign-in, refused')
    await fill(page, { Email: '' })
    await press(page, 'Sign in')
    await expect(page.getByLabel('Email')).toHaveAccessibleDescription('Enter your e-mail address.')
    await look(page, 'sign-in, nothing entered')

    await page.goto('/setup')
    await expect(page.getByText('The setup code is missing.')).toBeVisible()
    await look(page, 'setup without its code')
    await page.goto('/setup#abcdefghijklmnop')
    await expect(page.getByText('The first administrator exists already.')).toBeVisible()
    await look(page, 'setup that is done')

    await page.goto(invitation!.url)
    await expect(page.getByText('as Ines Duarte')).toBeVisible()
    await look(page, 'invitation')
    await page.goto('/invitation#notthecode')
    await expect(page.getByText('This invitation link is not valid any more')).toBeVisible()
    await look(page, 'invitation that is not valid')
  })

  test(`axe finds nothing on My API Keys and in its dialogs (${at})`, async ({ as, api }) => {
    test.slow()
    const page = await as('user', '/my-api-keys', view)
    await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible()
    await look(page, 'empty')
    await press(page, 'Generate API Key')
    await expect(dialog(page, 'Generate API Key')).toBeVisible()
    await look(page, 'Generate API Key')
    await choose(page, 'Expiration', 'Custom date')
    await save(page)
    await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription('Enter a name.')
    await look(page, 'Generate API Key with faults')
    await page.getByRole('combobox', { name: 'Expiration' }).click()
    await expect(page.getByRole('option', { name: '30 days' })).toBeVisible()
    await look(page, 'Expiration, open')
    await page.getByRole('option', { name: '30 days' }).click()
    await fill(page, { Name: 'apikey1', 'Note (optional)': 'For the zone transfer host' })
    await page.keyboard.press('Escape')
    await expect(page.getByText('Nothing is saved yet.')).toBeVisible()
    await look(page, 'Generate API Key, asked before it closes')
    await save(page)
    await expect(dialog(page, /Action Required$/)).toBeVisible()
    await look(page, 'the value')
    await press(page, 'Done')
    await expect(page.getByText('The value was not copied')).toBeVisible()
    await look(page, 'the value, not copied')
    await copySecret(page)
    await expectToast(page, 'Copied')
    await look(page, 'the value, copied')
    await press(page, 'Download')
    await expect(page.getByRole('menuitem', { name: '.env file' })).toBeVisible()
    await look(page, 'Download, open')
    await page.keyboard.press('Escape')
    await done(page)
    await expectToast(page, 'API key apikey1 generated')
    await look(page, 'a message')

    await (await api('user')).key('apikey2')
    await page.reload()
    await expectRow(page, { Name: 'apikey2' })
    await page.getByRole('button', { name: 'Generate API Key' }).focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    await expect(page.getByRole('tooltip', { name: /You have two API keys/ })).toBeVisible()
    await look(page, 'a reason')
    await press(page, 'Note on apikey1')
    await expect(page.getByRole('dialog', { name: 'Note on apikey1' })).toBeVisible()
    await look(page, 'a note')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Actions for apikey1' }).click()
    await expect(page.getByRole('menuitem', { name: 'Rotate Key' })).toBeVisible()
    await look(page, 'row menu')
    await page.keyboard.press('Escape')
    for (const [action, title] of [['Edit Key', 'Edit API Key'], ['Delete Key', 'Confirm Deletion'], ['Rotate Key', 'Rotate API Key']] as const) {
      await rowAction(page, 'apikey1', action)
      await expect(dialog(page, title)).toBeVisible()
      await look(page, title)
      if (action !== 'Rotate Key') await press(page.getByRole('dialog'), 'Cancel')
    }
    await page.getByRole('combobox', { name: 'Old value stops working' }).click()
    await expect(page.getByRole('option', { name: /^After 7 days/ })).toBeVisible()
    await look(page, 'Old value stops working, open')
    await page.getByRole('option', { name: /^After 7 days/ }).click()
    await save(page)
    await copySecret(page)
    await look(page, 'the new value')
    await done(page)
    await expectRow(page, { Name: 'apikey1', Status: 'Rotating' })
    await look(page, 'rotating')
    await rowAction(page, 'apikey1', 'End now')
    await expect(dialog(page, 'End old value')).toBeVisible()
    await look(page, 'End old value')
    await press(page.getByRole('dialog'), 'Cancel')
  })

  test(`axe finds nothing on the other pages (${at})`, async ({ as, api, world, fault, stay, allow }) => {
    test.slow()
    const user = await api('user')
    const { apiKey } = await user.key('apikey1', { expiresAt: '2026-12-01T06:00:00Z' })
    await world.nobody.call(login, { bearer: apiKey })
    const page = await as('user', '/', view)
    allow(unreachable)
    allow(refused(404))
    await expect(heading(page, 'Overview')).toBeVisible()
    await look(page, 'Overview')
    await press(page, 'Account')
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
    await look(page, 'Account menu')
    await page.keyboard.press('Escape')
    if (view.viewport.width < 1024) {
      await press(page, 'Navigation')
      await expect(page.getByRole('dialog', { name: 'Navigation' })).toBeVisible()
      await look(page, 'drawer')
      await page.keyboard.press('Escape')
    }

    await page.goto('/auth-token')
    await expect(heading(page, 'Auth token')).toBeVisible()
    await look(page, 'Auth token')
    await press(page, 'Get token')
    await expect(page.getByLabel('API key', { exact: true })).toHaveAccessibleDescription('Enter an API key.')
    await look(page, 'Auth token, nothing entered')
    await fill(page, { 'API key': apiKey })
    await press(page, 'Get token')
    await expect(page.getByRole('timer')).toHaveText('1:00:00')
    await look(page, 'a token')
    for (const minutes of [20, 20, 16]) await stay(minutes * minute)
    await expect(page.getByRole('status').filter({ hasText: 'This token ends' })).toBeVisible()
    await look(page, 'a token that ends')
    await stay(5 * minute)
    await expect(page.getByRole('timer')).toHaveText('Ended')
    await look(page, 'a token that has ended')

    for (const [path, title] of [['/profile', 'Profile'], ['/sessions', 'Sessions'], ['/no/such/page', 'There is no such page']] as const) {
      await page.goto(path)
      await expect(heading(page, title)).toBeVisible()
      await look(page, title)
    }
    await page.goto('/my-api-keys')
    await expectRow(page, { Name: 'apikey1', Status: 'Expires soon' })
    await look(page, 'My API Keys, a key that expires soon')
    const lift = await fault({ on: 'GET /accessmanagement/api-key', how: 'refuse' })
    await stay(2 * minute)
    await expect(page.getByText('could not be read again')).toBeVisible()
    await look(page, 'a failed refresh')
    await page.reload()
    await expect(heading(page, 'This page could not be loaded')).toBeVisible()
    await look(page, 'a failed page')
    await lift()
  })
}
