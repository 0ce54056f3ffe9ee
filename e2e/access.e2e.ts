import { createUser, disableUser } from '#contract/users.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { axe, expectRow, expectToast, fill, openAccount, press, secondWindow } from './world/words.ts'
import type { Page } from '@playwright/test'

const { administrator, user } = people
const secret = 'a lighthouse keeper counts gulls'

async function signIn(page: Page, { email, password }: { email: string; password: string }) {
  await fill(page, { Email: email, Password: password })
  await press(page, 'Sign in')
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

test('the link that the first start prints makes the first administrator, once', async ({ browser, firstStart }) => {
  const { world, link } = await firstStart()
  const page = await world.enter(browser, undefined, link)
  const { watch } = world.visits[0]!
  watch.allow(/status of (401|409) /)
  await expect(heading(page, 'Create the first administrator')).toBeVisible()
  // The code is out of the address by now; the tab has it.
  await expect(page).toHaveURL(/\/setup$/)
  await page.reload()
  await press(page, 'Create administrator')
  for (const label of ['Name', 'Email', 'Password', 'Repeat password'])
    await expect(page.getByLabel(label, { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Repeat password')).toHaveAccessibleDescription('Enter the password again.')
  await fill(page, { Name: 'Ruth Lindqvist', Email: administrator.email, Password: secret, 'Repeat password': `${secret}?` })
  await press(page, 'Create administrator')
  await expect(page.getByLabel('Repeat password')).toHaveAccessibleDescription(/differ/)
  await fill(page, { 'Repeat password': secret })
  await press(page, 'Create administrator')
  await expect(heading(page, 'Overview')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Access Management' })).toBeVisible()
  expect(page.url()).not.toContain('#')
  const code = link.split('#')[1]!
  expect(watch.urls.filter((url) => url.split('#')[0]!.includes(code)), 'The code never travels in an address.').toEqual([])

  await openAccount(page, 'Sign out')
  await expect(heading(page, 'Sign in')).toBeVisible()
  await page.goto(link)
  await expect(page.getByText('The first administrator exists already.')).toBeVisible()
  await page.getByRole('link', { name: 'Go to sign-in' }).click()
  // Setup has fields of the same names.
  await expect(heading(page, 'Sign in')).toBeVisible()
  await signIn(page, { email: administrator.email, password: secret })
  await expect(heading(page, 'Overview')).toBeVisible()
  watch.expectQuiet()
})

test('a server without anybody says that it is to be set up, and how; a code that is no good is said at once', async ({ browser, firstStart }) => {
  const { world, link } = await firstStart()
  const page = await world.enter(browser, undefined, '/')
  const { watch } = world.visits[0]!
  watch.allow(/status of (401|409) /)
  await expect(heading(page, 'Not set up yet')).toBeVisible()
  await expect(page.getByText(`${world.origin}/setup#…`)).toBeVisible()
  await expect(page.getByText('Restart the server, and it prints a new one.')).toBeVisible()
  await axe(page)
  await page.goto(`${world.origin}/setup#${link.split('#')[1]!.slice(1)}`)
  await expect(page.getByRole('alert')).toContainText('This setup link is not valid, or its 30 minutes are over.')
  await expect(page.getByLabel('Name', { exact: true })).toHaveCount(0)
  await axe(page)
  await page.reload()
  await expect(page.getByText('The setup code is missing.')).toBeVisible()
  watch.expectQuiet()
})

test('an invitation link sets the password of its user, once', async ({ api, visitor, allow }) => {
  const { invitation } = await (await api('administrator')).call(createUser, { body: { name: 'Ines Duarte', email: 'ines.duarte@nwnd.example', role: 'user' } })
  const page = await visitor(invitation!.url)
  allow(/status of (400|404) /)
  await expect(page.getByText('as Ines Duarte')).toBeVisible()
  await expect(page.getByLabel('Email')).toHaveValue('ines.duarte@nwnd.example')
  await fill(page, { Password: 'ines.duarte@nwnd', 'Repeat password': 'ines.duarte@nwnd' })
  await press(page, 'Set password and sign in')
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/common one, or made of your name/)
  await fill(page, { Password: secret, 'Repeat password': secret })
  await press(page, 'Set password and sign in')
  await expect(heading(page, 'Overview')).toBeVisible()
  await openAccount(page, 'Sign out')
  await expect(heading(page, 'Sign in')).toBeVisible()

  const again = await visitor(invitation!.url)
  allow(/status of 404 /)
  await expect(again.getByText('This invitation link is not valid any more')).toBeVisible()
  await again.getByRole('link', { name: 'Go to sign-in' }).click()
  await signIn(again, { email: 'ines.duarte@nwnd.example', password: secret })
  await expect(heading(again, 'Overview')).toBeVisible()
})

test('signing in leads to where one was going, and an address elsewhere is not followed', async ({ visitor }) => {
  const page = await visitor('/my-api-keys?from=mail')
  await expect(heading(page, 'Sign in')).toBeVisible()
  expect(new URL(page.url()).searchParams.get('next')).toBe('/my-api-keys?from=mail')
  await signIn(page, user)
  await expect(heading(page, 'My API Keys')).toBeVisible()
  await expect(page).toHaveURL(/\/my-api-keys\?from=mail$/)

  for (const next of ['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    const away = await visitor(`/sign-in?next=${encodeURIComponent(next)}`)
    await signIn(away, user)
    await expect(heading(away, 'Overview')).toBeVisible()
    expect(new URL(away.url()).pathname).toBe('/')
  }
})

test('a wrong password is refused in the same words as an unknown address, and the password field is cleared', async ({ visitor, allow, api }) => {
  await (await api('administrator')).call(createUser, { body: { name: 'Gone Away', email: 'gone@nwnd.example', role: 'user', password: secret } })
    .then(async ({ id }) => (await api('administrator')).call(disableUser, { params: { userId: id } }))
  const page = await visitor('/sign-in')
  allow(/status of 401 .*\/api\/v1\/session/)
  for (const credentials of [
    { email: user.email, password: 'not the password at all' },
    { email: 'nobody@nwnd.example', password: secret },
    { email: 'gone@nwnd.example', password: secret },
  ]) {
    await signIn(page, credentials)
    await expect(page.getByRole('alert')).toHaveText('Email or password is not right.')
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
    await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
    await expect(page.getByLabel('Email')).toHaveValue(credentials.email)
  }
  await signIn(page, { ...user, email: user.email.toUpperCase() })
  await expect(heading(page, 'Overview')).toBeVisible()
})

test('five failures lock the account for this address, and the page says for how long', async ({ visitor, allow, world }) => {
  const page = await visitor('/sign-in')
  allow(/status of (401|429) .*\/api\/v1\/session/)
  for (let attempt = 0; attempt < 5; attempt++) {
    await signIn(page, { email: user.email, password: `guess number ${attempt} of many` })
    await expect(page.getByRole('alert')).toHaveText('Email or password is not right.')
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
  }
  await signIn(page, user)
  await expect(page.getByRole('alert')).toHaveText('Too many attempts. Try again in 30 seconds.')
  await world.clock.forward(31_000)
  await signIn(page, user)
  await expect(heading(page, 'Overview')).toBeVisible()
})

test('signing out ends the session here and everywhere it was shown', async ({ as, allow }) => {
  const page = await as('user', '/')
  allow(/status of 401 /)
  await openAccount(page, 'My API Keys')
  await expect(heading(page, 'My API Keys')).toBeVisible()
  const second = await secondWindow(page, '/my-api-keys')
  await expect(heading(second, 'My API Keys')).toBeVisible()
  await openAccount(page, 'Sign out')
  await expect(heading(page, 'Sign in')).toBeVisible()
  expect(await page.context().cookies()).toEqual([])
  await page.goBack()
  await expect(heading(page, 'Sign in')).toBeVisible()
  await openAccount(second, 'Sessions')
  await expect(heading(second, 'Sign in')).toBeVisible()
})

test('a session that has ended leads to sign-in, and back to where one was', async ({ as, allow, forward }) => {
  const page = await as('user', '/my-api-keys')
  allow(/status of 401 /)
  await expect(heading(page, 'My API Keys')).toBeVisible()
  await forward(31 * minute)
  await expect(heading(page, 'Sign in')).toBeVisible()
  await expect(page).toHaveURL(/next=%2Fmy-api-keys/)
  await signIn(page, user)
  await expect(heading(page, 'My API Keys')).toBeVisible()
})

test('a person changes their name and their password, and their other sessions end', async ({ as, allow, world }) => {
  const page = await as('other', '/')
  const elsewhere = await as('other', '/')
  allow(/status of (400|401) /)
  await openAccount(page, 'Profile')
  await fill(page, { Name: 'Maya O. Okafor' })
  await press(page, 'Save')
  await expectToast(page, 'Your name is now Maya O. Okafor')

  await fill(page, { 'Current password': 'not what it is at all', 'New password': secret, 'Repeat new password': secret })
  await press(page, 'Change password')
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription(/not right/)
  await fill(page, { 'Current password': people.other.password, 'New password': 'too short', 'Repeat new password': 'too short' })
  await press(page, 'Change password')
  await expect(page.getByLabel('New password', { exact: true })).toHaveAccessibleDescription(/15 characters or more/)
  await fill(page, { 'New password': secret, 'Repeat new password': secret })
  await press(page, 'Change password')
  await expectToast(page, 'Password changed; your other sessions have ended')
  await expect(page.getByLabel('Current password')).toHaveValue('')

  await page.reload()
  await expect(heading(page, 'Profile')).toBeVisible()
  await elsewhere.reload()
  await expect(heading(elsewhere, 'Sign in')).toBeVisible()
  await expect(world.signIn('other')).rejects.toThrow('401')
  await signIn(elsewhere, { email: people.other.email, password: secret })
  await expect(heading(elsewhere, 'Overview')).toBeVisible()
})

test('a person sees where they are signed in, and ends another session', async ({ as, allow, world }) => {
  const elsewhere = await as('user', '/', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0' })
  await elsewhere.getByRole('button', { name: 'Account' }).waitFor()
  const page = await as('user', '/')
  allow(/status of 401 /)
  await openAccount(page, 'Sessions')
  await expectRow(page, { Where: world.address, Session: 'This session' })
  const other = page.getByRole('row').filter({ hasText: 'Another' })
  await other.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'End session' }).click()
  await press(page.getByRole('dialog'), 'End session')
  await expect(page.getByRole('row').filter({ hasText: 'Another' })).toHaveCount(0)
  await elsewhere.reload()
  await expect(heading(elsewhere, 'Sign in')).toBeVisible()
  await page.getByRole('button', { name: /^Actions for/ }).click()
  await expect(page.getByRole('menuitem', { name: 'End session' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
})

test('a standard user sees neither Settings nor Connectors in the sidebar', async ({ as }) => {
  const links = async (page: Page) => {
    await expect(heading(page, 'Overview')).toBeVisible()
    return page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts()
  }
  expect(await links(await as('user', '/'))).toEqual(['Overview', 'Configurations', 'API Keys', 'AuthKeys', 'API Tokens'])
  expect(await links(await as('administrator', '/'))).toEqual([
    'Overview',
    'Configurations',
    'API Keys',
    'AuthKeys',
    'Connectors',
    'API Tokens',
    'Access Management',
  ])
})
