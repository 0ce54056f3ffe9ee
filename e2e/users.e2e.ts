import type { Page } from '@playwright/test'
import { login, whoami } from '#contract/auth-tokens.ts'
import { getSession, signIn } from '#contract/sessions.ts'
import { getUser, listUsers, updateUser } from '#contract/users.ts'
import type { Client } from './world/api.ts'
import { minute } from './world/clock.ts'
import { makeCrowd } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import {
  choose,
  dialog,
  expectColumn,
  expectCount,
  expectHeads,
  expectNoRow,
  expectRow,
  expectToast,
  fill,
  openView,
  press,
  rowAction,
  save,
} from './world/words.ts'

const users = '/settings/access-management/users'
const secret = 'a lighthouse keeper counts gulls'
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const idOf = async (by: Client, name: string) => (await by.call(listUsers)).data.find((user) => user.name === name)!.id

/** Invites by the dialog, and answers the link that is shown once. */
async function invite(page: Page, fields: { Name: string; Email: string }, role?: string): Promise<string> {
  await press(page, 'Invite User')
  await fill(page, fields)
  if (role !== undefined) await choose(page, 'Role', role)
  await press(dialog(page, 'Invite User'), 'Send invitation')
  const shown = dialog(page, 'Invitation Link - Action Required')
  await expect(shown).toContainText('Copy the link now.')
  await press(shown, 'Done')
  await expect(shown.getByRole('alert')).toContainText('The link was not copied.')
  const link = await shown.getByRole('textbox', { name: 'Invitation link' }).innerText()
  await press(shown, 'Copy')
  await expect(shown.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  await press(shown, 'Done')
  await expect(shown).toHaveCount(0)
  return link
}

async function confirmIdentity(page: Page, password: string) {
  await fill(dialog(page, 'Confirm it is you'), { Password: password })
  await press(dialog(page, 'Confirm it is you'), 'Confirm')
}

test('USERS lists everybody with role, status, keys and last sign-in', async ({ as, api }) => {
  await (await api('user')).key('apikey1')
  const { users: [ines] } = await makeCrowd(await api('administrator'), [{ name: 'Ines Duarte', keys: [{ name: 'one' }, { name: 'two' }] }])
  const page = await as('administrator', users)
  await expect(page).toHaveTitle('Users · Access Management · Countersign')
  await expectHeads(page, ['Name', 'Email', 'Role', 'Status', 'API keys', 'Last sign-in', 'Created'])
  await expectCount(page, '4 users')
  await expectColumn(page, 'Name', ['Ines Duarte', 'Jonas Meyer', 'Maya Okafor', 'Ruth Lindqvist'])
  await expectRow(page, {
    Name: ines!.name,
    Email: ines!.email,
    Role: 'Standard user',
    Status: 'Invited',
    'API keys': '2',
    'Last sign-in': 'Never',
    Created: '21 Nov 2026',
  })
  await expectRow(page, { Name: people.user.name, Role: 'Standard user', Status: 'Active', 'API keys': '1', 'Last sign-in': 'Just now' })
  await expectRow(page, { Name: people.administrator.name, Role: 'Administrator', Status: 'Active', 'API keys': '0' })
  await openView(page, 'Administrators')
  await expectColumn(page, 'Name', [people.administrator.name])
  await expectCount(page, '1 of 4 users matches')
})

test('USERS a person is invited: the link is shown once, works once, and they sign in with what they set', async ({ as, visitor, allow }) => {
  const page = await as('administrator', users)
  const link = await invite(page, { Name: 'Ines Duarte', Email: 'Ines.Duarte@nwnd.example' })
  await expectToast(page, 'User Ines Duarte invited')
  await expectRow(page, { Name: 'Ines Duarte', Email: 'Ines.Duarte@nwnd.example', Role: 'Standard user', Status: 'Invited' })
  await page.reload()
  await expectRow(page, { Name: 'Ines Duarte' })
  await expect(page.locator('body'), 'The link is nowhere any more.').not.toContainText(link.split('#')[1]!)

  const theirs = await visitor(link)
  await expect(theirs.getByText('as Ines Duarte')).toBeVisible()
  await fill(theirs, { Password: secret, 'Repeat password': secret })
  await press(theirs, 'Set password and sign in')
  await expect(heading(theirs, 'Overview')).toBeVisible()
  await expect(theirs.getByRole('link', { name: 'Access Management' })).toHaveCount(0)
  const second = await visitor(link)
  allow(refused(404))
  await expect(second.getByText('This invitation link is not valid any more')).toBeVisible()
  await page.reload()
  await expectRow(page, { Name: 'Ines Duarte', Status: 'Active', 'Last sign-in': 'Just now' })
})

test('USERS what cannot be saved is said at the field', async ({ as, allow }) => {
  const page = await as('administrator', users)
  allow(refused(409))
  await press(page, 'Invite User')
  await press(dialog(page, 'Invite User'), 'Send invitation')
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription('Enter a name.')
  await fill(page, { Name: 'Jonas Meyer', Email: 'JONAS.MEYER@nwnd.example' })
  await press(dialog(page, 'Invite User'), 'Send invitation')
  await expect(page.getByLabel('Email', { exact: true })).toHaveAccessibleDescription(/Another user has this address/)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Jonas Meyer')
  await press(dialog(page, 'Invite User'), 'Cancel')
})

test('USERS whoever failed sign-ins keep out is let in again by Unlock', async ({ as, api }) => {
  const admin = await api('administrator')
  const tried = (password: string) => admin.status(signIn, { body: { email: people.user.email, password } })
  for (let i = 0; i < 5; i++) expect(await tried('none of their passwords')).toBe(401)
  expect(await tried(people.user.password)).toBe(429)
  const page = await as('administrator', users)
  await expectRow(page, { Name: people.user.name, Status: 'Kept out' })
  await rowAction(page, people.user.name, 'Unlock')
  await expect(dialog(page, 'Unlock User')).toContainText('Unlocked they can try again at once.')
  await press(dialog(page, 'Unlock User'), 'Unlock')
  await expectToast(page, `User ${people.user.name} unlocked`)
  await expectRow(page, { Name: people.user.name, Status: 'Active' })
  expect(await tried(people.user.password)).toBe(204)
})

test('USERS a new invitation link takes the place of the old one', async ({ as, visitor, allow }) => {
  const page = await as('administrator', users)
  const first = await invite(page, { Name: 'Ines Duarte', Email: 'ines.duarte@nwnd.example' })
  await rowAction(page, 'Ines Duarte', 'New Invitation Link')
  await expect(dialog(page, 'New Invitation Link')).toContainText('The link they were given stops working.')
  await press(dialog(page, 'New Invitation Link'), 'Make link')
  const shown = dialog(page, 'Invitation Link - Action Required')
  const next = await shown.getByRole('textbox', { name: 'Invitation link' }).innerText()
  await press(shown, 'Copy')
  await press(shown, 'Done')
  await expectToast(page, 'New invitation link for Ines Duarte made')
  const old = await visitor(first)
  allow(refused(404))
  await expect(old.getByText('This invitation link is not valid any more')).toBeVisible()
  await expect((await visitor(next)).getByText('as Ines Duarte')).toBeVisible()
})

test('USERS a name and an address are changed, and the person signs in with the new address', async ({ as, api, visitor, allow }) => {
  const admin = await api('administrator')
  const id = await idOf(admin, people.other.name)
  const page = await as('administrator', users)
  allow(refused(409, 412))
  await rowAction(page, people.other.name, 'Edit User')
  await fill(page, { Email: people.user.email })
  await save(page)
  await expect(page.getByLabel('Email', { exact: true })).toHaveAccessibleDescription(/Another user has this address/)
  await fill(page, { Name: 'Maya O. Okafor', Email: 'maya@nwnd.example' })
  await save(page)
  await expectToast(page, 'User Maya O. Okafor updated')
  await expectRow(page, { Name: 'Maya O. Okafor', Email: 'maya@nwnd.example' })
  await expectNoRow(page, { Name: people.other.name })
  const theirs = await visitor('/sign-in')
  await fill(theirs, { Email: 'maya@nwnd.example', Password: people.other.password })
  await press(theirs, 'Sign in')
  await expect(heading(theirs, 'Overview')).toBeVisible()

  // From their page, and somebody was faster.
  await page.goto(`${users}/${id}`)
  await press(page, 'Actions')
  await page.getByRole('menuitem', { name: 'Edit User' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Maya O. Okafor')
  await admin.call(updateUser, { params: { userId: id }, body: { name: 'Faster' } })
  await fill(page, { Name: 'Slower' })
  await save(page)
  await expect(dialog(page, 'Edit User')).toContainText('was changed meanwhile')
  await press(page, 'Reload the form')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Faster')
  await fill(page, { Name: 'Maya Okafor' })
  await save(page)
  await expect(heading(page, 'Maya Okafor')).toBeVisible()
})

test('USERS a role is changed after the password once more', async ({ as, api, stay, allow }) => {
  const page = await as('administrator', users)
  allow(refused(401, 403))
  const theirs = await as('user', '/')
  await expect(heading(theirs, 'Overview')).toBeVisible()
  // A sign-in counts for five minutes.
  await stay(6 * minute)
  await rowAction(page, people.user.name, 'Change Role')
  await choose(page, 'Role', 'Administrator')
  await save(page)
  await confirmIdentity(page, 'not my password at all')
  await expect(dialog(page, 'Confirm it is you').getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/The password is not right/)
  await press(dialog(page, 'Confirm it is you'), 'Cancel')
  await expect(dialog(page, 'Change Role')).toContainText('The role was not changed')
  expect((await (await api('user')).call(getSession)).user.role).toBe('user')
  await save(page)
  await confirmIdentity(page, people.administrator.password)
  await expectToast(page, 'User Jonas Meyer is now an administrator')
  await expectRow(page, { Name: people.user.name, Role: 'Administrator' })
  await theirs.reload()
  await theirs.getByRole('link', { name: 'Access Management' }).click()
  await expectRow(theirs, { Name: people.administrator.name })

  // Within five minutes of that it is not asked again; and of two administrators one can be made less.
  await rowAction(page, people.user.name, 'Change Role')
  await choose(page, 'Role', 'Standard user')
  await save(page)
  await expectToast(page, 'User Jonas Meyer is now a standard user')
  await theirs.goto(users)
  allow(refused(404))
  await expect(theirs.getByRole('heading', { name: 'This page is for administrators' })).toBeVisible()
})

test('USERS the last administrator who can sign in stays one', async ({ as, api, allow }) => {
  const admin = await api('administrator')
  const page = await as('administrator', users)
  // Failed while how many there are was asked for beside the list: a menu that opened before the answer was there let one try.
  await page.getByRole('button', { name: `Actions for ${people.administrator.name}`, exact: true }).click()
  for (const name of ['Change Role', 'Disable User']) expect(await page.getByRole('menuitem', { name }).getAttribute('aria-disabled'), name).toBe('true')
  await expect(page.getByRole('menuitem', { name: 'Disable User' })).toContainText('This is the last administrator who can sign in.')
  await page.keyboard.press('Escape')
  // The address of the dialog is no way round it.
  allow(refused(409))
  await page.goto(`${users}-role/${await idOf(admin, people.administrator.name)}`)
  await choose(page, 'Role', 'Standard user')
  await save(page)
  await expect(dialog(page, 'Change Role')).toContainText('is the last administrator who can sign in, so the role stays')
})

test('USERS who is disabled is out at once: keys, tokens and sessions; enabled, the keys come back', async ({ as, api, world, allow }) => {
  const jonas = await api('user')
  const { apiKey } = await jonas.key('apikey1')
  const { token } = await world.nobody.call(login, { bearer: apiKey })
  const works = async () => [
    await world.nobody.status(login, { bearer: apiKey }),
    await world.nobody.status(whoami, { bearer: token }),
    await jonas.status(getSession),
  ]
  expect(await works()).toEqual([200, 200, 200])
  const theirs = await as('user', '/my-api-keys')
  await expectRow(theirs, { Name: 'apikey1' })
  const page = await as('administrator', users)
  allow(refused(401))

  await rowAction(page, people.user.name, 'Disable User')
  await expect(dialog(page, 'Disable User')).toContainText('1 API key and the auth tokens made with it stop working at once. 2 sessions end.')
  await press(dialog(page, 'Disable User'), 'Disable')
  await expectToast(page, 'User Jonas Meyer disabled')
  await expectRow(page, { Name: people.user.name, Status: 'Disabled' })
  expect(await works()).toEqual([401, 401, 401])
  await theirs.reload()
  await expect(heading(theirs, 'Sign in')).toBeVisible()
  await fill(theirs, { Email: people.user.email, Password: people.user.password })
  await press(theirs, 'Sign in')
  await expect(theirs.getByRole('alert')).toHaveText('Email or password is not right.')

  await openView(page, 'Disabled')
  await expectColumn(page, 'Name', [people.user.name])
  await openView(page, 'Everything')
  await rowAction(page, people.user.name, 'Enable User')
  await press(dialog(page, 'Enable User'), 'Enable')
  await expectToast(page, 'User Jonas Meyer enabled')
  await expectRow(page, { Name: people.user.name, Status: 'Active' })
  expect(await works(), 'Keys come back; tokens and sessions do not.').toEqual([200, 401, 401])
  await fill(theirs, { Email: people.user.email, Password: people.user.password })
  await press(theirs, 'Sign in')
  await expectRow(theirs, { Name: 'apikey1' })
})

test("USERS a user's page has their keys, their sessions and what was done", async ({ as, api, allow }) => {
  const admin = await api('administrator')
  await (await api('user')).key('apikey1', { note: 'For the zone transfer host' })
  await (await api('other')).key('not-theirs')
  const theirs = await as('user', '/')
  await expect(heading(theirs, 'Overview')).toBeVisible()
  const page = await as('administrator', users)
  allow(refused(401))
  await page.getByRole('link', { name: people.user.name }).click()
  await expect(heading(page, people.user.name)).toBeFocused()
  await expect(page).toHaveTitle(`${people.user.name} · Countersign`)
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('listitem')).toHaveText(['Settings', 'Access Management', people.user.name])
  await expect(page.getByRole('main')).toContainText(`Email${people.user.email}`)
  const table = (name: string) => page.getByRole('table', { name: `${name} of ${people.user.name}` })
  await expect(table('API keys').getByRole('row')).toHaveCount(2)
  await expect(table('API keys')).toContainText('apikey1')
  await press(page, 'Note on apikey1')
  await expect(page.getByRole('dialog', { name: 'Note on apikey1' })).toContainText('For the zone transfer host')
  await page.keyboard.press('Escape')
  await expect(table('Sessions').getByRole('row')).toHaveCount(3)
  await expect(table('Sessions'), 'Every session of somebody else is another than this one.').not.toContainText('Another')
  await expect(table('Recent activity')).toContainText('Created API key')
  await expect(table('Recent activity')).not.toContainText('not-theirs')

  await rowAction(page, 'apikey1', 'Edit Key')
  await fill(page, { Name: 'apikey-edge' })
  await save(page)
  await expectRow(page, { Name: 'apikey-edge' })
  await expect(table('Recent activity')).toContainText('Changed API key')

  for (const left of [1, 0]) {
    await table('Sessions').getByRole('button', { name: /^Actions for/ }).first().click()
    await page.getByRole('menuitem', { name: 'End session' }).click()
    await press(page.getByRole('dialog'), 'End session')
    if (left > 0) await expect(table('Sessions').getByRole('row')).toHaveCount(left + 1)
    else await expect(page.getByText(`${people.user.name} is signed in nowhere.`)).toBeVisible()
  }
  await theirs.reload()
  await expect(heading(theirs, 'Sign in')).toBeVisible()
  await page.getByRole('link', { name: /audit log/ }).click()
  await expect(page).toHaveTitle('Audit log · Access Management · Countersign')
  await expectRow(page, { What: 'Changed API key apikey-edge', Actor: people.administrator.name })
  expect((await admin.call(getUser, { params: { userId: await idOf(admin, people.user.name) } })).apiKeys).toBe(1)
})
