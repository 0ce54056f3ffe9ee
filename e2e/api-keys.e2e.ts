import { login } from '#contract/auth-tokens.ts'
import { listApiKeys } from '#contract/api-keys.ts'
import { hour, minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { choose, confirm, copySecret, dialog, done, expectNoRow, expectRow, expectToast, fill, openAccount, press, rowAction, save } from './world/words.ts'

for (const [role, who] of [['administrator', 'an administrator'], ['user', 'a standard user']] as const) {
  test(`D1 ${who} generates a key, and its value works`, async ({ as, world }) => {
    const page = await as(role, '/')
    await openAccount(page, 'My API Keys')
    await press(page.getByRole('main'), 'Generate API Key')
    await expect(page.getByRole('combobox', { name: 'Expiration' })).toHaveText('1 year')
    await expect(dialog(page, 'Generate API Key')).toContainText('Stops working on 21 Nov 2027 at 07:00 (06:00 UTC).')
    await fill(page, { Name: 'apikey1', 'Note (optional)': 'For the zone transfer host' })
    await save(page)
    await expect(dialog(page, 'API Key Generated - Action Required')).toBeVisible()
    const value = await copySecret(page)
    await done(page)
    await expectToast(page, 'API key apikey1 generated')
    await expectRow(page, {
      Name: 'apikey1',
      Key: `${value.slice(0, 11)}…${value.slice(-4)}`,
      Status: 'Active',
      Created: '21 Nov 2026',
      Expires: '21 Nov 2027',
      'Last used': 'Never',
    })
    expect(await world.nobody.status(login, { bearer: value })).toBe(200)
  })

  test(`D4 ${who} rotates a key of their own and the old value dies at once`, async ({ as, api, world }) => {
    const { apiKey: old } = await (await api(role)).key('apikey1', { note: 'ticket 4711' })
    const page = await as(role, '/my-api-keys')
    await rowAction(page, 'apikey1', 'Rotate Key')
    await expect(page.getByRole('combobox', { name: 'Expiration' })).toHaveText('Keep 21 Nov 2027')
    await expect(page.getByLabel('Note (optional)')).toHaveValue('ticket 4711')
    await expect(page.getByRole('combobox', { name: 'Old value stops working' })).toHaveText('At once')
    await save(page)
    await expect(dialog(page, 'API Key Rotated - Action Required')).toBeVisible()
    const value = await copySecret(page)
    await done(page)
    await expectToast(page, 'API key apikey1 rotated')
    await expectRow(page, { Name: 'apikey1', Key: new RegExp(`…${value.slice(-4)}$`), Status: 'Active', Expires: '21 Nov 2027', Rotated: '21 Nov 2026' })
    expect(
      await page.getByRole('table', { name: 'My API keys' }).evaluate((table) => table.parentElement!.scrollWidth - table.parentElement!.clientWidth),
      'No column is cut on 1280 px.',
    ).toBe(0)
    expect([await world.nobody.status(login, { bearer: old }), await world.nobody.status(login, { bearer: value })]).toEqual([401, 200])
  })

  test(`D5 ${who} deletes a key and it stops working`, async ({ as, api, world }) => {
    const { apiKey } = await (await api(role)).key('apikey1')
    await (await api(role)).key('apikey2')
    const page = await as(role, '/my-api-keys')
    await rowAction(page, 'apikey1', 'Delete Key')
    await expect(dialog(page, 'Confirm Deletion')).toContainText('apikey1Never used')
    await press(dialog(page, 'Confirm Deletion'), 'Cancel')
    await expectRow(page, { Name: 'apikey1' })
    expect(await world.nobody.status(login, { bearer: apiKey })).toBe(200)
    await rowAction(page, 'apikey1', 'Delete Key')
    await confirm(page)
    await expectToast(page, 'API key apikey1 deleted')
    await expectNoRow(page, { Name: 'apikey1' })
    await expectRow(page, { Name: 'apikey2' })
    expect(await world.nobody.status(login, { bearer: apiKey })).toBe(401)
  })

  test(`D7 ${who} changes name, expiry and note of a key`, async ({ as, api, world }) => {
    const { apiKey } = await (await api(role)).key('apikey1')
    const page = await as(role, '/my-api-keys')
    await rowAction(page, 'apikey1', 'Edit Key')
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('apikey1')
    await expect(page.getByRole('combobox', { name: 'Expiration' })).toHaveText('Keep 21 Nov 2027')
    await fill(page, { Name: 'apikey-edge', 'Note (optional)': 'Moved to the edge' })
    await choose(page, 'Expiration', '90 days')
    await save(page)
    await expectToast(page, 'API key apikey-edge updated')
    await expectRow(page, { Name: 'apikey-edge', Expires: '19 Feb 2027' })
    await press(page, 'Note on apikey-edge')
    await expect(page.getByText('Moved to the edge')).toBeVisible()
    await page.keyboard.press('Escape')
    expect(await world.nobody.status(login, { bearer: apiKey })).toBe(200)
  })

  test(`D9 ${who} reads the note of a key`, async ({ as, api }) => {
    await (await api(role)).key('apikey1', { note: 'Rotated by the platform team\nTicket 4711' })
    await (await api(role)).key('apikey2')
    const page = await as(role, '/my-api-keys')
    await press(page, 'Note on apikey1')
    await expect(page.getByRole('dialog', { name: 'Note on apikey1' })).toContainText('Rotated by the platform team')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Note on apikey2' })).toHaveCount(0)
  })

  test(`D2 ${who} sees only their own keys under My API Keys`, async ({ as, api }) => {
    await (await api('administrator')).key('ruths')
    await (await api('user')).key('jonas')
    const page = await as(role, '/my-api-keys')
    await expectRow(page, { Name: role === 'user' ? 'jonas' : 'ruths' })
    await expect(page.getByRole('columnheader', { name: 'Owner' })).toHaveCount(0)
    await expectNoRow(page, { Name: role === 'user' ? 'ruths' : 'jonas' })
  })
}

test('D1 every expiration is the instant it says', async ({ as, api }) => {
  const page = await as('user', '/my-api-keys-new')
  const words = dialog(page, 'Generate API Key')
  for (const [choice, says] of [
    ['30 days', '21 Dec 2026 at 07:00 (06:00 UTC)'],
    ['60 days', '20 Jan 2027 at 07:00'],
    ['90 days', '19 Feb 2027 at 07:00'],
    ['6 months', '21 May 2027 at 08:00 (06:00 UTC)'],
    ['1 year', '21 Nov 2027 at 07:00'],
  ] as const) {
    await choose(page, 'Expiration', choice)
    await expect(words).toContainText(`Stops working on ${says}`)
  }
  await choose(page, 'Expiration', 'Custom date')
  await fill(page, { Name: 'apikey1', 'Custom date': '2027-03-14' })
  await expect(words).toContainText('Stops working on 15 Mar 2027 at 00:59 (14 Mar 2027, 23:59 UTC)')
  await save(page)
  await copySecret(page)
  await done(page)
  await expectRow(page, { Name: 'apikey1', Expires: '15 Mar 2027' })
  const { data } = await (await api('user')).call(listApiKeys)
  expect(data[0]!.expiresAt).toBe('2027-03-14T23:59:59.000Z')
})

test('D1 what cannot be saved is said at the field, and nothing is lost', async ({ as, api, allow }) => {
  await (await api('user')).key('apikey1')
  const page = await as('user', '/my-api-keys-new')
  allow(/status of 409/)
  const name = page.getByLabel('Name', { exact: true })
  await save(page)
  await expect(name).toHaveAccessibleDescription('Enter a name.')
  await expect(name).toBeFocused()
  await fill(page, { Name: 'apikey1', 'Note (optional)': 'kept' })
  await save(page)
  await expect(name).toHaveAccessibleDescription(/Another key has this name/)
  await choose(page, 'Expiration', 'Custom date')
  await fill(page, { Name: 'apikey2', 'Custom date': '2026-11-20' })
  await save(page)
  await expect(page.getByLabel('Custom date')).toHaveAccessibleDescription('Choose today or a later date.')
  await expect(page.getByLabel('Note (optional)')).toHaveValue('kept')
  await press(page.getByRole('dialog'), 'Cancel')
  await expectRow(page, { Name: 'apikey1' })
})

test('D4 the old value works until its grace ends, or until it is ended', async ({ as, api, world, forward }) => {
  const { apiKey: old } = await (await api('user')).key('apikey1')
  const works = async () => (await world.nobody.status(login, { bearer: old })) === 200
  const page = await as('user', '/my-api-keys')
  await rowAction(page, 'apikey1', 'Rotate Key')
  await choose(page, 'Old value stops working', 'After 24 hours')
  await save(page)
  await copySecret(page)
  await expect(dialog(page, /Rotated/)).toContainText('Works until 22 Nov 2026, 07:00')
  await done(page)
  await expectRow(page, { Name: 'apikey1', Status: 'Rotating' })
  await expect(page.getByRole('main')).toContainText('The old value of apikey1 works until 22 Nov 2026, 07:00')
  expect(await works()).toBe(true)

  await forward(10 * minute)
  await rowAction(page, 'apikey1', 'End now')
  await press(dialog(page, 'End old value'), 'End now')
  await expectToast(page, 'Old value of API key apikey1 ended')
  await expectRow(page, { Name: 'apikey1', Status: 'Active' })
  expect(await works()).toBe(false)
})

test('D4 after the grace the old value is dead and the status is as before', async ({ as, api, world, stay }) => {
  const { apiKey: old } = await (await api('user')).key('apikey1')
  const page = await as('user', '/my-api-keys')
  await rowAction(page, 'apikey1', 'Rotate Key')
  await choose(page, 'Old value stops working', 'After 1 hour')
  await save(page)
  const value = await copySecret(page)
  await done(page)
  await expectRow(page, { Name: 'apikey1', Status: 'Rotating' })
  await stay(29 * minute)
  await page.reload()
  await expectRow(page, { Name: 'apikey1', Status: 'Rotating' })
  await stay(29 * minute)
  await page.reload()
  await expectRow(page, { Name: 'apikey1', Status: 'Rotating' })
  expect(await world.nobody.status(login, { bearer: old })).toBe(200)
  await stay(2 * minute)
  await page.reload()
  await expectRow(page, { Name: 'apikey1', Status: 'Active' })
  expect([await world.nobody.status(login, { bearer: old }), await world.nobody.status(login, { bearer: value })]).toEqual([401, 200])
})

test('D4 an expired key is rotated back to life for a year', async ({ as, api, world }) => {
  await (await api('user')).key('apikey1', { expiresAt: '2026-11-21T18:00:00Z' })
  await world.clock.forward(24 * hour)
  const page = await as('user', '/my-api-keys')
  await expectRow(page, { Name: 'apikey1', Status: 'Expired' })
  await rowAction(page, 'apikey1', 'Rotate Key')
  await expect(page.getByRole('combobox', { name: 'Expiration' })).toHaveText('1 year')
  await save(page)
  const value = await copySecret(page)
  await done(page)
  await expectRow(page, { Name: 'apikey1', Status: 'Active', Expires: '22 Nov 2027' })
  expect(await world.nobody.status(login, { bearer: value })).toBe(200)
})

test('D7 somebody was faster: the form says so, and reads the key again', async ({ as, allow }) => {
  const page = await as('user', '/my-api-keys-new')
  allow(/status of 412/)
  await fill(page, { Name: 'apikey1' })
  await save(page)
  await copySecret(page)
  await done(page)
  await rowAction(page, 'apikey1', 'Edit Key')
  await expect(dialog(page, 'Edit API Key')).toBeVisible()

  const second = await as('user', '/my-api-keys')
  await rowAction(second, 'apikey1', 'Edit Key')
  await fill(second, { 'Note (optional)': 'faster' })
  await save(second)
  await expectToast(second, 'API key apikey1 updated')

  await fill(page, { 'Note (optional)': 'slower' })
  await save(page)
  await expect(dialog(page, 'Edit API Key')).toContainText('changed meanwhile')
  await press(page, 'Reload the form')
  await expect(page.getByLabel('Note (optional)')).toHaveValue('faster')
  await fill(page, { 'Note (optional)': 'both of us' })
  await save(page)
  await expectToast(page, 'API key apikey1 updated')
})
