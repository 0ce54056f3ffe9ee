import { deleteApiKey, endOldValue, listApiKeys, rotateApiKey } from '#contract/api-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { minute } from './world/clock.ts'
import { makePairs } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import {
  bulkAction, choose, confirm, copySecret, dialog, done, downloaded, expectNoRow, expectRow, expectToast, fill, press, save, selectRows, staysWhenAsked,
} from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys?sort=name'

test('D4 sixteen keys are rotated at once: one file of values, then a board of old values that ends them', async ({ as, api, world, forward, allow }) => {
  const admin = await api('administrator')
  const { keys } = await makePairs(admin, 8)
  const page = await as('administrator', apiKeys)
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
  await bulkAction(page, 'Rotate API Key')
  const ask = dialog(page, 'Rotate API Keys')
  await expect(ask).toContainText('A new value for 16 API keys.')
  await expect(ask.getByRole('combobox', { name: 'Old values stop working' })).toHaveText('After 7 days')
  await expect(ask.getByRole('combobox', { name: 'Expiration' })).toHaveText('Keep each date')
  await press(ask, 'Rotate')

  const shown = dialog(page, 'API Keys Rotated - Action Required')
  await press(shown, 'Done')
  await expect(shown.getByRole('alert')).toContainText('The file was not downloaded.')
  // The values are in this tab alone: closing it has to be meant.
  await staysWhenAsked(page)
  const { name, text } = await downloaded(page, () => press(shown, 'Download CSV'))
  expect(name).toMatch(/^api-keys-rotated-\d{4}-\d\d-\d\d\.csv$/)
  const lines = text.trim().split('\r\n').map((line) => line.split(','))
  expect(lines[0]).toEqual(['Name', 'Owner', 'Email', 'API key'])
  expect(lines.slice(1).map(([key]) => key).toSorted()).toEqual(keys.map((key) => key.name).toSorted())
  // Both work for now, each line with the value of its own key.
  const { data } = await admin.call(listApiKeys)
  for (const [key, , , value = ''] of lines.slice(1)) {
    expect(value.slice(-4)).toBe(data.find((one) => one.name === key)?.hint.last4)
    expect(await world.nobody.status(login, { bearer: value })).toBe(200)
  }
  expect(await world.nobody.status(login, { bearer: keys[0]!.apiKey })).toBe(200)
  await press(shown, 'Done')

  await expect(page.getByRole('heading', { level: 1, name: 'Rotations' })).toBeVisible()
  await expect(page.getByRole('heading', { name: '16 old values still work', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'End all quiet' })).toHaveAccessibleDescription('Each was used too recently.')
  // The session of that page, which reads itself anew, ends meanwhile.
  allow(refused(401))
  await forward(2 * 3_600_000)
  await world.nobody.call(login, { bearer: keys[3]!.apiKey })
  const later = await as('administrator', '/settings/access-management/api-keys/rotations')
  await expect(later.getByRole('heading', { name: '16 old values still work, 15 of them quiet' })).toBeVisible()
  await press(later, 'End all quiet')
  await press(dialog(later, 'End old values'), 'End now')
  await expectToast(later, '15 old values ended')
  await expect(later.getByRole('heading', { name: '1 old value still works', exact: true })).toBeVisible()
  await expectRow(later, { Name: new RegExp(`^${keys[3]!.name}`), State: 'In use' })
  expect(await world.nobody.status(login, { bearer: keys[3]!.apiKey })).toBe(200)
  expect(await world.nobody.status(login, { bearer: keys[4]!.apiKey })).toBe(401)
})

test('D4 the board of old values stays open: who still uses one shows by itself, and each is ended when it is quiet', async ({
  as, api, world, stay,
}) => {
  const admin = await api('administrator')
  const { keys } = await makePairs(admin, 2)
  for (const { id } of keys.slice(0, 3)) await admin.call(rotateApiKey, { params: { apiKeyId: id }, body: { graceSeconds: 7 * 86_400 } })
  const [used, quiet, other] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]]
  const page = await as('administrator', '/settings/access-management/api-keys/rotations')
  await expect(page.getByRole('heading', { name: '3 old values still work', exact: true })).toBeVisible()
  // Gone with the page: what follows is seen without a reload.
  await page.evaluate(() => Object.assign(window, { watched: true }))
  for (const { name } of [used, quiet, other]) await expectRow(page, { Name: new RegExp(`^${name} `), State: 'Rotating', 'Last used': 'Never' })

  await stay(minute)
  await world.nobody.call(login, { bearer: used.apiKey })
  await expectRow(page, { Name: new RegExp(`^${used.name} `), State: 'In use', 'Last used': 'Just now', From: world.address })
  await expectRow(page, { Name: new RegExp(`^${quiet.name} `), State: 'Rotating', 'Last used': 'Never' })
  // Whose value is used stands first.
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText(used.name)

  for (let at = 0; at < 3; at++) await stay(25 * minute)
  await world.nobody.call(login, { bearer: used.apiKey })
  for (const { name } of [quiet, other]) await expectRow(page, { Name: new RegExp(`^${name} `), State: 'Quiet' })
  await expectRow(page, { Name: new RegExp(`^${used.name} `), State: 'In use' })
  await expect(page.getByRole('heading', { name: '3 old values still work, 2 of them quiet', exact: true })).toBeVisible()

  await press(page, `End old value of ${quiet.name}`)
  await expect(dialog(page, 'End old value')).toContainText(`${quiet.name} (`)
  await press(dialog(page, 'End old value'), 'End now')
  await expectToast(page, `Old value of API key ${quiet.name} ended`)
  await expectNoRow(page, { Name: new RegExp(`^${quiet.name} `) })
  await expect(page.getByRole('heading', { name: '2 old values still work, 1 of them quiet', exact: true })).toBeVisible()
  expect(await world.nobody.status(login, { bearer: quiet.apiKey })).toBe(401)
  expect(await world.nobody.status(login, { bearer: other.apiKey })).toBe(200)
  // That was a use of a value that had been quiet.
  await expectRow(page, { Name: new RegExp(`^${other.name} `), State: 'In use', 'Last used': 'Just now' })
  // Somebody ends it in another window.
  await (await world.signIn('administrator')).call(endOldValue, { params: { apiKeyId: other.id } })
  await expectNoRow(page, { Name: new RegExp(`^${other.name} `) })
  await expect(page.getByRole('heading', { name: '1 old value still works', exact: true })).toBeVisible()
  expect(await page.evaluate(() => 'watched' in window)).toBe(true)
})

test('D7 several keys get another end and another note; one that is gone is told of by name', async ({ as, api, allow }) => {
  const admin = await api('administrator')
  const { keys } = await makePairs(admin, 2)
  const page = await as('administrator', apiKeys)
  allow(refused(404))
  await selectRows(page, 'key-01-a', 'key-01-b', 'key-02-a')
  await bulkAction(page, 'Change Expiration')
  await choose(page, 'Expiration', '90 days')
  await save(page)
  await expectToast(page, '3 API keys changed')
  await expectRow(page, { Name: 'key-01-b', Expires: '19 Feb 2027' })
  await expectRow(page, { Name: 'key-02-b', Expires: /2027$/ })

  await selectRows(page, 'key-01-a', 'key-01-b', 'key-02-a')
  await bulkAction(page, 'Change Note')
  await fill(page, { 'Note (optional)': 'x'.repeat(501) })
  await save(page)
  await expect(dialog(page, 'Change Note')).toContainText('at most 500 characters')
  await fill(page, { 'Note (optional)': 'Ticket 4711' })
  await admin.call(deleteApiKey, { params: { apiKeyId: keys[1]!.id } })
  await save(page)
  const report = dialog(page, 'One API key was not changed')
  await expect(report).toContainText('2 of 3 were changed. This one was not, and why:')
  await expect(report).toContainText('key-01-b of Person 01')
  await press(report, 'Close')
  expect((await admin.call(listApiKeys, { query: { filter: 'note equals Ticket 4711', sort: 'name' } })).data.map(({ name }) => name)).toEqual([
    'key-01-a',
    'key-02-a',
  ])
})

test('D6 more keys than one call takes go batch by batch, and one that is gone meanwhile is named', async ({ as, api, allow }) => {
  test.slow()
  const admin = await api('administrator')
  const { keys } = await makePairs(admin, 260)
  const page = await as('administrator', `${apiKeys}&size=100`)
  allow(refused(404))
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
  await press(page, 'Select all 520')
  await bulkAction(page, 'Delete API Key')
  const ask = dialog(page, 'Confirm Deletion')
  await expect(ask).toContainText('these 520 keys stops working at once')
  await expect(ask.getByRole('button', { name: 'Confirm' })).toHaveAccessibleDescription('Type 520 above first.')
  await admin.call(deleteApiKey, { params: { apiKeyId: keys[7]!.id } })
  await fill(page, { 'Type the number of keys to confirm': '520' })
  await confirm(page)
  const report = dialog(page, 'One API key was not deleted')
  await expect(report).toContainText('519 of 520 were deleted.')
  await expect(report).toContainText(keys[7]!.name)
  await press(report, 'Close')
  await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible()
})

test('D10 an administrator generates a key for anybody from API KEYS: for whom is the first field', async ({ as, api }) => {
  await api('user')
  const page = await as('administrator', apiKeys)
  await press(page, 'Generate API Key')
  const form = dialog(page, 'Generate API Key')
  await expect(form.getByRole('combobox', { name: 'For' })).toHaveValue(people.administrator.name)
  await form.getByRole('combobox', { name: 'For' }).fill(people.user.name)
  await page.getByRole('option', { name: new RegExp(`^${people.user.name}`) }).click()
  await fill(form, { Name: 'for-jonas' })
  await save(page)
  await expect(dialog(page, /Action Required$/)).toContainText(`Owner${people.user.name}`)
  await copySecret(page)
  await done(page)
  await expectRow(page, { Name: 'for-jonas', Owner: people.user.name })
})
