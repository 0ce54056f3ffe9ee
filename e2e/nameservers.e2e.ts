import { Buffer } from 'node:buffer'
import type { Page } from '@playwright/test'
import { fetchFile, fetchScript, reportRunning } from '#contract/nameserver-delivery.ts'
import { addUse, createNameserver, type NameserverKind } from '#contract/nameservers.ts'
import { createTsigKey, updateTsigKey } from '#contract/tsig-keys.ts'
import type { Client } from './world/api.ts'
import { expect, test } from './world/fixtures.ts'
import { views } from './world/views.ts'
import { refused } from './world/watch.ts'
import { axe, choose, confirm, dialog, downloaded, expectNoRow, expectRow, expectToast, fill, press, rowAction, save } from './world/words.ts'

const list = '/dns/configurations/nameservers'
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const secret = Buffer.alloc(32, 7).toString('base64')

/** A nameserver that answers transfers of one zone with one key, at an address where the demo plays none that fetches by itself. */
async function made(by: Client, kind: NameserverKind = 'bind', name = 'ns1.nwnd.example') {
  const key = await by.call(createTsigKey, { body: { name: `axfr.${name}`, secret } })
  const { id } = await by.call(createNameserver, { body: { name, kind, addresses: ['192.0.2.77'] } })
  await by.call(addUse, { params: { nameserverId: id }, body: { tsigId: key.id, zone: 'nwnd.example', purpose: 'answers-transfers' } })
  return { id, key, path: `${list}/${id}` }
}

test('N1 an administrator adds a nameserver, says what it is for, changes it and deletes it', async ({ as, api }) => {
  const ruth = await api('administrator')
  await ruth.call(createTsigKey, { body: { name: 'axfr.nwnd.example' } })
  const page = await as('administrator', list)
  // An empty list has it a second time.
  await page.getByRole('button', { name: 'Add Nameserver' }).first().click()
  await fill(page, { Name: 'ns1.nwnd.example', Addresses: '192.0.2.53\n2001:DB8:53::1', Port: '5353' })
  await choose(page, 'Kind', 'Knot DNS')
  await save(page)
  await expectToast(page, 'Nameserver ns1.nwnd.example added')
  const addresses = '192.0.2.53, 2001:db8:53::1'
  await expectRow(page, { Name: 'ns1.nwnd.example', Kind: 'Knot DNS', Addresses: addresses, Keys: '0', Delivery: 'By hand', Running: 'Not told' })
  await page.getByRole('link', { name: 'ns1.nwnd.example' }).first().click()
  await expect(heading(page, 'ns1.nwnd.example')).toBeVisible()
  await press(page, 'Add use')
  await page.getByRole('combobox', { name: 'TSIG key' }).fill('axfr')
  await page.getByRole('option', { name: 'axfr.nwnd.example' }).click()
  await fill(page, { Zone: 'NWND.example.' })
  await save(page)
  await expectToast(page, 'Use of axfr.nwnd.example added')
  await expect(page.getByRole('main')).toContainText('Answers transfers')
  await press(page, 'Edit')
  await fill(page, { Name: 'ns2.nwnd.example' })
  await save(page)
  await expectToast(page, 'Nameserver ns2.nwnd.example updated')
  await expect(heading(page, 'ns2.nwnd.example')).toBeVisible()
  await page.goto(list)
  await rowAction(page, 'ns2.nwnd.example', 'Delete')
  await expect(dialog(page, 'Confirm Deletion')).toContainText('1 use of 1 key')
  await confirm(page)
  await expectToast(page, 'Nameserver ns2.nwnd.example deleted')
  await expectNoRow(page, { Name: 'ns2.nwnd.example' })
})

test('N1 an address that is never asked, and what is none, is refused where it was typed', async ({ as, allow }) => {
  const page = await as('administrator', `${list}-new`)
  allow(refused(400))
  await fill(page, { Name: 'ns1', Addresses: '192.0.2.1' })
  for (const address of ['127.1', '0x7f.0.0.1', '2130706433', '0177.0.0.1', 'fe80::1%eth0', 'http://192.0.2.1', '192.0.2.1:53']) {
    await fill(page, { Addresses: `192.0.2.1\n${address}` })
    await save(page)
    await expect(page.getByLabel('Addresses', { exact: true })).toHaveAccessibleDescription(/is no address/)
  }
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', 'fe80::1', '224.0.0.1', '0.0.0.0', '64:ff9b::7f00:1']) {
    await fill(page, { Addresses: `192.0.2.1\n${address}` })
    await save(page)
    await expect(page.getByLabel('Addresses', { exact: true })).toHaveAccessibleDescription(/never asked|nobody/)
  }
  await fill(page, { Addresses: '192.0.2.1', Port: '0' })
  await save(page)
  await expect(page.getByLabel('Port', { exact: true })).toHaveAccessibleDescription(/1 to 65535/)
})

test('N3 by hand: the file is taken, and It is in place is of that file', async ({ as, api, allow }) => {
  const ruth = await api('administrator')
  const { key, path } = await made(ruth)
  const page = await as('administrator', path)
  allow(refused(412))
  const { text } = await downloaded(page, () => press(page, 'Export'))
  expect(text).toContain(secret)
  // Another file is wanted by the time that the button is pressed.
  await ruth.call(updateTsigKey, { params: { tsigId: key.id }, body: { secret: Buffer.alloc(32, 8).toString('base64') } })
  await press(page, 'It is in place')
  await expect(page.getByRole('dialog')).toContainText(/file 1-|file 2-/)
  await press(page.getByRole('dialog'), 'It is in place')
  await expect(page.getByRole('main')).toContainText('It was changed meanwhile')
  await downloaded(page, () => press(page, 'Export'))
  await press(page, 'It is in place')
  await press(page.getByRole('dialog'), 'It is in place')
  await expectToast(page, 'The file of ns1.nwnd.example is in place')
  await expect(page.getByRole('main')).toContainText('Up to date')
})

for (const kind of ['bind', 'powerdns'] as const) {
  test(`N3 ${kind}: Install on this server, with a credential that is shown once and opens its own file`, async ({ as, api, world }) => {
    const { id, path } = await made(await api('administrator'), kind)
    const params = { nameserverId: id }
    const page = await as('administrator', path)
    await expect(page.getByRole('heading', { name: 'Install on this server' })).toHaveCount(0)
    await press(page, 'Let it fetch')
    await press(page.getByRole('dialog'), 'Make credential')
    const value = await page.getByRole('textbox', { name: 'Server credential' }).innerText()
    expect(value).toMatch(/^csn_ns_[0-9A-Za-z]{38}$/)
    await press(page.getByRole('dialog'), 'Copy')
    await press(page.getByRole('dialog'), 'Done')
    await expect(page.getByRole('heading', { name: 'Install on this server' })).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText(value)
    await expect(page.getByRole('main')).toContainText(`/api/v1/nameservers/${id}/install`)
    await press(page, 'Copy: Install it')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('sh countersign-keys.sh install')
    const script = await downloaded(page, () => press(page, 'Save the script'))
    expect(script.name).toBe('countersign-keys.sh')
    expect([script.text.startsWith('#!/bin/sh\n'), script.text.includes(value), script.text.includes(secret)]).toEqual([true, false, false])
    const headers = { Authorization: `Bearer ${value}` }
    expect(await world.nobody.status(fetchFile, { params, headers })).toBe(200)
    expect(await world.nobody.status(fetchScript, { params, headers })).toBe(200)
    const etag = (await page.getByText(/^"\d+-[0-9a-f]{16}"$/).innerText()).trim()
    await world.nobody.call(reportRunning, { params, headers, body: { etag, outcome: 'refused', detail: 'named.conf:3: <b>unknown</b> option' } })
    await page.reload()
    await expect(page.getByRole('main')).toContainText('named.conf:3: <b>unknown</b> option')
    // Another ends it.
    await press(page, 'New credential')
    await press(page.getByRole('dialog'), 'Make credential')
    await press(page.getByRole('dialog'), 'Copy')
    await press(page.getByRole('dialog'), 'Done')
    expect(await world.nobody.status(fetchFile, { params, headers })).toBe(401)
  })
}

test('N3 push to PowerDNS: the key of its API goes in and is never shown; a fault says what to do', async ({ as, api, allow }) => {
  const { path } = await made(await api('administrator'), 'powerdns')
  const page = await as('administrator', path)
  allow(refused(400, 409))
  await press(page, 'PowerDNS API')
  await fill(dialog(page, 'PowerDNS API'), { URL: 'ftp://ns3', 'API key': 'canary-of-the-api' })
  await save(page)
  await expect(page.getByLabel('URL', { exact: true })).toHaveAccessibleDescription(/host and a port only/)
  await fill(dialog(page, 'PowerDNS API'), { URL: 'http://127.0.0.1:8081' })
  await save(page)
  await expect(page.getByLabel('URL', { exact: true })).toHaveAccessibleDescription(/never asked/)
  await fill(dialog(page, 'PowerDNS API'), { URL: 'http://ns3.invalid:8081/' })
  await save(page)
  await expectToast(page, 'Keys of ns1.nwnd.example are pushed by its API')
  await expect(page.getByRole('main')).toContainText('http://ns3.invalid:8081')
  await press(page, 'Push now')
  await expect(page.getByRole('main')).toContainText(/has no address|no API can be called/)
  await expect(page.locator('body')).not.toContainText('canary-of-the-api')
  await press(page, 'PowerDNS API')
  await expect(page.getByLabel('API key', { exact: true })).toHaveValue('')
})

for (const { at, view } of views) {
  test(`axe finds nothing on NAMESERVERS, a nameserver's page and its dialogs, and nothing sticks out (${at})`, async ({ as, api }) => {
    const { path } = await made(await api('administrator'), 'powerdns')
    const page = await as('administrator', list, view)
    await expectRow(page, { Name: 'ns1.nwnd.example' })
    await test.step('list', () => axe(page))
    await page.goto(path)
    await press(page, 'Let it fetch')
    await press(page.getByRole('dialog'), 'Make credential')
    await press(page.getByRole('dialog'), 'Copy')
    await press(page.getByRole('dialog'), 'Done')
    await expect(page.getByRole('heading', { name: 'Install on this server' })).toBeVisible()
    await test.step('page', () => axe(page))
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
    if (process.env.SHOTS !== undefined) await page.screenshot({ path: `${process.env.SHOTS}/${at}.png`, fullPage: true })
    await press(page, 'PowerDNS API')
    await expect(page.getByLabel('URL', { exact: true })).toBeFocused()
    await test.step('PowerDNS API', () => axe(page))
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })
}

test('N3 by keys alone: Let it fetch is reached, made and closed', async ({ as, api }) => {
  const { path } = await made(await api('administrator'))
  const page = await as('administrator', path)
  await page.getByRole('button', { name: 'Let it fetch' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.getByRole('button', { name: 'Make credential' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Copy' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Done' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Install on this server' })).toBeVisible()
})
