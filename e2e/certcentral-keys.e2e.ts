import type { Locator, Page } from '@playwright/test'
import { listVendorDomains } from '#contract/domains-v2.ts'
import { putAccountFacts } from '#contract/account-facts.ts'
import {
  createCertcentralKeys,
  newCertcentralKeys,
  listCertcentralKeys,
  listCertcentralUsers,
  previewRestriction,
  revokeCertcentralKey,
} from '#contract/certcentral-keys.ts'
import { getVendorMe, listVendorUsers } from '#contract/certcentral-users-v2.ts'
import type { Client } from './world/api.ts'
import { expect, test } from './world/fixtures.ts'
import type { World } from './world/world.ts'
import { views } from './world/views.ts'
import { axe, dialog, downloaded, expectNoRow, expectRow, expectToast, fill, filterBy, press, rowAction } from './world/words.ts'

const list = '/certcentral/api-keys'
const label = 'API key restrictions (optional)'
const understood = 'I understand I will not see this again'

/** What the vendor's door answers to a value. */
const door = (world: World<Client>, value: string) => world.nobody.status(getVendorMe, { headers: { 'x-dc-devkey': value } })
const make = async (by: Client, name: string, restrictedToRoleId: 0 | 100 | 102 = 0) =>
  newCertcentralKeys(await by.call(createCertcentralKeys, { body: { name, restrictedToRoleId } }))[0]!
const adding = (page: Page) => dialog(page, 'Add API Key')
const updating = (page: Page) => dialog(page, 'Update API Key')
const shown = (page: Page) => dialog(page, 'New API Key')
const user = (page: Page) => adding(page).getByRole('combobox', { name: 'User', exact: true })
const said = (within: Locator) => within.getByRole('alert')

/** `Orders` is also how another begins. */
async function restrict(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: new RegExp(`^${name}(?!,)`) }).click()
  await expect(page.getByRole('listbox')).toHaveCount(0)
}

/** Copies a new key by a press on its value. */
async function pressValue(page: Page, name: string): Promise<string> {
  const box = shown(page).getByRole('textbox', { name, exact: true })
  const value = await box.innerText()
  expect(value).toMatch(/^csn_ck_[0-9A-Za-z]{38}$/)
  await box.click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), 'The clipboard has what was shown.').toBe(value)
  return value
}

for (const [role, who, name] of [['administrator', 'an administrator', 'Ruth Lindqvist'], ['user', 'a standard user', 'Jonas Meyer']] as const) {
  test(`C1 ${who} adds a key for themselves, and it works`, async ({ as, world }) => {
    const page = await as(role, '/')
    await page.getByRole('navigation').getByRole('link', { name: 'API Keys' }).click()
    await expect(page.getByRole('main')).toContainText('No API keys yet')
    await page.getByRole('button', { name: 'Add API Key' }).first().click()
    await expect(adding(page).getByLabel('User', { exact: true })).toHaveValue(name)
    await fill(adding(page), { Description: 'Terraform provider' })
    await restrict(page, 'View Only')
    await press(adding(page), 'Add API Key')
    const value = await pressValue(page, 'Terraform provider')
    await page.keyboard.press('Escape')
    await expect(shown(page)).toBeVisible()
    await press(shown(page), understood)
    await expectToast(page, 'API key Terraform provider added')
    await expect(shown(page)).toHaveCount(0)
    await expectRow(page, {
      'API Key Name': 'Terraform provider',
      User: name,
      Restrictions: 'View Only',
      Created: '21 Nov 2026',
      'Last used': 'Never',
      Status: 'Active',
    })
    expect(await door(world, value)).toBe(200)
  })

  test(`C2 ${who} updates a key, and the X takes its restriction back to None`, async ({ as, api }) => {
    const client = await api(role)
    await make(client, 'orders', 100)
    const page = await as(role, list)
    await rowAction(page, 'orders', 'Edit')
    await expect(updating(page).getByRole('combobox', { name: label })).toHaveText('Orders')
    await updating(page).getByRole('button', { name: `Clear ${label}` }).click()
    await expect(updating(page).getByRole('combobox', { name: label })).toHaveText('None')
    await expect(updating(page).getByRole('combobox', { name: label })).toBeFocused()
    await expect(said(updating(page)), 'More than before breaks nothing.').toHaveCount(0)
    await fill(updating(page), { Description: 'everything' })
    await press(updating(page), 'Update API Key')
    await expectToast(page, 'API key everything updated')
    await expectRow(page, { 'API Key Name': 'everything', Restrictions: 'None', Status: 'Active' })
    expect((await client.call(listCertcentralKeys)).data[0]).toMatchObject({ name: 'everything', restrictedToRoleId: 0 })
  })

  test(`C3 ${who} revokes a key: the row stays, and the next call is refused`, async ({ as, api, world }) => {
    const { api_key: value } = await make(await api(role), 'leaked')
    const page = await as(role, list)
    await rowAction(page, 'leaked', 'Revoke')
    await expect(dialog(page, 'Revoke API Key')).toContainText('leaked')
    await expect(dialog(page, 'Revoke API Key')).toContainText(`A key of ${name}.`)
    await press(dialog(page, 'Revoke API Key'), 'Cancel')
    expect(await door(world, value)).toBe(200)
    await rowAction(page, 'leaked', 'Revoke')
    await press(dialog(page, 'Revoke API Key'), 'Revoke')
    await expectToast(page, 'API key leaked revoked')
    await expectRow(page, { 'API Key Name': 'leaked', Status: 'Revoked' })
    expect(await door(world, value)).toBe(403)
    await page.getByRole('button', { name: 'Actions for leaked', exact: true }).click()
    await expect(page.getByRole('menuitem', { name: /^Revoke It is revoked already/ })).toHaveAttribute('aria-disabled', 'true')
  })

  test(`C4 ${who} finds active and revoked keys by Status, and keys by Restrictions`, async ({ as, api }) => {
    const client = await api(role)
    await make(client, 'works', 102)
    const { id } = await make(client, 'over')
    await client.call(revokeCertcentralKey, { params: { keyId: id }, body: {} })
    await make(await api(role === 'user' ? 'administrator' : 'user'), 'of somebody else')
    const page = await as(role, list)
    await expectRow(page, { 'API Key Name': 'works', Status: 'Active' })
    await expectRow(page, { 'API Key Name': 'over', Status: 'Revoked' })
    await (role === 'user' ? expectNoRow : expectRow)(page, { 'API Key Name': 'of somebody else' })
    await filterBy(page, 'Status', 'is', 'Revoked')
    await expectRow(page, { 'API Key Name': 'over' })
    await expectNoRow(page, { 'API Key Name': 'works' })
    await page.reload()
    await expectNoRow(page, { Status: 'Active' })
    await page.goto(list)
    // Numbers in the reply and words in the filter: once compared as they were, nothing matched.
    await filterBy(page, 'Restrictions', 'is', 'View Only')
    await expectRow(page, { 'API Key Name': 'works' })
    await expectNoRow(page, { 'API Key Name': 'over' })
  })
}

test('C1 several in one go for a new service user: added, pasted, taken out again, and saved as CSV', async ({ as, api, world }) => {
  const page = await as('administrator', `${list}-new`)
  const description = adding(page).getByLabel('Description', { exact: true })
  await description.fill('=ci, build')
  await press(adding(page), 'Add')
  await expect(description).toHaveValue('')
  await expect(description).toBeFocused()
  await page.evaluate(() => navigator.clipboard.writeText('one\nmistake\r\n\ntwo\n'))
  await page.keyboard.press('ControlOrMeta+V')
  await adding(page).getByRole('button', { name: 'Remove mistake' }).click()
  await expect(adding(page).getByRole('list', { name: 'Descriptions added' }).getByRole('listitem')).toHaveText(['=ci, build', 'one', 'two'])
  await description.fill('last')
  await user(page).fill('nobody of this name')
  await page.getByRole('option', { name: /^Create new service user/ }).click()
  await expect(adding(page).getByLabel('First name', { exact: true })).toHaveValue('Service')
  await expect(adding(page).getByLabel('Last name', { exact: true })).toHaveValue('User')
  await press(adding(page), 'Add API Key')
  await expect(adding(page).getByLabel('Email address')).toHaveAccessibleDescription('Enter an e-mail address.')
  await fill(adding(page), { 'Email address': 'pki@nwnd.example' })
  await press(adding(page), 'Add API Key')

  await expect(shown(page)).toBeVisible()
  const values = await shown(page).getByRole('textbox').allInnerTexts()
  expect(values).toHaveLength(4)
  await press(shown(page), understood)
  await expect(said(shown(page))).toContainText('No value was copied.')
  const { name, text } = await downloaded(page, () => press(shown(page), 'Download CSV'))
  expect(name).toBe('certcentral-api-keys-2026-11-21.csv')
  expect(text).toBe(['Description,API key', `"'=ci, build",${values[0]}`, `one,${values[1]}`, `two,${values[2]}`, `last,${values[3]}`, ''].join('\r\n'))
  await press(shown(page), understood)
  await expectToast(page, '4 API keys added')
  await expectRow(page, { 'API Key Name': '=ci, build', User: 'Service User' })
  await expectRow(page, { 'API Key Name': 'last', User: 'Service User' })
  expect(await Promise.all(values.map((value) => door(world, value)))).toEqual([200, 200, 200, 200])
  const users = (await (await api('administrator')).call(listCertcentralUsers, { query: { filter: 'kind is service' } })).data
  expect(users).toMatchObject([{ name: 'Service User', email: 'pki@nwnd.example' }])
})

test('C1 a new service user is restricted to divisions, where the account has some', async ({ as, api, world }) => {
  const client = await api('administrator')
  const division = (id: number, name: string) => ({ id, name, container: { id, name } })
  const domain = (id: number, name: string, of: number) => ({ id, name, is_active: true, container: { id: of } })
  const page = await as('administrator', `${list}-new`)
  const field = adding(page).getByRole('combobox', { name: 'Division restrictions' })
  const newUser = async () => {
    await user(page).fill('nobody of this name')
    await page.getByRole('option', { name: /^Create new service user/ }).click()
    await fill(adding(page), { Description: 'iberia', 'Email address': 'pki@nwnd.example' })
  }
  await newUser()
  await expect(field, 'Without divisions there is nothing to choose.').toHaveCount(0)
  await client.call(putAccountFacts, {
    body: {
      containers: [division(634801, 'Northwind Iberia'), division(634802, 'Northwind Nordics')],
      domains: [domain(1, 'iberia.example', 634801), domain(2, 'nordics.example', 634802)],
    },
  })
  await page.reload()
  await newUser()
  await expect(field).toHaveText('None')
  await expect(field).toHaveAccessibleDescription('None: it reaches the whole account.')
  await field.click()
  await expect(page.getByRole('option')).toHaveText(['Northwind Iberia', 'Northwind Nordics'])
  await page.getByRole('option', { name: 'Northwind Iberia' }).click()
  await page.keyboard.press('Escape')
  await expect(field).toHaveText('Northwind Iberia')
  await press(adding(page), 'Add API Key')
  const value = await pressValue(page, 'iberia')
  await press(shown(page), understood)
  await expectToast(page, 'API key iberia added')
  const { domains } = await world.nobody.call(listVendorDomains, { headers: { 'x-dc-devkey': value } })
  expect(domains.map(({ name }) => name)).toEqual(['iberia.example'])
  // Once nothing said so afterwards.
  await page.getByRole('link', { name: 'iberia', exact: true }).click()
  await expect(page.getByRole('main')).toContainText('DivisionsNorthwind Iberia')
  await press(page, 'Edit')
  await expect(dialog(page, 'Update API Key')).toContainText('DivisionsNorthwind Iberia')
})

test('C1 thirty keys and no more, a user found by typing, and what cannot be is said at its field', async ({ as, api }) => {
  const page = await as('administrator', `${list}-new`)
  const description = adding(page).getByLabel('Description', { exact: true })
  await press(adding(page), 'Add API Key')
  await expect(description).toHaveAccessibleDescription('Enter a description.')
  await description.fill('x'.repeat(129))
  await press(adding(page), 'Add')
  await expect(description).toHaveAccessibleDescription('A description has at most 128 characters.')
  await description.fill('')
  const paste = async (lines: number) => {
    await page.evaluate((text) => navigator.clipboard.writeText(text), Array.from({ length: lines }, (_, at) => `key ${at + 1}`).join('\n'))
    await description.focus()
    await page.keyboard.press('ControlOrMeta+V')
  }
  await paste(31)
  await expect(description).toHaveAccessibleDescription('At most 30 keys in one go. 31 lines were pasted; none was added.')
  await paste(30)
  await expect(adding(page).getByRole('listitem')).toHaveCount(30)
  await description.fill('one more')
  await press(adding(page), 'Add API Key')
  await expect(description).toHaveAccessibleDescription('At most 30 keys in one go.')
  await description.fill('')
  await user(page).fill('okaf')
  await expect(page.getByRole('option')).toHaveText([/^Maya Okafor/, /^Create new service user/])
  await page.keyboard.press('Enter')
  await expect(user(page)).toHaveValue('Maya Okafor')
  await press(adding(page), 'Add API Key')
  await expect(shown(page).getByRole('textbox')).toHaveCount(30)
  await downloaded(page, () => press(shown(page), 'Download CSV'))
  await press(shown(page), understood)
  await expectToast(page, '30 API keys added')
  expect((await (await api('other')).call(listCertcentralKeys)).total).toBe(30)
})

test('C2 a restriction on an active key warns, and names the calls it would have refused', async ({ as, api, world }) => {
  const client = await api('administrator')
  const { id, api_key: value } = await make(client, 'access review')
  for (let count = 0; count < 3; count++) expect(await world.nobody.status(listVendorUsers, { headers: { 'x-dc-devkey': value } })).toBe(200)
  expect(await door(world, value)).toBe(200)
  // Calls are counted in the background.
  await expect.poll(async () => (await client.call(previewRestriction, { params: { keyId: id }, query: { restrictedToRoleId: '100' } })).count).toBe(3)
  const page = await as('administrator', `${list}/${id}/edit`)
  await expect(updating(page).getByRole('combobox', { name: label })).toHaveText('None')
  await expect(said(updating(page))).toHaveCount(0)
  await restrict(page, 'Orders')
  await expect(said(updating(page))).toHaveText(
    'Integrations that need more than Orders stop working with their next call. 3 calls of the last 90 days would have been refused:',
  )
  await expect(updating(page).getByRole('listitem')).toHaveText(['GET /services/v2/user3 calls, last on 21 Nov 2026'])
  await restrict(page, 'View Only')
  await expect(said(updating(page))).toContainText('None of the calls with this key in the last 90 days would have been refused.')
  await restrict(page, 'Orders, Domains, Organizations')
  await press(updating(page), 'Update API Key')
  await expectRow(page, { 'API Key Name': 'access review', Restrictions: 'Orders, Domains, Organizations' })
  expect(await world.nobody.status(listVendorUsers, { headers: { 'x-dc-devkey': value } })).toBe(403)
  await client.call(revokeCertcentralKey, { params: { keyId: id }, body: { reason: 'Not needed' } })
  await page.goto(`${list}/${id}/edit`)
  await expect(updating(page)).toContainText('Revoked: Not needed')
  await restrict(page, 'Orders')
  await expect(said(updating(page)), 'Nothing breaks that does not work.').toHaveCount(0)
})

test('C2 somebody was faster; C1 a lost answer makes nothing twice', async ({ as, api, fault, allow }) => {
  const client = await api('administrator')
  const { id } = await make(client, 'shared')
  const page = await as('administrator', `${list}/${id}/edit`)
  allow(/status of 412|Failed to load|net::ERR/)
  await expect(updating(page)).toBeVisible()
  await client.call(revokeCertcentralKey, { params: { keyId: id }, body: {} })
  await fill(updating(page), { Description: 'slower' })
  await press(updating(page), 'Update API Key')
  await expect(said(updating(page))).toContainText('shared was changed meanwhile')
  await press(updating(page), 'Reload the form')
  // What is entered before it is read again goes, as the form says.
  await expect(updating(page)).toContainText('Revoked')
  await fill(updating(page), { Description: 'after all' })
  await press(updating(page), 'Update API Key')
  await expectRow(page, { 'API Key Name': 'after all', Status: 'Revoked' })

  const lift = await fault({ on: 'POST /api/v1/certcentral/keys', how: 'lose-answer', times: 2 })
  await page.goto(`${list}-new`)
  await fill(adding(page), { Description: 'once' })
  await press(adding(page), 'Add API Key')
  await expect(said(adding(page))).toContainText('Press Add API Key again')
  await lift()
  await press(adding(page), 'Add API Key')
  await pressValue(page, 'once')
  await press(shown(page), understood)
  expect((await client.call(listCertcentralKeys)).data.filter(({ name }) => name === 'once')).toHaveLength(1)
})

test('C1 to C3 by keyboard alone', async ({ as }) => {
  const page = await as('administrator', list)
  const keys = page.keyboard
  const tabTo = async (target: Locator) => {
    await expect(target.first()).toBeVisible()
    for (let presses = 0; presses < 60; presses++) {
      if (await target.first().evaluate((node) => node === document.activeElement)) return
      await keys.press('Tab')
    }
    throw new Error(`${String(target)} was not reached by Tab`)
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  await tabTo(button('Add API Key'))
  await keys.press('Enter')
  await expect(adding(page).getByLabel('Description', { exact: true })).toBeFocused()
  await keys.type('by keyboard')
  await tabTo(user(page))
  await keys.press('ArrowDown')
  await expect(page.getByRole('option', { name: /^Ruth Lindqvist.*yourself/ })).toHaveAttribute('aria-selected', 'true')
  await keys.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expect(adding(page)).toBeVisible()
  await keys.type('meyer')
  await expect(page.getByRole('option', { name: /^Jonas Meyer/ })).toHaveAttribute('aria-selected', 'true')
  await keys.press('Enter')
  await expect(user(page)).toHaveValue('Jonas Meyer')
  await keys.press('Tab')
  await keys.press('ArrowDown')
  await expect(page.getByRole('option', { name: /^None/ })).toBeFocused()
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await tabTo(adding(page).getByRole('button', { name: 'Add API Key' }))
  await keys.press('Enter')
  await expect(button('Copy')).toBeFocused()
  await keys.press('Enter')
  await expect(button('Copied')).toBeFocused()
  await tabTo(button(understood))
  await keys.press('Enter')
  await expectRow(page, { 'API Key Name': 'by keyboard', User: 'Jonas Meyer', Restrictions: 'Orders' })
  await tabTo(button('Actions for by keyboard'))
  await keys.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Edit', exact: true })).toBeFocused()
  await keys.press('Enter')
  await expect(updating(page).getByLabel('Description', { exact: true })).toBeFocused()
  await tabTo(button(`Clear ${label}`))
  await keys.press('Enter')
  await tabTo(updating(page).getByRole('button', { name: 'Update API Key' }))
  await keys.press('Enter')
  await expectRow(page, { 'API Key Name': 'by keyboard', Restrictions: 'None' })
  await tabTo(button('Actions for by keyboard'))
  await keys.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Edit', exact: true })).toBeFocused()
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await expect(dialog(page, 'Revoke API Key').getByRole('button', { name: 'Cancel' })).toBeFocused()
  await keys.press('Tab')
  await keys.press('Enter')
  await expectRow(page, { 'API Key Name': 'by keyboard', Status: 'Revoked' })
})

for (const { at, view } of views) {
  test(`C1 to C4: axe finds nothing, and nothing runs over (${at})`, async ({ as, api }) => {
    const client = await api('administrator')
    const { id } = await make(
      client,
      'a-rather-long-description-without-a-single-place-to-break-it-as-some-pipelines-have-them-0123456789-abcdefghijklmnopqrstuvwxyz',
    )
    const page = await as('administrator', list, view)
    const look = async () => {
      await axe(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'Nothing is wider than the page.').toBe(true)
    }
    await expect(page.getByRole('button', { name: /^Actions for a-rather/ })).toBeVisible()
    await look()
    await page.goto(`${list}/${id}/edit`)
    await restrict(page, 'Orders')
    await expect(said(updating(page))).toBeVisible()
    await look()
    await page.goto(`${list}-new`)
    await user(page).click()
    await expect(page.getByRole('option', { name: /^Jonas Meyer/ })).toBeVisible()
    await look()
    await page.getByRole('option', { name: /^Create new service user/ }).click()
    await press(adding(page), 'Add API Key')
    await look()
    await fill(adding(page), { Description: 'first' })
    await press(adding(page), 'Add')
    await fill(adding(page), { Description: 'second', 'Email address': 'pki@nwnd.example' })
    await press(adding(page), 'Add API Key')
    await expect(shown(page)).toBeVisible()
    await look()
    await downloaded(page, () => press(shown(page), 'Download CSV'))
    await press(shown(page), understood)
  })
}
