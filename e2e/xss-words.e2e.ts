import type { Page } from '@playwright/test'
import { createApiKey, deleteApiKey } from '#contract/api-keys.ts'
import { createAuthKey, revealAuthKey } from '#contract/auth-keys.ts'
import { createCertcentralKeys, revokeCertcentralKey } from '#contract/certcentral-keys.ts'
import { Description, Name, Note } from '#contract/names.ts'
import { updateMe } from '#contract/sessions.ts'
import { createView } from '#contract/views.ts'
import { payloads, somePayloads } from '#server/testing/xss-payloads.ts'
import { expect, test } from './world/fixtures.ts'
import { short } from './world/views.ts'
import { refused } from './world/watch.ts'
import { bulkAction, dialog, expectHeads, expectToast, fill, openView, press, rowAction } from './world/words.ts'
import { listen, look, unseen } from './world/xss-watch.ts'

/*
 * Payloads in what the console says of things, beside what it shows of them (xss.e2e.ts): toasts, questions and reports about several, runs
 * of the audit log, views, columns in the address, labels, and the statement on paper.
 */
const chosen = short ? somePayloads(20).of : payloads
const texts = chosen.map(({ text }) => text)
const fit = (shape: { safeParse(text: unknown): { success: boolean; data?: unknown } }, all: readonly string[]) => [...new Set(all.flatMap((text) => {
  const { success, data } = shape.safeParse(text)
  return success ? [data as string] : []
}))]
/** As many as one table has on a page: of the descriptions and notes nearly all fit, of names a handful, which are taken from all. */
const descriptions = fit(Description, texts).slice(0, 12)
const notes = fit(Note, texts).slice(0, 12)
const names = fit(Name, payloads.map(({ text }) => text)).slice(0, short ? 4 : undefined)

const [certcentralKeys, apiKeys, auditLog] = ['/certcentral/api-keys', '/settings/access-management/api-keys', '/settings/access-management/audit-log']
const everything = (page: Page) => page.getByRole('checkbox', { name: 'Select all on this page' }).check()

test('in toasts, and in questions and reports about several, they are text', async ({ as, api, allow }) => {
  const admin = await api('administrator')
  await admin.call(createCertcentralKeys, { body: { names: descriptions } })
  const page = await as('administrator', `${certcentralKeys}?sort=name`)
  allow(refused(404, 409))
  const heard = listen(page)
  const [first = '', ...others] = descriptions
  await rowAction(page, first, 'Revoke')
  await look(page, heard, 'the question')
  await press(dialog(page, 'Revoke API Key'), 'Revoke')
  await expectToast(page, `API key ${first.trim()} revoked`)
  await look(page, heard, 'the toast')
  await everything(page)
  await press(page.getByRole('main'), 'Revoke')
  const ask = dialog(page, 'Revoke API Keys')
  await expect(ask.getByRole('button', { name: 'Revoke' })).toBeVisible()
  expect(unseen(others, await look(page, heard, 'the question about several'))).toEqual([])
})

test('in the report of what could not be done to several they are text, and so is the note that was meant for all', async ({ as, api, allow }) => {
  const [admin, user] = [await api('administrator'), await api('user')]
  await user.call(updateMe, { body: { name: names[0]! } })
  const gone = await user.call(createApiKey, { body: { name: names[1]!, note: notes[0]! } })
  await admin.call(createApiKey, { body: { name: names[2]! } })
  const page = await as('administrator', `${apiKeys}?cols=name,owner.name,note`)
  allow(refused(404))
  const heard = listen(page)
  await everything(page)
  await bulkAction(page, 'Change Note')
  const ask = dialog(page, 'Change Note')
  const note = notes.reduce((all, text) => (all.length + text.length < 490 ? `${all}\n${text}` : all))
  await fill(ask, { 'Note (optional)': note })
  expect(unseen([names[0]!, names[1]!, names[2]!, note], await look(page, heard, 'the question'))).toEqual([])
  await admin.call(deleteApiKey, { params: { apiKeyId: gone.id } })
  await press(ask, 'Save')
  const report = dialog(page, 'One API key was not changed')
  await expect(report).toContainText(`${names[1]!} of ${names[0]!}`)
  await look(page, heard, 'the report')
  await press(report, 'Close')
  await expectToast(page, '1 API key changed')
  expect(unseen([names[2]!, note], await look(page, heard, 'the list'))).toEqual([])
})

test('a run of the audit log tells of them as text, folded and opened', async ({ as, api }) => {
  const admin = await api('administrator')
  await admin.call(updateMe, { body: { name: names[0]! } })
  const made = await admin.call(createCertcentralKeys, { body: { names: descriptions } })
  const keys = 'keys' in made ? made.keys : [made]
  for (const [at, { id }] of keys.entries()) await admin.call(revokeCertcentralKey, { params: { keyId: id }, body: { reason: notes[at % notes.length]! } })
  const page = await as('administrator', `${auditLog}?cols=time,actor.name,what,object.name`)
  const heard = listen(page)
  const run = page.getByRole('row', { name: new RegExp(`Revoked ${keys.length} CertCentral keys`) })
  await expect(run).toContainText(names[0]!)
  await look(page, heard, 'folded')
  await run.getByRole('button', { name: /^Details of rows/ }).click()
  await expect(page.getByRole('table', { name: /^Each of rows/ })).toBeVisible()
  expect(unseen([...descriptions, ...notes.slice(0, keys.length)], await look(page, heard, 'opened'))).toEqual([])
})

test('labels of AuthKeys, and the statement on paper that names them and who looked, are text', async ({ as, api }) => {
  const admin = await api('administrator')
  await admin.call(updateMe, { body: { name: names[0]! } })
  for (const [at, label] of descriptions.entries()) {
    const { id } = await admin.call(createAuthKey, { body: { days: at + 9, label } })
    await admin.call(revealAuthKey, { params: { authKeyId: id } })
  }
  const page = await as('administrator', '/certcentral/auth-keys?cols=id,label')
  const heard = listen(page)
  await page.getByRole('row').nth(descriptions.length).waitFor()
  expect(unseen(descriptions, await look(page, heard, 'AuthKeys'))).toEqual([])
  await page.goto(`${auditLog}/statement`)
  const paper = page.getByRole('article', { name: 'Statement' })
  await expect(paper.getByRole('table', { name: 'Who revealed what' }).getByRole('row')).toHaveCount(descriptions.length + 1)
  await expect(paper).toContainText(`by ${names[0]!}`)
  await page.emulateMedia({ media: 'print' })
  expect(unseen(names.slice(0, 1), await look(page, heard, 'the statement'))).toEqual([])
})

test('names of views are text in the menu and where they are kept, and columns of an address are none', async ({ as, api }) => {
  test.slow()
  const admin = await api('administrator')
  const query = (at: number) => `q=${encodeURIComponent(texts[at % texts.length]!.slice(0, 200))}&cols=${encodeURIComponent(texts[at % texts.length]!)}`
  for (const [at, name] of names.entries()) await admin.call(createView, { body: { noun: 'api-keys', name, shared: at % 2 === 0, query: query(at) } })
  await admin.key('apikey1')
  const page = await as('administrator', apiKeys)
  const heard = listen(page)
  await press(page.getByRole('main'), 'Views')
  await expect(page.getByRole('menuitemradio', { name: names[0]!, exact: true })).toBeVisible()
  expect(unseen(names, await look(page, heard, 'the menu'))).toEqual([])
  await page.keyboard.press('Escape')
  await openView(page, names[0]!)
  await expect(page.getByRole('main').getByRole('searchbox')).toHaveValue(texts[0]!.slice(0, 200).trim())
  await look(page, heard, 'an opened view')
  await openView(page, 'Manage views')
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(unseen(names, await look(page, heard, 'where views are kept'))).toEqual([])
  // A page load each: some of every place.
  for (const text of texts.filter((_, at) => at % (short ? 10 : 16) === 0)) {
    const it = encodeURIComponent(text)
    await page.goto(`${apiKeys}?cols=note,${it},name&pinned=${it}&widths=${it},name:200,${it}:90&look=${it}&tz=${it}`)
    await expectHeads(page, ['Name', 'Note'])
    await look(page, heard, 'columns of an address')
  }
})
