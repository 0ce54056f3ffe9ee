import type { Page } from '@playwright/test'
import { createAuthKey } from '#contract/auth-keys.ts'
import { createNameserver } from '#contract/nameservers.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { expect, test } from './world/fixtures.ts'
import { makePairs } from './world/crowd.ts'
import { axe, dialog, expectCount, expectToast, press } from './world/words.ts'

const title = 'Search everything'
const box = (page: Page) => dialog(page, title).getByRole('combobox', { name: title })
const option = (page: Page, name: string | RegExp) => dialog(page, title).getByRole('option', { name })

async function open(page: Page) {
  // The keys are listened for once the page stands.
  await expect(page.getByRole('button', { name: title })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
}

test('Ctrl-K finds a page, and Enter goes there', async ({ as }) => {
  const page = await as('user', '/')
  await open(page)
  await axe(page)
  await page.keyboard.type('auth tok')
  await expect(option(page, /^Auth token/)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/auth-token$/)
  await expect(dialog(page, title)).toHaveCount(0)
})

test('Generate API Key is an action that opens its dialog', async ({ as }) => {
  const page = await as('user', '/')
  await press(page, title)
  await expect(box(page)).toBeFocused()
  await page.keyboard.type('generate')
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Generate API Key')).toBeVisible()
})

test('an administrator finds a key by its owner, and opens its page', async ({ as, api }) => {
  await (await api('user')).key('nightly-report')
  const page = await as('administrator', '/')
  await open(page)
  await page.keyboard.type('Jonas')
  await option(page, /^nightly-report/).click()
  await expect(page).toHaveURL(/\/settings\/access-management\/api-keys\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('heading', { level: 1, name: 'nightly-report' })).toBeVisible()
})

test('what matches is counted whole and can be listed, pages of the name come first, and a result acts by its arrow', async ({ as, api }) => {
  await makePairs(await api('administrator'), 4)
  const page = await as('administrator', '/')
  await open(page)
  await page.keyboard.type('key-0')
  await expect(dialog(page, title).getByRole('status')).toHaveText('8 results, right arrow for actions')
  await expect(dialog(page, title).getByRole('option', { name: /^key-0/ })).toHaveCount(5)
  // Down to the first key: what can be done with it, and back.
  await expect(option(page, /^key-0/).first()).toHaveAttribute('aria-selected', 'true')
  const name = (await option(page, /^key-0/).first().locator('span').first().innerText()).trim()
  await page.keyboard.press('ArrowRight')
  await expect(dialog(page, title).getByRole('group', { name })).toBeVisible()
  await axe(page)
  await option(page, 'Copy hint').click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^csn_ak_.{4}….{4}$/)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Rotate API Key')).toContainText(`A new value for ${name}`)
  await page.goto('/')
  await open(page)
  await page.keyboard.type('key-0')
  await option(page, 'All 8 API keys that match').click()
  await expect(page).toHaveURL(/\/api-keys\?q=key-0$/)
  await expectCount(page, '8 of 8 keys match')

  await open(page)
  await page.keyboard.type('api keys')
  await expect(dialog(page, title).getByRole('option').first()).toHaveText(/^API [Kk]eys/)
})

test('a standard user finds their own things only, and nothing of Settings', async ({ as, api }) => {
  await (await api('administrator')).key('root-of-all')
  await (await api('user')).key('nightly-report')
  const page = await as('user', '/')
  await open(page)
  await page.keyboard.type('nightly')
  await expect(option(page, /^nightly-report/)).toBeVisible()
  await box(page).fill('root-of-all')
  await expect(dialog(page, title).getByText('Nothing has this in its name, owner or note.')).toBeVisible()
  await box(page).fill('audit')
  await expect(dialog(page, title).getByText('Nothing has this in its name, owner or note.')).toBeVisible()
})

test('a pasted key is recognised, is never in a URL, and leaves the box', async ({ as, api }) => {
  const { apiKey } = await (await api('user')).key('nightly-report')
  const page = await as('administrator', '/')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await open(page)
  await box(page).fill(apiKey)
  await expect(dialog(page, title).getByText(/This is API key nightly-report of Jonas Meyer/)).toBeVisible()
  await expect(box(page)).toHaveValue('')
  expect(asked.filter((url) => url.includes(apiKey))).toEqual([])
  await box(page).fill(apiKey.slice(0, 20))
  await expect(dialog(page, title).getByText(/begins like a credential/)).toBeVisible()
  expect(asked.filter((url) => url.includes(apiKey.slice(0, 12)))).toEqual([])
})

test('a pasted TSIG secret and a pasted AuthKey are known again, and are in no URL, also from a table\'s own Search', async ({ as, api }) => {
  const admin = await api('administrator')
  const { secret } = await admin.call(createTsigKey, { body: { name: 'axfr.example', algorithm: 'HMAC-SHA256' } })
  const { authKey, id } = await admin.call(createAuthKey, { body: { days: 3 } })
  const page = await as('administrator', '/')
  const asked: string[] = []
  page.on('request', (request) => asked.push(decodeURIComponent(request.url())))
  await open(page)
  await box(page).fill(secret)
  await expect(dialog(page, title).getByText('This is the secret of TSIG key axfr.example.')).toBeVisible()
  await expect(box(page)).toHaveValue('')
  await box(page).fill(authKey)
  await expect(dialog(page, title).getByText(`This is AuthKey ${id}.`)).toBeVisible()
  await box(page).fill(id)
  await option(page, new RegExp(`^${id}`)).click()
  await expect(page).toHaveURL(/auth-keys\?filter=id/)
  await page.goto('/dns/configurations/tsig-keys')
  await page.getByRole('searchbox', { name: 'Search' }).fill(`secret "${secret}";`)
  await expect(page.getByText('This is the secret of TSIG key axfr.example.')).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('')
  expect(page.url()).not.toContain('q=')
  expect(asked.filter((url) => url.includes(secret) || url.includes(authKey))).toEqual([])
})

const rackSeven = { name: 'ns1.fra.example', kind: 'knot', addresses: ['192.0.2.53', '2001:db8:53::1'], note: 'Rack seven, behind the fire door' } as const

test('a nameserver is found by its name, its address and its note; a standard user finds none', async ({ as, api }) => {
  await (await api('administrator')).call(createNameserver, { body: { ...rackSeven, addresses: [...rackSeven.addresses] } })
  const page = await as('administrator', '/')
  await open(page)
  for (const text of ['fra.exa', '192.0.2.53', '2001:db8:53', 'rack seven']) {
    await box(page).fill(text)
    const found = dialog(page, title).getByRole('group', { name: 'Nameservers' }).getByRole('option')
    await expect(found).toHaveText([/^ns1\.fra\.example ?Knot DNS, 192\.0\.2\.53/])
  }
  const other = await as('user', '/')
  await open(other)
  await other.keyboard.type('fra.exa')
  await expect(dialog(other, title).getByText('Nothing has this in its name, owner or note.')).toBeVisible()
})

test('a nameserver is checked from where it is found, and a TSIG key opens its page', async ({ as, api }) => {
  const ruth = await api('administrator')
  const { id } = await ruth.call(createNameserver, { body: { ...rackSeven, addresses: [...rackSeven.addresses] } })
  await ruth.call(createTsigKey, { body: { name: 'axfr.example' } })
  const page = await as('administrator', '/')
  await open(page)
  await page.keyboard.type('ns1.fra')
  await expect(option(page, /^ns1\.fra\.example/)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowRight')
  await expect(dialog(page, title).getByRole('group', { name: 'ns1.fra.example' }).getByRole('option')).toHaveText([
    'Check', 'Add use', 'Edit', /^Copy addresses/, /^History/, 'Back to what was found',
  ])
  await axe(page)
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Live check')).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/nameservers/${id}/check$`))
  await page.goto('/')
  await open(page)
  await page.keyboard.type('axfr.exa')
  await expect(option(page, /^axfr\.example/)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'axfr.example' })).toBeVisible()
})

test('Check all and Roll over all legacy keys are found and open where they are', async ({ as }) => {
  const page = await as('administrator', '/')
  await open(page)
  await page.keyboard.type('check all')
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Check all')).toBeVisible()
  await page.goto('/')
  await open(page)
  await page.keyboard.type('legacy')
  await page.keyboard.press('Enter')
  await expectToast(page, 'No key has a legacy algorithm')
  await expect(page).toHaveURL(/\/rollovers$/)
})

test('Ctrl-K over a dialog opens nothing', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new')
  await expect(dialog(page, 'Generate API Key')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toHaveCount(1)
})
