import { Buffer } from 'node:buffer'
import type { Page } from '@playwright/test'
import { tsigAlgorithmNames, tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { createTsigKey, deleteTsigKey, listTsigKeys, revealTsigSecret, updateTsigKey } from '#contract/tsig-keys.ts'
import type { Client } from './world/api.ts'
import { day } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { refused } from './world/watch.ts'
import {
  choose,
  confirm,
  dialog,
  expectColumn,
  expectCount,
  expectHeads,
  expectNoRow,
  expectRow,
  expectToast,
  fill,
  filterBy,
  press,
  rowAction,
  save,
  selectRows,
} from './world/words.ts'

const tsigKeys = '/dns/configurations/tsig-keys'
const usual = ['Name', 'Algorithm', 'Fingerprint', 'Secret', 'Updated', 'Last check', 'Used by']
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const secretField = (page: Page) => page.getByRole('textbox', { name: 'Secret', exact: true })
/** A secret of so many octets, the same for the same `of`. */
const secretOf = (octets: number, of = 7) => Buffer.alloc(octets, of).toString('base64')
const make = (by: Client, name: string, given: { algorithm?: TsigAlgorithm; secret?: string; note?: string; tags?: string[]; usedBy?: string[] } = {}) =>
  by.call(createTsigKey, { body: { name, ...given } })
const secretInside = async (by: Client, name: string) => {
  const key = (await by.call(listTsigKeys)).data.find((one) => one.name === name)!
  return (await by.call(revealTsigSecret, { params: { tsigId: key.id } })).secret
}
/** The tab, by the way the guides describe it. */
async function openTab(page: Page) {
  await page.getByRole('link', { name: 'Configurations' }).click()
  await expect(heading(page, 'Configurations')).toBeVisible()
  await expect(page.getByRole('link', { name: 'TSIG KEYS' })).toHaveAttribute('aria-current', 'page')
}

test('T1 an administrator adds a key with Auto-Generate Key, as often as they like', async ({ as, api }) => {
  const page = await as('administrator', '/')
  await openTab(page)
  await press(page, 'Add TSIG Key')
  await expect(page).toHaveTitle('Add TSIG Key · Countersign')
  const form = dialog(page, 'Add TSIG Key')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await expect(page.getByRole('combobox', { name: 'Algorithm' })).toHaveText('HMAC-SHA256')
  await fill(page, {
    Name: 'TsigKey.',
    'Note (optional)': 'Zone transfers',
    'Tags (optional)': 'transfer, production',
    'Used by (optional)': 'ns1.nwnd.example\nns2.nwnd.example',
  })
  await press(form, 'Auto-Generate Key')
  const first = await secretField(page).inputValue()
  await press(form, 'Auto-Generate Key')
  const second = await secretField(page).inputValue()
  expect(Buffer.from(second, 'base64').toString('base64')).toBe(second)
  expect(second).not.toBe(first)
  await expect(secretField(page)).toHaveAccessibleDescription('256 bits, the length HMAC-SHA256 asks for.')
  await press(form, 'Copy')
  await expectToast(page, 'Copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(second)
  await save(page)
  await expectToast(page, 'TSIG key tsigkey created')
  const ruth = await api('administrator')
  const { data: [key] } = await ruth.call(listTsigKeys)
  // A live region in a live region is heard twice.
  await expect(page.getByRole('region', { name: 'Notifications' })).not.toHaveAttribute('aria-live')
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(`Fingerprint ${key!.fingerprint}`)
  expect(
    await page.getByRole('table', { name: 'TSIG keys' }).evaluate((table) => table.parentElement!.scrollWidth - table.parentElement!.clientWidth),
    'Used by is in sight on 1280 px.',
  ).toBe(0)
  await expectRow(page, {
    Name: 'tsigkey',
    Algorithm: 'HMAC-SHA256',
    Fingerprint: key!.fingerprint,
    Updated: '21 Nov 2026',
    'Last check': 'Not checked',
    'Used by': 'ns1.nwnd.example +1',
  })
  expect(await secretInside(ruth, 'tsigkey')).toBe(second)
  expect(key).toMatchObject({ note: 'Zone transfers', tags: ['transfer', 'production'], usedBy: ['ns1.nwnd.example', 'ns2.nwnd.example'], secretBits: 256 })
})

test('T1 each algorithm says when to use it, and gets a secret of its digest\'s length; another algorithm clears the secret', async ({ as, api }) => {
  const page = await as('administrator', `${tsigKeys}-new`)
  for (const name of tsigAlgorithmNames) {
    await page.getByRole('combobox', { name: 'Algorithm' }).click()
    await expect(page.getByRole('option', { name: new RegExp(`^${name}`) })).toContainText(tsigAlgorithms[name].use)
    await page.keyboard.press('Escape')
    const before = await secretField(page).inputValue()
    const same = (await page.getByRole('combobox', { name: 'Algorithm' }).innerText()) === name
    await choose(page, 'Algorithm', name)
    if (!same) await expect(secretField(page)).toHaveValue('')
    if (!same && before !== '') await expect(secretField(page)).toHaveAccessibleDescription(/^The secret was cleared: another algorithm demands a new secret\./)
    await press(page, 'Auto-Generate Key')
    expect(Buffer.from(await secretField(page).inputValue(), 'base64')).toHaveLength(tsigAlgorithms[name].digestOctets)
    await expect(secretField(page)).toHaveAccessibleDescription(`${tsigAlgorithms[name].digestOctets * 8} bits, the length ${name} asks for.`)
  }
  // A secret of SHA-512 stands in two lines, whole.
  expect(await secretField(page).evaluate((node) => node.scrollHeight - node.clientHeight)).toBeLessThanOrEqual(0)
  await fill(page, { Name: 'large' })
  await save(page)
  await expectRow(page, { Name: 'large', Algorithm: 'HMAC-SHA512' })
  expect((await (await api('administrator')).call(listTsigKeys)).data[0]).toMatchObject({ algorithm: 'HMAC-SHA512', secretBits: 512 })
})

test('T1 a secret that looks like hex is asked about, and converted or kept as the person says', async ({ as, api }) => {
  const page = await as('administrator', '/')
  await openTab(page)
  await press(page, 'Add TSIG Key')
  await fill(page, { Name: 'from-hex' })
  const hex = Buffer.alloc(32, 0xab).toString('hex')
  await secretField(page).fill(hex)
  await expect(secretField(page)).toHaveAccessibleDescription(/This looks like hex\. As hex it has 256 bits, as base64 384\. Which is it\?/)
  await expect(secretField(page)).toHaveAttribute('aria-invalid', 'true')
  await press(page, 'It is base64: keep it')
  await expect(secretField(page)).toHaveAccessibleDescription('384 bits, more than the 256 HMAC-SHA256 asks for.')
  // Typed anew, it is asked anew.
  await secretField(page).fill(hex.toUpperCase())
  await press(page, 'It is hex: convert it')
  await expect(secretField(page)).toHaveValue(secretOf(32, 0xab))
  await expect(secretField(page)).toHaveAccessibleDescription('256 bits, the length HMAC-SHA256 asks for.')
  await secretField(page).fill(hex)
  await press(page, 'It is base64: keep it')
  await secretField(page).press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(await secretInside(await api('administrator'), 'from-hex')).toBe(hex)
})

test('T1 a secret that is typed is judged as one types, with the place of the fault', async ({ as, api, allow }) => {
  await make(await api('administrator'), 'tsigkey')
  const page = await as('administrator', `${tsigKeys}-new`)
  allow(refused(409))
  await save(page)
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription('Enter a name.')
  await expect(secretField(page)).toHaveAccessibleDescription('Enter a secret, or use Auto-Generate Key.')
  const name = page.getByLabel('Name', { exact: true })
  for (const [typed, says] of [
    ['a b', /Character 2 is something else/],
    ['a..b', /Two dots/],
    [`${'x'.repeat(64)}.example`, /63 characters/],
    ['x.'.repeat(128), /at most 253/],
  ] as const) {
    await name.fill(typed)
    await expect(name).toHaveAccessibleDescription(says)
  }
  for (const [typed, says] of [
    ['abcd_efg', /Character 5/], ['AAAA AAA*', /Character 9/], [secretOf(31).replace('==', ''), /padding is missing/], [secretOf(8), /at least 16 octets/],
    [secretOf(513), /at most 512 octets/],
    [`${secretOf(16).slice(0, -3)}x==`, /holds bits that no octet uses/],
  ] as const) {
    await secretField(page).fill(typed)
    await expect(secretField(page)).toHaveAccessibleDescription(says)
    await expect(secretField(page)).toHaveAttribute('aria-invalid', 'true')
  }
  await secretField(page).fill(`${secretOf(20).slice(0, 10)}\n ${secretOf(20).slice(10)}`)
  await expect(secretField(page)).toHaveAccessibleDescription(/^160 bits, fewer than the 256 HMAC-SHA256 asks for\./)
  await fill(page, { Name: 'TSIGKEY.', 'Tags (optional)': 'ok, <b>' })
  await save(page)
  await expect(page.getByLabel('Tags (optional)')).toHaveAccessibleDescription(/^“<b>”: A tag has/)
  await fill(page, { 'Tags (optional)': 'ok' })
  await save(page)
  await expect(name).toHaveAccessibleDescription('Another TSIG key has this name.')
  await name.fill('another')
  // Enter in the secret saves: it has no lines.
  await secretField(page).press('Enter')
  await expectToast(page, 'TSIG key another created')
  expect(await secretInside(await api('administrator'), 'another')).toBe(secretOf(20))
})

test('T2 an administrator deletes a key by the trash icon', async ({ as, api }) => {
  const ruth = await api('administrator')
  await make(ruth, 'tsigkey', { usedBy: ['ns1.nwnd.example', 'nwnd.example', 'shop.nwnd.example', 'pay.nwnd.example'] })
  await make(ruth, 'other')
  const page = await as('administrator', tsigKeys)
  await press(page, 'Delete tsigkey')
  const asked = dialog(page, 'Confirm Deletion')
  await expect(asked).toContainText('tsigkeyUsed by ns1.nwnd.example, nwnd.example, shop.nwnd.example and 1 more')
  await expect(asked).toContainText('stop working')
  await press(asked, 'Cancel')
  await expect(page.getByRole('button', { name: 'Delete tsigkey' })).toBeFocused()
  await expectRow(page, { Name: 'tsigkey' })
  await press(page, 'Delete tsigkey')
  await confirm(page)
  await expectToast(page, 'TSIG key tsigkey deleted')
  await expectColumn(page, 'Name', ['other'])
  expect((await ruth.call(listTsigKeys)).data.map(({ name }) => name)).toEqual(['other'])
})

test('T3 an administrator deletes several keys, and those that could not go are named with the reason', async ({ as, api, allow }) => {
  const ruth = await api('administrator')
  const keys = []
  for (const name of ['a', 'b', 'c', 'd']) keys.push(await make(ruth, name))
  const page = await as('administrator', tsigKeys)
  allow(refused(404))
  const remove = page.getByRole('main').getByRole('button', { name: 'Delete', exact: true })
  await expect(remove).toHaveAccessibleDescription('Select TSIG keys first.')
  await selectRows(page, 'a', 'b', 'c')
  await remove.click()
  await expect(dialog(page, 'Confirm Deletion')).toContainText('Their secrets are gone from here at once')
  // Somebody is faster with one of them.
  await ruth.call(deleteTsigKey, { params: { tsigId: keys[1]!.id } })
  await confirm(page)
  const stayed = dialog(page, 'One TSIG key was not deleted')
  await expect(stayed.getByRole('alert')).toContainText('2 of 3 were deleted.')
  await expect(stayed.getByRole('listitem')).toHaveText([/^bIt is not there \(any more\)/])
  await expectToast(page, '2 TSIG keys deleted')
  await press(stayed, 'Close')
  await expectColumn(page, 'Name', ['d'])
  await expectCount(page, '1 TSIG key')
})

test('T3 more than ten keys are deleted when their number was typed', async ({ as, api }) => {
  const ruth = await api('administrator')
  for (let at = 0; at < 12; at++) await make(ruth, `key-${at}`)
  const page = await as('administrator', tsigKeys)
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
  await press(page.getByRole('main'), 'Delete')
  await expect(dialog(page, 'Confirm Deletion')).toContainText('and 6 more')
  await expect(dialog(page, 'Confirm Deletion').getByRole('button', { name: 'Confirm' })).toBeDisabled()
  await fill(page, { 'Type the number of TSIG keys to confirm': '12' })
  await confirm(page)
  await expectToast(page, '12 TSIG keys deleted')
  await expect(page.getByRole('heading', { name: 'No TSIG keys yet' })).toBeVisible()
})

test('T4 an administrator sees all keys of the account; without any, the list says what comes here', async ({ as, api }) => {
  const page = await as('administrator', '/dns/configurations')
  await expect(page).toHaveURL(new RegExp(`${tsigKeys}$`))
  await expect(page.getByRole('heading', { name: 'No TSIG keys yet' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toHaveText('DNSConfigurations')
  const ruth = await api('administrator')
  await make(ruth, 'old', { algorithm: 'HMAC-SHA224' })
  await make(ruth, 'tsigkey', { note: 'Ticket 4711' })
  await press(page, 'Refresh')
  await expectHeads(page, usual)
  await expectColumn(page, 'Name', ['old', 'tsigkey'])
  await expectRow(page, { Name: 'old', Algorithm: 'HMAC-SHA224 legacy', 'Used by': 'None', 'Last check': 'Not checked' })
  const legacy = page.getByRole('button', { name: 'legacy' })
  await expect(legacy).toHaveAccessibleDescription(tsigAlgorithms['HMAC-SHA224'].use)
  await legacy.click()
  await expect(page.getByRole('tooltip')).toContainText('NIST')
  await press(page, 'Note on tsigkey')
  await expect(page.getByRole('dialog')).toContainText('Ticket 4711')
})

test('T4 a standard user sees the list without secrets, and nothing to change it with', async ({ as, api, visits }) => {
  const { id, secret } = await make(await api('administrator'), 'tsigkey')
  const page = await as('user', '/')
  await openTab(page)
  await expectHeads(page, usual.filter((head) => head !== 'Secret'))
  await expectRow(page, { Name: 'tsigkey', Algorithm: 'HMAC-SHA256' })
  for (const name of ['Add TSIG Key', 'Import', 'Delete', /^Delete /, /^Reveal /, /^Actions for /])
    await expect(page.getByRole('main').getByRole('button', { name })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'tsigkey' }), 'Its page shows no more than the list.').toHaveAttribute('href', `${tsigKeys}/${id}`)
  await expect(page.getByRole('main').getByRole('checkbox')).toHaveCount(0)
  const asked = () => visits.flatMap(({ watch }) => watch.urls).filter((url) => /\/tsig\/[^?]/.test(url))
  for (const address of [`${tsigKeys}-new`, `${tsigKeys}/${id}/edit`, `${tsigKeys}/${id}/export`, `${tsigKeys}/${id}/export/kea`, `${tsigKeys}-import`]) {
    await page.goto(address)
    await expect(heading(page, 'This page is for administrators')).toBeVisible()
    await expect(page).toHaveTitle('This page is for administrators · Countersign')
  }
  expect(asked()).toEqual([])
  expect(await page.content()).not.toContain(secret)
})

test('T5 a key is found with Filters, and all of it is seen with Columns', async ({ as, api }) => {
  const ruth = await api('administrator')
  for (const name of ['axfr.ams1.nwnd.example', 'tsigkey', 'tsigkey-spare'])
    await make(ruth, name, { tags: ['transfer'], note: 'Ticket 4711', secret: secretOf(32) })
  const page = await as('administrator', tsigKeys)
  await filterBy(page, 'Name', 'contains', 'tsigkey')
  await expectColumn(page, 'Name', ['tsigkey', 'tsigkey-spare'])
  await expectCount(page, '2 of 3 TSIG keys match')
  await press(page, 'Columns')
  await page.getByRole('checkbox', { name: 'Show/Hide All' }).check()
  await page.keyboard.press('Escape')
  await expectHeads(page, [
    'Name', 'Algorithm', 'Fingerprint', 'Secret', 'Secret length', 'Created', 'Updated', 'Last check', 'Used by', 'Uses', 'Rotation due', 'Tags', 'Note',
  ])
  await expectRow(page, { Name: 'tsigkey', 'Secret length': '256 bits', Created: '21 Nov 2026', Tags: 'transfer', Note: 'Ticket 4711' })
  // The dialog over the table keeps the filters, and gives them back.
  await rowAction(page, 'tsigkey', 'Edit')
  await expect(dialog(page, 'Edit TSIG Key')).toBeVisible()
  await press(page.getByRole('dialog'), 'Cancel')
  await expectCount(page, '2 of 3 TSIG keys match')
  await expect(page.getByRole('button', { name: 'Actions for tsigkey', exact: true })).toBeFocused()
  await fill(page, { Search: 'nothing like it' })
  await expect(page.getByRole('heading', { name: 'No TSIG key matches' })).toBeVisible()
})

test('T6 an administrator changes a key by its name, and an empty secret stays', async ({ as, api, world }) => {
  const ruth = await api('administrator')
  const { secret, fingerprint } = await make(ruth, 'tsigkey', { usedBy: ['ns1.nwnd.example'] })
  await world.clock.forward(2 * day)
  const page = await as('administrator', tsigKeys)
  await page.getByRole('link', { name: 'tsigkey', exact: true }).click()
  await press(page, 'Edit')
  await expect(secretField(page)).toHaveValue('')
  await expect(secretField(page)).toHaveAccessibleDescription(`Leave empty to keep the secret. It has 256 bits, fingerprint ${fingerprint}`)
  await fill(page, { Name: 'axfr.nwnd.example', 'Note (optional)': 'Renamed', 'Used by (optional)': 'ns1.nwnd.example\nns2.nwnd.example' })
  await save(page)
  await expectToast(page, 'TSIG key axfr.nwnd.example updated')
  await expect(heading(page, 'axfr.nwnd.example')).toBeVisible()
  await page.goto(tsigKeys)
  await expectRow(page, { Name: 'axfr.nwnd.example', Fingerprint: fingerprint, Updated: '23 Nov 2026', 'Used by': 'ns1.nwnd.example +1' })
  expect(await secretInside(await world.signIn('administrator'), 'axfr.nwnd.example')).toBe(secret)
})

test('T6 another algorithm demands a new secret', async ({ as, api }) => {
  const ruth = await api('administrator')
  const { fingerprint } = await make(ruth, 'tsigkey', { secret: secretOf(64) })
  const page = await as('administrator', tsigKeys)
  await rowAction(page, 'tsigkey', 'Edit')
  await secretField(page).fill(secretOf(32, 9))
  await choose(page, 'Algorithm', 'HMAC-SHA512')
  await expect(secretField(page)).toHaveValue('')
  await expect(secretField(page)).toHaveAccessibleDescription(/^The secret was cleared: another algorithm demands a new secret\./)
  await save(page)
  await expect(secretField(page)).toHaveAccessibleDescription('Another algorithm demands a new secret. Type one, or use Auto-Generate Key.')
  await expect(secretField(page)).toBeFocused()
  // Back to the one it has: nothing is demanded any more.
  await choose(page, 'Algorithm', 'HMAC-SHA256')
  await expect(secretField(page)).toHaveAccessibleDescription(/^Leave empty to keep the secret\./)
  await choose(page, 'Algorithm', 'HMAC-SHA512')
  await press(page, 'Auto-Generate Key')
  const typed = await secretField(page).inputValue()
  await save(page)
  await expectToast(page, 'TSIG key tsigkey updated')
  await expectRow(page, { Name: 'tsigkey', Algorithm: 'HMAC-SHA512' })
  await expectNoRow(page, { Fingerprint: fingerprint })
  expect(await secretInside(ruth, 'tsigkey')).toBe(typed)
})

test('T6 the old secret under another algorithm is refused at the field', async ({ as, api, allow }) => {
  await make(await api('administrator'), 'tsigkey', { secret: secretOf(64) })
  const page = await as('administrator', tsigKeys)
  allow(refused(400))
  await rowAction(page, 'tsigkey', 'Edit')
  await choose(page, 'Algorithm', 'HMAC-SHA512')
  await secretField(page).fill(secretOf(64))
  await save(page)
  await expect(secretField(page)).toHaveAccessibleDescription(/Another algorithm demands another secret/)
  await press(page.getByRole('dialog'), 'Cancel')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('T6 somebody was faster: the form says so, and reads the key again', async ({ as, api, allow }) => {
  const ruth = await api('administrator')
  const { id } = await make(ruth, 'tsigkey')
  const page = await as('administrator', `${tsigKeys}/${id}/edit`)
  allow(refused(412))
  await fill(page, { 'Note (optional)': 'slower' })
  await ruth.call(updateTsigKey, { params: { tsigId: id }, body: { note: 'faster' } })
  await save(page)
  await expect(dialog(page, 'Edit TSIG Key').getByRole('alert')).toContainText('tsigkey was changed meanwhile')
  await press(page, 'Reload the form')
  await expect(page.getByLabel('Note (optional)')).toHaveValue('faster')
  await fill(page, { 'Note (optional)': 'both of us' })
  await save(page)
  await expectToast(page, 'TSIG key tsigkey updated')
})
