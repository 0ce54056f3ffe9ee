import type { Page } from '@playwright/test'
import { createAuthKey, deleteAuthKey, listAuthKeys, revealAuthKey } from '#contract/auth-keys.ts'
import type { Client } from './world/api.ts'
import { hour } from './world/clock.ts'
import { csr } from './world/csr.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { views } from './world/views.ts'
import { axe, choose, dialog, expectNoRow, expectRow, expectToast, fill, press, rowAction } from './world/words.ts'

const list = '/certcentral/auth-keys'
const day = 24 * hour

const make = (by: Client, days?: number) => by.call(createAuthKey, { body: days === undefined ? {} : { days } })
const creating = (page: Page) => dialog(page, 'Create AuthKey')
const called = (key: { hint: { last4: string } }) => `AuthKey …${key.hint.last4}`

test('A1 an administrator creates the permanent AuthKey and sees it; another is refused while any is active', async ({ as, api, allow }) => {
  const client = await api('administrator')
  const page = await as('administrator', '/')
  allow(/status of 409/)
  await page.getByRole('link', { name: 'AuthKeys' }).click()
  await expect(page.getByRole('main')).toContainText('No AuthKeys yet')
  await page.getByRole('button', { name: 'Create AuthKey' }).first().click()
  await choose(page, 'Type', 'Permanent')
  await press(creating(page), 'Create')
  await expect(creating(page)).toHaveCount(0)
  const key = (await client.call(listAuthKeys)).data[0]!
  const { authKey } = await client.call(revealAuthKey, { params: { authKeyId: key.id } })
  await expectToast(page, `${called(key)} created. It is shown for 30 seconds.`)
  await expect(page.getByRole('textbox', { name: `Secret of ${called(key)}` })).toHaveText(authKey)
  await page.getByRole('button', { name: `Hide secret of ${called(key)}` }).click()
  await expect(page.getByRole('main')).not.toContainText(authKey)
  await expectRow(page, { 'AuthKey ID': key.id, Type: 'Permanent', Expires: 'Never', Status: 'Active' })
  await page.getByRole('button', { name: 'Create AuthKey' }).click()
  await press(creating(page), 'Create')
  await expect(creating(page).getByRole('alert')).toContainText('auth_key_exists_for_account')
  await choose(page, 'Type', 'Time-to-live')
  await fill(creating(page), { Days: '7' })
  await press(creating(page), 'Create')
  await expectRow(page, { Type: 'Time-to-live', Expires: '28 Nov 2026', Status: 'Active' })
  await page.getByRole('button', { name: /^Hide secret of/ }).click()
})

test('A1 a label: given when it is made, changed later, searched and exported', async ({ as, api }) => {
  const client = await api('administrator')
  const page = await as('administrator', `${list}-new`)
  await fill(creating(page), { 'Label (optional)': 'Acme pipeline' })
  await choose(page, 'Type', 'Time-to-live')
  await press(creating(page), 'Create')
  await expectRow(page, { Label: 'Acme pipeline', Type: 'Time-to-live' })
  await page.getByRole('button', { name: /^Hide secret of Acme pipeline …/ }).click()
  await make(client, 3)
  await page.reload()
  await page.getByRole('searchbox', { name: 'Search' }).fill('acme')
  await expect(page.getByRole('row')).toHaveCount(2)
  const { id, hint } = (await client.call(listAuthKeys, { query: { search: 'acme' } })).data[0]!
  await rowAction(page, `Acme pipeline …${hint.last4}`, 'Change Label')
  const ask = dialog(page, 'Change Label')
  await fill(ask, { 'Label (optional)': 'x'.repeat(129) })
  await press(ask, 'Save')
  await expect(ask).toContainText('at most 128')
  await fill(ask, { 'Label (optional)': 'Acme staging' })
  await axe(page)
  await press(ask, 'Save')
  await expectRow(page, { Label: 'Acme staging' })
  await page.getByRole('link', { name: id }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Acme staging …${hint.last4}`)
  await expect(page.getByRole('main')).toContainText('LabelAcme staging')
})

test('A2 an administrator creates several with a lifetime of whole days, 1 or more', async ({ as, forward, allow }) => {
  const page = await as('administrator', `${list}-new`)
  await choose(page, 'Type', 'Time-to-live')
  const days = creating(page).getByLabel('Days', { exact: true })
  for (const wrong of ['', '0', '-1', '1.5', '1e3', 'seven']) {
    await days.fill(wrong)
    await press(creating(page), 'Create')
    await expect(days, `“${wrong}” is no number of days.`).toHaveAccessibleDescription('Give a whole number of days, 1 or more.')
  }
  await days.fill('1')
  await expect(days).toHaveAccessibleDescription('Expires about 22 Nov 2026, 07:00 (06:00 UTC).')
  await press(creating(page), 'Create')
  await expectRow(page, { Type: 'Time-to-live', Expires: '22 Nov 2026', Status: 'Active' })
  await press(page, 'Create AuthKey')
  await choose(page, 'Type', 'Time-to-live')
  await fill(creating(page), { Days: '90' })
  await press(creating(page), 'Create')
  await expectRow(page, { Type: 'Time-to-live', Expires: '19 Feb 2027', Status: 'Active' })
  await page.getByRole('button', { name: /^Hide secret of/ }).click()
  // A day later their session has ended, too.
  allow(/status of 401/)
  await forward(day)
  const later = await as('administrator', list)
  await expectRow(later, { Expires: '22 Nov 2026', Status: 'Expired' })
})

test('A3 an administrator reveals an AuthKey with their password, and deletes it with a warning', async ({ as, api, forward, allow }) => {
  const client = await api('administrator')
  const key = await make(client)
  const page = await as('administrator', list)
  await expectRow(page, { 'AuthKey ID': key.id, AuthKey: `•••••••• ${key.hint.last4}` })
  await forward(6 * 60_000)
  allow(/status of 403/)
  await rowAction(page, called(key), 'Reveal')
  await fill(dialog(page, 'Confirm it is you'), { Password: people.administrator.password })
  await press(dialog(page, 'Confirm it is you'), 'Confirm')
  await expect(page.getByRole('textbox', { name: `Secret of ${called(key)}` })).toHaveText(key.authKey)
  await page.getByRole('button', { name: `Hide secret of ${called(key)}` }).click()
  await rowAction(page, called(key), 'Delete')
  await expect(dialog(page, 'Delete AuthKey')).toContainText('Request tokens made with it become void')
  await press(dialog(page, 'Delete AuthKey'), 'Cancel')
  await expectRow(page, { 'AuthKey ID': key.id })
  await rowAction(page, called(key), 'Delete')
  await press(dialog(page, 'Delete AuthKey'), 'Delete')
  await expectToast(page, `${called(key)} deleted`)
  await expectNoRow(page, { 'AuthKey ID': key.id })
})

test('A3 a standard user sees AuthKeys masked, and can do nothing with them', async ({ as, api, allow }) => {
  const key = await make(await api('administrator'))
  const page = await as('user', list)
  await expectRow(page, { 'AuthKey ID': key.id, Type: 'Permanent', AuthKey: `••••••••${key.hint.last4}`, Status: 'Active' })
  for (const name of ['Create AuthKey', `Actions for ${called(key)}`, `Reveal secret of ${called(key)}`])
    await expect(page.getByRole('button', { name })).toHaveCount(0)
  expect(await (await api('user')).status(revealAuthKey, { params: { authKeyId: key.id } })).toBe(403)
  allow(/status of 40[34]/)
  for (const path of [`${list}-new`, `${list}/${key.id}/request-token`]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is for administrators')
  }
})

test('A4 a CSR gives a token of 64 characters, which the validator beside it finds good', async ({ as, api, forward, allow }) => {
  const client = await api('administrator')
  const key = await make(client)
  const other = await make(client, 3)
  const page = await as('administrator', list)
  allow(/status of 400/)
  await rowAction(page, called(key), 'Request token')
  const text = page.getByLabel('CSR', { exact: true })
  await press(page, 'Make token')
  await expect(text).toHaveAccessibleDescription('Paste a CSR.')
  await text.fill('no CSR')
  await press(page, 'Make token')
  await expect(text).toHaveAttribute('aria-invalid', 'true')
  await text.fill(csr)
  await press(page, 'Make token')
  const box = page.getByRole('textbox', { name: 'Request token' })
  await expect(box).toHaveText(/^20261121060\d{3}[0-9a-z]{50}$/)
  const token = await box.innerText()
  expect(token).toHaveLength(64)
  await press(page, 'Copy')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token)
  const main = page.getByRole('main')
  await expect(main).toContainText('21 Dec 2026, 07:0')
  await expect(main).toContainText(`_dnsauth.www.example.org. IN TXT "${token}"`)
  await expect(main).toContainText('http://example.org/.well-known/pki-validation/fileauth.txt')
  await expect(main).toContainText('_dnsauth.api.example.org. IN TXT')
  await expect(main, 'A file proves no wildcard: its name stood among the files once.').not.toContainText('http://api.example.org')
  await expect(main).toContainText('By DNS only, at the name it stands below, because a file proves no wildcard: *.api.example.org.')

  const verdict = page.getByRole('status', { name: 'Verdict' })
  const check = async (fields: Record<string, string>, words: string) => {
    await fill(page, fields)
    await press(page, 'Check token')
    await expect(verdict).toContainText(words)
  }
  await check({ Token: `_dnsauth.example.org. 300 IN TXT "${token}"`, 'CSR of the token': csr }, 'Valid')
  await check({ Token: token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) }, 'Not found')
  await check({ Token: token.slice(0, 60) }, 'Malformed')
  await check({ Token: `20261122${token.slice(8)}` }, 'Future')
  await check({ Token: token, 'AuthKey (optional)': other.authKey }, 'Not found')
  await check({ 'AuthKey (optional)': key.authKey }, 'Valid')
  await page.getByLabel('AuthKey (optional)').fill('')
  allow(/status of 401/)
  await forward(30 * day + hour)
  const later = await as('administrator', `${list}/${key.id}/request-token`)
  await fill(later, { Token: token, 'CSR of the token': csr })
  await press(later, 'Check token')
  await expect(later.getByRole('status', { name: 'Verdict' })).toContainText('Expired')
})

test('A1 to A4 by keyboard alone', async ({ as }) => {
  const page = await as('administrator', list)
  const keys = page.keyboard
  const reach = async (name: string | RegExp, role: 'button' | 'combobox' | 'textbox' = 'button') => {
    const target = page.getByRole(role, { name, exact: true }).first()
    await expect(target).toBeVisible()
    for (let presses = 0; presses < 60; presses++) {
      if (await target.evaluate((node) => node === document.activeElement)) return
      await keys.press('Tab')
    }
    throw new Error(`${String(name)} was not reached by Tab`)
  }
  await reach('Create AuthKey')
  await keys.press('Enter')
  await expect(creating(page).getByRole('combobox', { name: 'Type' })).toBeFocused()
  await keys.press('ArrowDown')
  await expect(page.getByRole('option', { name: /^Permanent/ })).toBeFocused()
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await keys.press('Tab')
  await expect(creating(page).getByLabel('Days', { exact: true })).toBeFocused()
  await keys.press('Enter')
  await reach(/^Hide secret of/)
  await keys.press('Enter')
  await reach(/^Actions for AuthKey/)
  await keys.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Request token' })).toBeFocused()
  await keys.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Request token' })).toBeFocused()
  await reach('CSR', 'textbox')
  await keys.insertText(csr)
  await reach('Make token')
  await keys.press('Enter')
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  await keys.press('Enter')
  await expect(page.getByRole('button', { name: 'Copied' })).toBeFocused()
})

for (const { at, view } of views) {
  test(`A1 to A4: axe finds nothing, and nothing runs over (${at})`, async ({ as, api }) => {
    const client = await api('administrator')
    const gone = await make(client)
    await client.call(deleteAuthKey, { params: { authKeyId: gone.id } })
    const key = await make(client, 30)
    const page = await as('administrator', list, view)
    const look = async () => {
      await axe(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'Nothing is wider than the page.').toBe(true)
    }
    await expect(page.getByRole('button', { name: `Actions for ${called(key)}` })).toBeVisible()
    expect(
      await page
        .getByText('••••••••', { exact: true })
        .first()
        .evaluate((dots) => dots.clientHeight),
      'The dots stand in one line.',
    ).toBe(20)
    await look()
    await rowAction(page, called(key), 'Delete')
    await look()
    await press(dialog(page, 'Delete AuthKey'), 'Cancel')
    await page.getByRole('button', { name: 'Create AuthKey' }).click()
    await choose(page, 'Type', 'Time-to-live')
    await look()
    await page.goto(`${list}/${key.id}/request-token`)
    await page.getByLabel('CSR', { exact: true }).fill(csr)
    await press(page, 'Make token')
    const box = page.getByRole('textbox', { name: 'Request token' })
    await expect(box).toBeVisible()
    await fill(page, { Token: await box.innerText(), 'CSR of the token': csr })
    await press(page, 'Check token')
    await expect(page.getByRole('status', { name: 'Verdict' })).toContainText('Valid')
    await look()
    await page.screenshot({ path: test.info().outputPath('request-token.png'), fullPage: true })
  })
}
