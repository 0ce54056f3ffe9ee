import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { listApiKeys } from '#contract/api-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { expect, test } from './world/fixtures.ts'
import { remainsOf, unreachable } from './world/watch.ts'
import { copySecret, dialog, done, expectRow, expectToast, fill, press, rowAction, save, staysWhenAsked } from './world/words.ts'

const revealed = (page: Page) => dialog(page, /Action Required$/)
const posts = (passed: readonly { method: string; url: string; idempotencyKey: string | undefined }[], path: string) =>
  passed.filter(({ method, url }) => method === 'POST' && url === path).map(({ idempotencyKey }) => idempotencyKey)

async function generate(page: Page, name: string) {
  await fill(page, { Name: name })
  await save(page)
  await expect(revealed(page)).toBeVisible()
}

test('the dialog with the value does not close by Escape or by a press outside', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new')
  await generate(page, 'apikey1')
  await page.keyboard.press('Escape')
  await page.mouse.click(5, 5)
  await page.mouse.click(640, 715)
  await expect(revealed(page).getByRole('textbox', { name: 'API key' })).toHaveText(/^csn_ak_/)
  await expect(revealed(page).getByRole('button', { name: 'Cancel' })).toHaveCount(0)
  await copySecret(page)
  await done(page)
})

test('Done without having copied asks once', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new')
  await generate(page, 'apikey1')
  await press(revealed(page), 'Done')
  await expect(revealed(page).getByRole('alert')).toContainText('The value was not copied')
  await expect(revealed(page).getByRole('textbox', { name: 'API key' })).toHaveText(/^csn_ak_/)
  await done(page)
  await expectToast(page, 'API key apikey1 generated')
})

test('while a value is shown, leaving the page has to be meant', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new')
  await generate(page, 'apikey1')
  await staysWhenAsked(page)
  await copySecret(page)
  await done(page)
  // Nothing asks any more.
  await page.reload()
  await expectRow(page, { Name: 'apikey1' })
})

test('Copy is announced, and turns into Copied', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new')
  await generate(page, 'apikey1')
  await copySecret(page)
  await expectToast(page, 'Copied')
  await done(page)
})

test('on a phone the message that it was copied does not cover Done', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new', { viewport: { width: 360, height: 740 } })
  await generate(page, 'apikey1')
  await copySecret(page)
  const message = page.getByRole('status').filter({ hasText: 'Copied' })
  await expect(message).toBeVisible()
  const [one, two] = [(await message.boundingBox())!, (await revealed(page).getByRole('button', { name: 'Done' }).boundingBox())!]
  expect(one.y + one.height <= two.y || two.y + two.height <= one.y).toBe(true)
  await done(page)
})

test('where the browser does not let a page copy, the value is selected', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new', { permissions: [] })
  await page.evaluate(() =>
    Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new DOMException('Denied', 'NotAllowedError')) }),
  )
  await generate(page, 'apikey1')
  const value = await revealed(page).getByRole('textbox', { name: 'API key' }).innerText()
  await press(revealed(page), 'Copy')
  await expect(revealed(page)).toContainText('The value is selected: press Ctrl+C.')
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(value)
  await page.keyboard.press('Control+C')
  await expect(revealed(page).getByRole('button', { name: 'Copied' })).toBeVisible()
  await done(page)
})

test('the value can be downloaded as .env and as JSON, which counts as taken', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new')
  await generate(page, 'zone transfer/host 1')
  const value = await revealed(page).getByRole('textbox', { name: 'API key' }).innerText()
  for (const [entry, name, text] of [
    ['.env file', 'zone-transfer-host-1.env', `COUNTERSIGN_API_KEY=${value}\n`],
    ['JSON file', 'zone-transfer-host-1.json', `{\n  "COUNTERSIGN_API_KEY": "${value}"\n}\n`],
  ] as const) {
    await press(revealed(page), 'Download')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: entry }).click()])
    expect(download.suggestedFilename()).toBe(name)
    expect(await readFile(await download.path(), 'utf8')).toBe(text)
  }
  await done(page)
  await expectToast(page, 'API key zone transfer/host 1 generated')
})

test('after Done the value is nowhere in the browser, and the stored reply is shredded', async ({ as, world }) => {
  const page = await as('user', '/my-api-keys')
  await press(page, 'Generate API Key')
  await generate(page, 'apikey1')
  const value = await copySecret(page)
  expect(JSON.stringify(await remainsOf(page)), 'The dialog shows it: this test can fail.').toContain(value)
  await done(page)
  expect(JSON.stringify(await remainsOf(page))).not.toContain(value)
  await expect.poll(() => world.passed.find(({ url }) => url.endsWith('/acknowledge'))?.status).toBe(204)
  await page.goBack()
  await page.goForward()
  await page.reload()
  await expectRow(page, { Name: 'apikey1' })
  expect(JSON.stringify(await remainsOf(page))).not.toContain(value)
})

test('a lost answer is asked for again with the same Idempotency-Key, and no second key is made', async ({ as, api, fault, world, allow }) => {
  await fault({ on: 'POST /accessmanagement/api-key', how: 'lose-answer', times: 1 })
  const page = await as('user', '/my-api-keys-new')
  allow(unreachable)
  await generate(page, 'apikey1')
  const value = await copySecret(page)
  await done(page)
  const keys = posts(world.passed, '/accessmanagement/api-key')
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect((await (await api('user')).call(listApiKeys)).data).toHaveLength(1)
  expect(await world.nobody.status(login, { bearer: value })).toBe(200)
})

test('an answer lost twice is said, and Save once more brings the value of the one key', async ({ as, api, fault, world, allow }) => {
  await fault({ on: 'POST /accessmanagement/api-key', how: 'lose-answer', times: 2 })
  const page = await as('user', '/my-api-keys-new')
  allow(unreachable)
  await fill(page, { Name: 'apikey1' })
  await save(page)
  await expect(dialog(page, 'Generate API Key').getByRole('alert')).toContainText(
    'No answer came, so the key may have been made all the same. Press Save again',
  )
  await save(page)
  const value = await copySecret(page)
  await done(page)
  const keys = posts(world.passed, '/accessmanagement/api-key')
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  expect((await (await api('user')).call(listApiKeys)).data).toHaveLength(1)
  expect(await world.nobody.status(login, { bearer: value })).toBe(200)
})

test('a rotation whose answer was lost is not done twice', async ({ as, api, fault, world, allow }) => {
  const { id } = await (await api('user')).key('apikey1')
  const path = `/accessmanagement/api-key/${id}/rotate`
  await fault({ on: `POST ${path}`, how: 'lose-answer', times: 2 })
  const page = await as('user', '/my-api-keys')
  allow(unreachable)
  await rowAction(page, 'apikey1', 'Rotate Key')
  await save(page)
  await expect(dialog(page, 'Rotate API Key').getByRole('alert')).toContainText('apikey1 may have been rotated')
  await save(page)
  const value = await copySecret(page)
  await done(page)
  const keys = posts(world.passed, path)
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  expect(await world.nobody.status(login, { bearer: value })).toBe(200)
})
