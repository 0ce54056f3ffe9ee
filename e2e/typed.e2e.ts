import type { Page } from '@playwright/test'
import { createApiKey, listApiKeys } from '#contract/api-keys.ts'
import { endSession, listSessions } from '#contract/sessions.ts'
import { disableUser, listUsers } from '#contract/users.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import { views } from './world/views.ts'
import {
  axe, bulkAction, copySecret, dialog, done, expectNoRow, expectRow, expectToast, fill, openAccount, openView, press, rowAction, save, selectRows,
  staysWhenAsked,
} from './world/words.ts'

/* Nothing typed is lost: neither to a session that is over, nor to a slip, nor to a reload (decisions/0029). */

const { user, other } = people
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const again = (page: Page) => dialog(page, 'Sign in again')
const question = (page: Page) => dialog(page, 'Leave without saving?')

/** Generate API Key, with a name in it that is nowhere else. */
async function beginKey(page: Page, name = 'apikey1') {
  await press(page, 'Generate API Key')
  await fill(page, { Name: name, 'Note (optional)': 'For the transfer host' })
}

async function signInAgain(page: Page, password: string) {
  await fill(again(page), { Password: password })
  await press(again(page), 'Sign in')
}

/** Somebody signs in as another in a window of the same browser. */
const signInElsewhere = (page: Page, { email, password }: { email: string; password: string }) => page.evaluate(async (body) => {
  await fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json', 'x-countersign-csrf': '1' }, body: JSON.stringify(body) })
}, { email, password })

test('D1 a session that is over while a form is open is begun again over it, and the call goes on under its own key', async ({
  as,
  api,
  world,
  forward,
  allow,
}) => {
  const page = await as('user', '/my-api-keys')
  allow(refused(401))
  await beginKey(page)
  await world.clock.forward(31 * minute)
  await save(page)
  await expect(again(page)).toContainText(`Your session has expired. What you entered is still here: sign in as ${user.name} (${user.email}) to go on.`)
  await expect(again(page).getByLabel('Password', { exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(again(page).getByLabel('Password', { exact: true })).toHaveAccessibleDescription('Enter your password.')
  await signInAgain(page, 'not the password at all')
  await expect(again(page).getByLabel('Password', { exact: true })).toHaveAccessibleDescription('The password is not right. Try again.')
  await forward(0)
  await page.keyboard.insertText(user.password)
  await page.keyboard.press('Enter')
  await copySecret(page)
  await done(page)
  await expectRow(page, { Name: 'apikey1' })
  const sent = world.passed.filter(({ method, url }) => method === createApiKey.method && url === createApiKey.path)
  expect(sent.map(({ status }) => status)).toEqual([401, 201])
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  expect((await (await api('user')).call(listApiKeys)).data.map(({ note }) => note)).toEqual(['For the transfer host'])
})

test('a look at a console left open asks at once; Cancel leaves the form as it is', async ({ as, forward, allow }) => {
  const page = await as('user', '/my-api-keys')
  allow(refused(401))
  await beginKey(page)
  await forward(31 * minute)
  await expect(again(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(again(page)).toHaveCount(0)
  await expect(dialog(page, 'Generate API Key').getByLabel('Name', { exact: true })).toHaveValue('apikey1')
  await save(page)
  await expect(again(page)).toBeVisible()
  await press(again(page), 'Cancel')
  await expect(dialog(page, 'Generate API Key').getByRole('alert')).toContainText('You are signed out. Sign in and try again.')
})

test('a deletion that was asked for goes on, too', async ({ as, api, world, allow }) => {
  await (await api('user')).key('apikey1')
  const page = await as('user', '/my-api-keys')
  allow(refused(401))
  await rowAction(page, 'apikey1', 'Delete Key')
  await world.clock.forward(31 * minute)
  await press(dialog(page, 'Confirm Deletion'), 'Confirm')
  await signInAgain(page, user.password)
  await expectToast(page, 'API key apikey1 deleted')
  await expectNoRow(page, { Name: 'apikey1' })
})

test('a session that somebody ended is not called expired, and who is disabled is not let in again', async ({ as, api, allow }) => {
  const page = await as('user', '/my-api-keys')
  allow(refused(401))
  await beginKey(page)
  const jonas = await api('user')
  const ruth = await api('administrator')
  for (const { id, current } of (await jonas.call(listSessions)).data) if (!current) await jonas.call(endSession, { params: { sessionId: id } })
  const { data } = await ruth.call(listUsers)
  await ruth.call(disableUser, { params: { userId: data.find(({ email }) => email === user.email)!.id } })
  await save(page)
  await expect(again(page)).toContainText('Your session was ended: by signing out in another window, by a new password, or by an administrator.')
  await signInAgain(page, user.password)
  await expect(again(page).getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
    'This does not sign you in: the password is not right, or your account is disabled.',
  )
  await press(again(page), 'Leave the form')
  await expect(heading(page, 'Sign in')).toBeVisible()
  await expect(page.getByText('Your session was ended: by signing out in another window')).toBeVisible()
})

test('somebody else who signs in meanwhile does not take over the form', async ({ as, api, world, allow }) => {
  const page = await as('user', '/my-api-keys')
  allow(refused(401))
  await beginKey(page)
  await signInElsewhere(page, other)
  await save(page)
  const told = dialog(page, 'Somebody else is signed in')
  await expect(told).toContainText(`what ${user.name} entered can only be saved by ${user.name}`)
  await press(told, 'Cancel')
  await expect(dialog(page, 'Generate API Key').getByLabel('Name', { exact: true })).toHaveValue('apikey1')
  await save(page)
  await press(told, 'Leave the form')
  await expect(heading(page, 'My API Keys')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: 'Account', exact: true }).click()
  await expect(page.getByText(other.email)).toBeVisible()
  await page.keyboard.press('Escape')
  for (const person of ['user', 'other'] as const) expect((await (await api(person)).call(listApiKeys)).data).toEqual([])
  expect(world.passed.filter(({ method, status }) => method === 'POST' && status === 201)).toEqual([])
})

test('without a form the page for signing in says why one is there, and leads back', async ({ as, visitor, forward, allow }) => {
  const page = await as('user', '/my-api-keys?search=api')
  allow(refused(401))
  await expect(heading(page, 'My API Keys')).toBeVisible()
  await forward(31 * minute)
  await expect(heading(page, 'Sign in')).toBeVisible()
  await expect(page.getByText('Your session has expired: it ends after 30 minutes without use, and after 12 hours.')).toBeVisible()
  await fill(page, { Email: user.email, Password: user.password })
  await press(page, 'Sign in')
  await expect(heading(page, 'My API Keys')).toBeVisible()
  await expect(page).toHaveURL(/\/my-api-keys\?search=api$/)
  await openAccount(page, 'Sign out')
  await expect(heading(page, 'Sign in')).toBeVisible()
  await expect(page.getByText(/session (has|was)|Sign in to open/)).toHaveCount(0)
  await expect((await visitor('/profile')).getByText('Sign in to open the page you asked for.')).toBeVisible()
})

test('Back, a link and sign-out ask before they take what is typed; Cancel, Save and an untouched form do not', async ({ as }) => {
  const page = await as('user', '/')
  await expect(heading(page, 'Overview')).toBeVisible()
  await openAccount(page, 'Profile')
  await fill(page, { Name: 'Jonas M. Meyer' })
  await page.goBack()
  await expect(question(page)).toContainText('What you entered here is not saved. If you leave, it is gone.')
  await page.keyboard.press('Escape')
  await expect(question(page)).toHaveCount(0)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Jonas M. Meyer')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  await press(question(page), 'Cancel')
  await openAccount(page, 'Sign out')
  await press(question(page), 'Cancel')
  await expect(heading(page, 'Profile')).toBeVisible()
  await press(page, 'Save')
  await expectToast(page, 'Your name is now Jonas M. Meyer')
  await openAccount(page, 'My API Keys')
  await expect(heading(page, 'My API Keys')).toBeVisible()

  await press(page, 'Generate API Key')
  await expect(dialog(page, 'Generate API Key')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await beginKey(page)
  await page.goBack()
  await press(question(page), 'Leave')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await beginKey(page)
  await press(dialog(page, 'Generate API Key'), 'Cancel')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await beginKey(page)
  await save(page)
  await copySecret(page)
  await done(page)
  await expectRow(page, { Name: 'apikey1' })
})

test('O1 a form in a page asks too, and its Cancel does not', async ({ as }) => {
  const page = await as('user', '/digicert-one/api-tokens-new')
  await fill(page, { Name: 'CI' })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  await press(question(page), 'Cancel')
  await press(page, 'Cancel')
  await expect(heading(page, 'API Tokens')).toBeVisible()
})

// It stayed over the next page, and was still done there.
test('D5 a question is not asked over another page: Back takes it along, and nothing is done', async ({ as, api }) => {
  const jonas = await api('user')
  await jonas.key('apikey1')
  const page = await as('user', '/')
  await expect(heading(page, 'Overview')).toBeVisible()
  await openAccount(page, 'My API Keys')
  await rowAction(page, 'apikey1', 'Delete Key')
  await expect(dialog(page, 'Confirm Deletion')).toBeVisible()
  await page.goBack()
  await expect(heading(page, 'Overview')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect((await jonas.call(listApiKeys)).data.map(({ name }) => name)).toEqual(['apikey1'])
})

// Back took it, without a word.
test('D7 what is typed into a question about several is asked about as any form is', async ({ as, api }) => {
  await (await api('administrator')).key('apikey1')
  const page = await as('administrator', '/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Access Management' }).click()
  await page.getByRole('link', { name: 'API KEYS', exact: true }).click()
  await selectRows(page, 'apikey1')
  await bulkAction(page, 'Change Note')
  const form = dialog(page, 'Change Note')
  await fill(form, { 'Note (optional)': 'For the transfer host' })
  await page.goBack()
  await press(question(page), 'Cancel')
  await expect(form.getByLabel('Note (optional)')).toHaveValue('For the transfer host')
  await staysWhenAsked(page)
  await page.goBack()
  await press(question(page), 'Leave')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(heading(page, 'Access Management')).toBeVisible()
  await page.getByRole('link', { name: 'API KEYS', exact: true }).click()
  await selectRows(page, 'apikey1')
  await bulkAction(page, 'Change Note')
  await fill(form, { 'Note (optional)': 'For the transfer host' })
  await save(page)
  await expectToast(page, '1 API key changed')
})

test('a view that is being named when the session is over is saved after signing in again', async ({ as, world, allow }) => {
  const page = await as('administrator', '/settings/access-management/users')
  allow(refused(401))
  await page.getByRole('searchbox', { name: 'Search' }).fill('Jonas')
  await openView(page, 'Save view')
  await fill(dialog(page, 'Save view'), { Name: 'Of Jonas' })
  await world.clock.forward(31 * minute)
  await save(page)
  await signInAgain(page, people.administrator.password)
  await expectToast(page, 'View Of Jonas saved')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('Jonas')
})

test('a reload asks only while something is typed', async ({ as }) => {
  const page = await as('user', '/profile')
  let asked = 0
  page.on('dialog', (one) => {
    asked += one.type() === 'beforeunload' ? 1 : 0
    void one.accept()
  })
  await page.reload()
  await fill(page, { Name: 'Somebody' })
  await page.reload()
  expect(asked).toBe(1)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(user.name)
  await fill(page, { Name: 'Somebody' })
  await fill(page, { Name: user.name })
  await page.reload()
  expect(asked).toBe(1)
})

test('what is typed into a long form is there after a reload, but for its secret; it goes with the form and with the person', async ({ as, allow }) => {
  const page = await as('administrator', '/dns/configurations/tsig-keys')
  allow(refused(401))
  const secret = 'bm90IGEgc2VjcmV0IGF0IGFsbCwgYnV0IGxvbmcgZW5vdWdo'
  await press(page, 'Add TSIG Key')
  await fill(page, { Name: 'axfr1.example.org', Secret: secret, 'Tags (optional)': 'edge, muc', 'Note (optional)': 'Moves in spring' })
  await page.reload()
  const form = dialog(page, 'Add TSIG Key')
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue('axfr1.example.org')
  await expect(form.getByLabel('Tags (optional)', { exact: true })).toHaveValue('edge, muc')
  await expect(form.getByLabel('Secret', { exact: true })).toHaveValue('')
  await press(form, 'Cancel')
  await press(page, 'Add TSIG Key')
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue('')
  // A secret in a field that is kept: then nothing is.
  await fill(page, { Name: 'axfr2.example.org', 'Note (optional)': `secret ${secret}` })
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('axfr2')
  await press(form, 'Cancel')

  await page.goto('/certcentral/connectors/account-facts')
  const facts = page.getByLabel('JSON', { exact: true })
  await facts.fill('{ "domains": [] }')
  await page.reload()
  await expect(facts).toHaveValue('{ "domains": [] }')
  await openAccount(page, 'Sign out')
  await press(question(page), 'Leave')
  await expect(heading(page, 'Sign in')).toBeVisible()
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('countersign.draft')))).toEqual([])
})

test('account facts that were loaded leave no draft, and an import with its secrets never has one', async ({ as }) => {
  const page = await as('administrator', '/certcentral/connectors/account-facts')
  const kept = () => page.evaluate(() => Object.entries(sessionStorage).filter(([key]) => key.startsWith('countersign.draft')).map(([, text]) => String(text)))
  await page.getByLabel('JSON', { exact: true }).fill('{ "domains": [] }')
  expect(await kept()).toHaveLength(1)
  await press(page, 'Load')
  await expectToast(page, 'Account facts loaded: no entries')
  await expect.poll(kept).toEqual([])
  await page.goto('/dns/configurations/tsig-keys-import')
  await page.getByLabel('Configuration text', { exact: true }).fill('hmac-sha256:axfr3:bm90IGEgc2VjcmV0IGF0IGFsbCwgYnV0IGxvbmcgZW5vdWdo')
  expect(await kept()).toEqual([])
  await page.getByRole('link', { name: 'Back to TSIG keys' }).click()
  await press(question(page), 'Cancel')
  await press(page, 'Preview')
  await press(page, 'Import')
  await expectToast(page, '1 TSIG key imported')
  await page.getByRole('link', { name: 'Back to TSIG keys' }).first().click()
  await expectRow(page, { Name: 'axfr3' })
})

for (const { at, view } of views) {
  test(`axe finds nothing in what asks about a form (${at})`, async ({ as, world, allow }) => {
    const page = await as('user', '/my-api-keys', view)
    allow(refused(401))
    await beginKey(page)
    await page.goBack()
    await expect(question(page)).toBeVisible()
    await axe(page)
    await press(question(page), 'Cancel')
    await world.clock.forward(31 * minute)
    await save(page)
    await expect(again(page)).toBeVisible()
    await axe(page)
    await press(again(page), 'Sign in')
    await axe(page)
    await press(again(page), 'Cancel')
    await signInElsewhere(page, other)
    await save(page)
    await expect(dialog(page, 'Somebody else is signed in')).toBeVisible()
    await axe(page)
    await press(dialog(page, 'Somebody else is signed in'), 'Leave the form')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })
}
