import { Buffer } from 'node:buffer'
import type { Page } from '@playwright/test'
import { createTsigKey, listTsigKeys, tsigExportFormatNames, tsigExportFormats } from '#contract/tsig-keys.ts'
import type { Client } from './world/api.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused, remainsOf } from './world/watch.ts'
import { dialog, downloaded, expectColumn, expectNoRow, expectRow, expectToast, fill, press, rowAction } from './world/words.ts'

const tsigKeys = '/dns/configurations/tsig-keys'
const second = 1000
const make = (by: Client, name: string, secret?: string) => by.call(createTsigKey, { body: { name, ...(secret === undefined ? {} : { secret }) } })
const secretBox = (page: Page, name: string) => page.getByRole('textbox', { name: `Secret of ${name}`, exact: true })
/** Nothing of it is in the page, in what a browser keeps, or in an address. */
async function expectGone(page: Page, secret: string, urls: readonly string[] = []) {
  const remains = { ...(await remainsOf(page)), urls: urls.join('\n') }
  for (const [place, text] of Object.entries(remains))
    expect(text.includes(secret) || text.includes(encodeURIComponent(secret)), `The secret is in: ${place}`).toBe(false)
}
async function confirmIdentity(page: Page, password: string) {
  await fill(dialog(page, 'Confirm it is you'), { Password: password })
  await press(dialog(page, 'Confirm it is you'), 'Confirm')
}

test('a secret is revealed in its place, copied, and masked again after half a minute', async ({ as, api, forward, visits }) => {
  const ruth = await api('administrator')
  const { secret } = await make(ruth, 'tsigkey')
  await make(ruth, 'other')
  const page = await as('administrator', tsigKeys)
  await expectRow(page, { Name: 'tsigkey', Secret: '••••••••' })
  await press(page, 'Reveal secret of tsigkey')
  await expect(secretBox(page, 'tsigkey')).toHaveText(secret)
  await expectRow(page, { Name: 'tsigkey', Secret: secret })
  expect(JSON.stringify(await remainsOf(page)), 'It is shown: this test can fail.').toContain(secret)
  await expect(page.getByRole('button', { name: 'Hide secret of tsigkey' })).toBeFocused()
  await press(page, 'Copy secret of tsigkey')
  await expectToast(page, 'Copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)

  await forward(29 * second)
  await expect(secretBox(page, 'tsigkey')).toHaveText(secret)
  await forward(second)
  await expect(secretBox(page, 'tsigkey')).toHaveCount(0)
  await expectRow(page, { Name: 'tsigkey', Secret: '••••••••' })
  // What had the focus is gone; it has not gone nowhere.
  await expect(page.getByRole('button', { name: 'Reveal secret of tsigkey' })).toBeFocused()
  await expectGone(page, secret, visits.flatMap(({ watch }) => watch.urls))
})

test('one secret is in sight at a time, and none behind a page that was left', async ({ as, api }) => {
  const ruth = await api('administrator')
  const [a, b] = [await make(ruth, 'a'), await make(ruth, 'b')]
  const page = await as('administrator', tsigKeys)
  await rowAction(page, 'a', 'Reveal secret')
  await expect(secretBox(page, 'a')).toHaveText(a.secret)
  await press(page, 'Reveal secret of b')
  await expect(secretBox(page, 'b')).toHaveText(b.secret)
  await expect(secretBox(page, 'a')).toHaveCount(0)
  await press(page, 'Hide secret of b')
  await expect(secretBox(page, 'b')).toHaveCount(0)
  await press(page, 'Reveal secret of a')
  await expect(secretBox(page, 'a')).toHaveText(a.secret)
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await page.goBack()
  await expectRow(page, { Name: 'a', Secret: '••••••••' })
  for (const { secret } of [a, b]) await expectGone(page, secret)
})

test('where the column is hidden, Reveal secret says why it cannot', async ({ as, api }) => {
  await make(await api('administrator'), 'tsigkey')
  const page = await as('administrator', `${tsigKeys}?cols=name,fingerprint`)
  await press(page, 'Actions for tsigkey')
  await expect(page.getByRole('menuitem', { name: /^Reveal secret/ })).toContainText('The column Secret is hidden')
  await expect(page.getByRole('menuitem', { name: /^Reveal secret/ })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
})

test('revealing asks who it is when that was long ago, and shows nothing without an answer', async ({ as, api, forward, allow }) => {
  const { secret } = await make(await api('administrator'), 'tsigkey')
  const page = await as('administrator', tsigKeys)
  allow(refused(401, 403))
  await expectRow(page, { Name: 'tsigkey' })
  await forward(6 * minute)
  await press(page, 'Reveal secret of tsigkey')
  await press(dialog(page, 'Confirm it is you'), 'Cancel')
  await expectToast(page, 'The secret of tsigkey stays masked: showing it needs your password.')
  await expect(secretBox(page, 'tsigkey')).toHaveCount(0)
  await expectGone(page, secret)

  await press(page, 'Reveal secret of tsigkey')
  await confirmIdentity(page, 'not the password at all')
  await expect(dialog(page, 'Confirm it is you').getByLabel('Password')).toHaveAccessibleDescription(/not right/)
  await confirmIdentity(page, people.administrator.password)
  await expect(secretBox(page, 'tsigkey')).toHaveText(secret)
  // Good for five minutes.
  await press(page, 'Hide secret of tsigkey')
  await press(page, 'Reveal secret of tsigkey')
  await expect(secretBox(page, 'tsigkey')).toHaveText(secret)
  await press(page, 'Hide secret of tsigkey')
})

test('a secret that cannot be fetched is said, and nothing is shown', async ({ as, api, fault, allow }) => {
  await make(await api('administrator'), 'tsigkey')
  const page = await as('administrator', tsigKeys)
  allow(refused(502))
  const lift = await fault({ on: 'POST /tsig/', how: 'bad-gateway' })
  await press(page, 'Reveal secret of tsigkey')
  await expectToast(page, 'The secret of tsigkey was not shown. The server cannot be reached. Check the connection and try again.')
  await expect(secretBox(page, 'tsigkey')).toHaveCount(0)
  await lift()
})

test('every format is exported: masked first, revealed, copied, saved, and masked again', async ({ as, api, forward, visits }) => {
  test.slow()
  const { id, secret } = await make(await api('administrator'), 'tsigkey', Buffer.alloc(32, 'é').toString('base64'))
  const page = await as('administrator', tsigKeys)
  await rowAction(page, 'tsigkey', 'Export')
  const box = dialog(page, 'Export TSIG Key')
  await expect(box.getByRole('tab')).toHaveText(tsigExportFormatNames.map((format) => tsigExportFormats[format].label))
  await expect(box.getByRole('tab', { name: 'BIND' })).toBeFocused()
  for (const format of tsigExportFormatNames) {
    const { label, file } = tsigExportFormats[format]
    await box.getByRole('tab', { name: label, exact: true }).click()
    await expect(page).toHaveURL(new RegExp(`${tsigKeys}/${id}/export(/${format})?$`))
    const text = box.getByRole('group', { name: `${label}, ${file}` })
    await expect(text).toContainText('tsigkey')
    await expect(text).not.toContainText(secret)
    await expect(box.getByRole('button', { name: 'Copy' })).toBeDisabled()
    await expect(box.getByRole('button', { name: 'Download' })).toHaveAccessibleDescription(/^Reveal it first/)
    await press(box, 'Reveal')
    await expect(text).toContainText(secret)
    const saved = await downloaded(page, () => press(box, 'Download'))
    expect(saved.name).toBe(file)
    expect(saved.text).toContain(secret)
    await press(box, 'Copy')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(saved.text)
  }
  await forward(30 * second)
  await expect(box.getByRole('button', { name: 'Reveal' })).toBeVisible()
  await expectGone(page, secret, visits.flatMap(({ watch }) => watch.urls))
  // Arrows lead from tab to tab.
  await box.getByRole('tab', { name: 'DNSControl' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(box.getByRole('tab', { name: 'BIND' })).toBeFocused()
  await expect(box.getByRole('tab', { name: 'BIND' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('End')
  await expect(box.getByRole('tab', { name: 'DNSControl' })).toBeFocused()
  await press(box, 'Close')
  await expect(page).toHaveURL(new RegExp(`${tsigKeys}$`))
})

const bind = (name: string, of: number, algorithm = 'hmac-sha256', octets = 32) =>
  `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${Buffer.alloc(octets, of).toString('base64')}";\n};\n`

test('keys are imported after a preview; nothing is stored before', async ({ as, api }) => {
  const ruth = await api('administrator')
  const same = Buffer.alloc(32, 5).toString('base64')
  await make(ruth, 'same', same)
  await make(ruth, 'taken')
  const page = await as('administrator', tsigKeys)
  await press(page, 'Import')
  await expect(page.getByRole('heading', { level: 1, name: 'Import TSIG keys' })).toBeFocused()
  await press(page, 'Preview')
  await expect(page.getByLabel('Configuration text')).toHaveAccessibleDescription('Paste configuration text, or choose a file.')
  await fill(page, {
    'Configuration text': [
      bind('fresh.example', 1), bind('same', 5), bind('taken', 2), bind('weak', 3, 'hmac-sha512', 20), bind('fresh.example', 6), 'what is this\n',
    ].join(''),
  })
  await press(page, 'Preview')
  await expectRow(page, { Name: 'fresh.example', State: 'New', Algorithm: 'HMAC-SHA256', 'Secret length': '256 bits', Line: '1' })
  await expectRow(page, { Name: 'same', State: 'Already here', Line: '5' })
  await expectRow(page, { Name: 'taken', State: 'Clash', Line: '9' })
  await expectRow(page, { Name: 'weak', State: 'New Weak', Line: '13' })
  await expectRow(page, { Name: 'fresh.example', State: 'Duplicate', Line: '17' })
  await expect(page.getByRole('table', { name: 'Lines that were not understood' })).toContainText('Line 21')
  expect((await ruth.call(listTsigKeys)).data).toHaveLength(2)
  // A text that is changed is not the one that was looked at.
  await page.getByLabel('Configuration text').press('End')
  await page.getByLabel('Configuration text').pressSequentially(' ')
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0)
  await press(page, 'Preview')
  await press(page, 'Import')
  await expectToast(page, '2 TSIG keys imported')
  await expect(page.getByRole('main').getByRole('listitem')).toHaveText([/^fresh\.exampleHMAC-SHA256, [0-9a-f:]+$/, /^weakHMAC-SHA512, [0-9a-f:]+$/])
  expect(JSON.stringify(await remainsOf(page))).not.toContain(Buffer.alloc(32, 1).toString('base64'))
  await page.getByRole('link', { name: 'Back to TSIG keys' }).click()
  await expectColumn(page, 'Name', ['fresh.example', 'same', 'taken', 'weak'])
})

test('two keys of one name are imported under two names', async ({ as, api, fault, allow }) => {
  const ruth = await api('administrator')
  for (const name of ['taken', 'kept']) await make(ruth, name)
  const page = await as('administrator', `${tsigKeys}-import`)
  const uses = 'zone "zone.example" {\n\ttype primary;\n\tallow-transfer { key "one.example"; };\n};\n'
  await fill(page, { 'Configuration text': `${bind('one.example', 1)}${bind('one.example', 2, 'hmac-sha512', 64)}${bind('taken', 3)}${uses}` })
  await press(page, 'Preview')
  await expectRow(page, { Name: 'one.example', State: 'New', Line: '1', 'Used by': 'zone.example' })
  await expectRow(page, { Name: 'one.example', State: 'Duplicate', Line: '5' })
  // Before, the first was imported and the other could not be, without writing the text anew.
  await rowAction(page, 'one.example, line 5', 'Keep under another name')
  const asked = dialog(page, 'Keep under another name')
  const name = asked.getByRole('textbox', { name: 'Name' })
  await expect(name).toBeFocused()
  await expect(name).toHaveValue('one.example')
  for (const [wrong, why] of [
    ['', 'Enter a name.'],
    ['a b', /letters, digits/],
    ['TAKEN.', 'Another key of this text has this name.'],
    ['kept', /A key of this name is here with another algorithm and secret/],
  ] as const) {
    await name.fill(wrong)
    await press(asked, 'Save')
    await expect(name).toHaveAccessibleDescription(why)
    await expect(name).toBeFocused()
  }
  // The server's own refusal, by its pointer: /rename/0/name is this field, whatever else was renamed before.
  allow(refused(400))
  const lift = await fault({ on: 'POST /tsig/import', how: 'spoil', times: 1 })
  await name.fill('two.example.')
  await press(asked, 'Save')
  await expect(name).toHaveAccessibleDescription('A key name is a domain name: letters, digits, -, _ and dots only. Character 1 is something else.')
  await expect(name).toBeFocused()
  await lift()
  await name.press('Enter')
  await expect(asked).toHaveCount(0)
  await expectRow(page, { Name: 'two.example', State: 'New', Algorithm: 'HMAC-SHA512', Line: '5', Remark: 'In the text it is called one.example.' })
  await expect(page.getByRole('button', { name: 'Actions for two.example, line 5' })).toBeFocused()
  await rowAction(page, 'taken, line 9', 'Keep under another name')
  await name.fill('three.example')
  await name.press('Enter')
  await expectRow(page, { Name: 'three.example', State: 'New', Line: '9' })
  await rowAction(page, 'three.example, line 9', 'Take the name in the text')
  await expectRow(page, { Name: 'taken', State: 'Clash', Line: '9' })
  await press(page, 'Import')
  await expectToast(page, '2 TSIG keys imported')
  const { data } = await ruth.call(listTsigKeys)
  expect(
    data
      .filter(({ name: one }) => one.endsWith('.example'))
      .map(({ name: one, algorithm, usedBy }) => [one, algorithm, usedBy])
      .toSorted(),
  ).toEqual([
    ['one.example', 'HMAC-SHA256', ['zone.example']],
    ['two.example', 'HMAC-SHA512', ['zone.example']],
  ])
})

test('a file is read in the tab; what is too large or no text is said before anything is sent', async ({ as, api, world }) => {
  const page = await as('administrator', `${tsigKeys}-import`)
  const choose = (name: string, buffer: Buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer })
  const text = page.getByLabel('Configuration text')
  await choose('large.conf', Buffer.alloc(9 * 1024 * 1024, '#'))
  await expect(text).toHaveAccessibleDescription('This has 9 MiB. At most 8 MiB are taken at once: import it in parts.')
  await choose('binary.conf', Buffer.from([0x6b, 0xff, 0xfe, 0]))
  await expect(text).toHaveAccessibleDescription('This file is not text, so it is no configuration.')
  expect(world.passed.filter(({ url }) => url.startsWith('/tsig/import'))).toEqual([])
  await choose('named.conf', Buffer.from(bind('from-file', 4)))
  await expect(page.getByText('named.conf')).toBeVisible()
  await press(page, 'Preview')
  await expectRow(page, { Name: 'from-file', State: 'New' })
  expect(JSON.stringify(await remainsOf(page)), 'Of a file nothing is written into the page.').not.toContain(Buffer.alloc(32, 4).toString('base64'))
  await press(page, 'Remove named.conf')
  await expect(text).toBeVisible()
  await expectNoRow(page, { Name: 'from-file' })
  // As Windows writes it.
  await choose('named.conf', Buffer.from(`\ufeff${bind('from-file', 4)}`, 'utf16le'))
  await press(page, 'Preview')
  await press(page, 'Import')
  await expectToast(page, '1 TSIG key imported')
  expect((await (await api('administrator')).call(listTsigKeys)).data.map(({ name }) => name)).toEqual(['from-file'])
})

test('ten thousand keys are looked at a page at a time, at once; their import says how far it is, and can be cancelled', async ({ as, api, allow }) => {
  test.slow()
  const page = await as('administrator', `${tsigKeys}-import`)
  const lines = Array.from(
    { length: 10_000 },
    (_, at) => `hmac-sha256:bulk-${at}.example:${Buffer.alloc(at % 10 === 0 ? 20 : 32, `secret ${at}`).toString('base64')}`,
  ).join('\n')
  await page.locator('input[type=file]').setInputFiles({ name: 'bulk.txt', mimeType: 'text/plain', buffer: Buffer.from(lines) })
  // A look makes no slow fingerprint (src/server/nouns/tsig-keys/import.test.ts); how long it takes no test says.
  await press(page, 'Preview')
  const found = page.getByRole('status').filter({ hasText: '10,000 keys found: 10,000 new. 1,000 of them are weak' })
  await expect(found).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('row')).toHaveCount(26)
  // Drawn whole, these would be ten thousand rows.
  await press(page, 'Next page')
  await expectRow(page, { Name: 'bulk-25.example', Line: '26' })
  await page.getByRole('combobox', { name: 'Show' }).click()
  await page.getByRole('option', { name: 'Weak, 1,000' }).click()
  await expect(page.getByText('1–25 of 1,000')).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(26)
  await press(page, 'Import')
  await expect(page.getByRole('progressbar', { name: /^Importing: [\d,]+ of 10,000 TSIG keys$/ })).toBeVisible({ timeout: 60_000 })
  allow(refused(503))
  await press(page, 'Cancel')
  await expectToast(page, 'Import cancelled: nothing was stored')
  await expect(found).toBeVisible()
  expect((await (await api('administrator')).call(listTsigKeys)).total).toBe(0)
})
