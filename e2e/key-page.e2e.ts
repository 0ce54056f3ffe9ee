import { login } from '#contract/auth-tokens.ts'
import { rotateApiKey } from '#contract/api-keys.ts'
import { createAuthKey, createRequestToken } from '#contract/auth-keys.ts'
import { createCertcentralKeys, newCertcentralKeys } from '#contract/certcentral-keys.ts'
import { getVendorMe } from '#contract/certcentral-users-v2.ts'
import { createNameserver } from '#contract/nameservers.ts'
import { createOneToken } from '#contract/one-tokens.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { minute } from './world/clock.ts'
import { csr } from './world/csr.ts'
import { expect, test } from './world/fixtures.ts'
import type { Api } from './world/client.ts'
import type { Client } from './world/api.ts'
import { axe, confirm, dialog, expectNoRow, expectToast, fill, press, save } from './world/words.ts'
import { refused } from './world/watch.ts'
import { views } from './world/views.ts'

/** One of each other kind, with names that are long. */
async function others(by: Client) {
  const long = 'with-a-name-that-is-as-long-as-names-may-be-'.repeat(3)
  const [key] = newCertcentralKeys(await by.call(createCertcentralKeys, { body: { name: `orders-${long}`.slice(0, 100) } }))
  const token = await by.call(createOneToken, { body: { name: `signing-${long}`.slice(0, 100) } })
  const usedBy = ['ns1.nwnd.example', `zone.${'a-label-of-a-zone.'.repeat(10)}example`]
  const tsig = await by.call(createTsigKey, { body: { name: `axfr.${'a-label-of-a-name.'.repeat(8)}example`, note: 'ticket 4711', usedBy } })
  const authKey = await by.call(createAuthKey, { body: {} })
  await by.call(createRequestToken, { params: { authKeyId: authKey.id }, body: { csr } })
  return { key: key!, token, tsig, authKey }
}

const use = (nobody: Client | Api, value: string, agent: string) => (nobody as Client).call(login, { bearer: value, headers: { 'User-Agent': agent } })

test('a key has a page: its name leads there, and it says what it is and who uses it', async ({ as, api, world, forward }) => {
  const { apiKey } = await (await api('user')).key('octodns-sync', { note: 'ticket 4711' })
  await use(world.nobody, apiKey, 'octodns/1.10')
  await use(world.nobody, apiKey, 'octodns/1.10')
  await forward(minute)
  const page = await as('user', '/my-api-keys')
  await page.getByRole('link', { name: 'octodns-sync' }).click()
  await expect(page).toHaveURL(/\/my-api-keys\/[0-9a-f-]+$/)
  await expect(page).toHaveTitle('octodns-sync · Countersign')
  await expect(page.getByRole('heading', { level: 1, name: 'octodns-sync' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('API key of yours')
  const clients = page.getByRole('table', { name: 'Clients' })
  await expect.poll(async () => { await page.reload(); return clients.getByRole('row').nth(1).innerText().catch(() => '') }).toContain('octodns/1.10')
  await expect(clients.getByRole('row').nth(1)).toContainText('2')
  await expect(page.getByRole('img', { name: '2 calls on 1 day of the last 90' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('1 client would stop. 2 calls in the last 7 days came from')
  await expect(page.getByRole('main')).toContainText('2 live')
  await expect(page.getByRole('main')).toContainText('ticket 4711')
  await expect(page.getByRole('heading', { name: 'History' }), 'The audit log is for administrators.').toHaveCount(0)
})

test('while an old value works the page says who has not moved, and ends it', async ({ as, api, world, forward }) => {
  const user = await api('user')
  const { id, apiKey } = await user.key('edge-purge')
  await use(world.nobody, apiKey, 'purge-cron/2.1')
  await use(world.nobody, apiKey, 'edge-worker/5')
  const { apiKey: next } = await user.call(rotateApiKey, { params: { apiKeyId: id }, body: { graceSeconds: 7 * 24 * 3600 } })
  await forward(minute)
  await use(world.nobody, next, 'edge-worker/5')
  await forward(minute)
  await use(world.nobody, next, 'new-only/1')
  const page = await as('administrator', `/settings/access-management/api-keys/${id}`)
  const still = page.getByRole('table', { name: 'Who still uses the old value' })
  await expect
    .poll(async () => {
      await page.reload()
      return page
        .getByRole('table', { name: 'Clients' })
        .innerText()
        .catch(() => '')
    })
    .toContain('new-only/1')
  await expect(still.getByRole('row', { name: /purge-cron/ })).toContainText('Not moved')
  await expect(still.getByRole('row', { name: /edge-worker/ })).toContainText('Moved')
  await expect(page.getByRole('main')).toContainText('50 % of calls have moved · ends in 7 days')
  await press(page, 'End old value')
  await press(dialog(page, 'End old value'), 'End now')
  await expectToast(page, 'Old value of API key edge-purge ended')
  await expect(still).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'End old value' })).toHaveCount(0)
  await expect(page.getByRole('table', { name: 'History of edge-purge' }).getByRole('row')).toHaveCount(4)
  await page.getByRole('link', { name: 'Open in AUDIT LOG' }).click()
  await expect(page).toHaveURL(/\/audit-log\?filter=object\.id\+equals/)
})

test('its dialogs are over the page, and deleting it leads back to the list', async ({ as, api, allow }) => {
  const { id } = await (await api('user')).key('apikey1')
  const page = await as('user', `/my-api-keys/${id}`)
  await press(page, 'Edit Key')
  await fill(dialog(page, 'Edit API Key'), { Name: 'apikey2' })
  await save(page)
  await expectToast(page, 'API key apikey2 updated')
  await expect(page.getByRole('heading', { level: 1, name: 'apikey2' })).toBeVisible()
  await press(page, 'Rotate Key')
  await save(page)
  await expect(dialog(page, 'API Key Rotated - Action Required')).toBeVisible()
  await press(page.getByRole('dialog'), 'Copy')
  await press(page.getByRole('dialog'), 'Done')
  await expect(page).toHaveURL(`/my-api-keys/${id}`)
  allow(refused(404))
  await press(page, 'Delete Key')
  await confirm(page)
  await expectToast(page, 'API key apikey2 deleted')
  await expect(page).toHaveURL('/my-api-keys')
  await expectNoRow(page, { Name: 'apikey2' })
})

test('each other kind has a page, which its name leads to, with what its row offers', async ({ as, api, world, forward, allow }) => {
  const { key, token, tsig, authKey } = await others(await api('administrator'))
  await world.nobody.call(getVendorMe, { headers: { 'X-DC-DEVKEY': key.api_key, 'User-Agent': 'orders/1' } })
  await forward(minute)
  const page = await as('administrator', '/certcentral/api-keys')
  const [title, main] = [page.getByRole('heading', { level: 1 }), page.getByRole('main')]
  await page.getByRole('link', { name: key.name }).click()
  await expect(title).toHaveText(key.name)
  await expect.poll(async () => { await page.reload(); return main.innerText().catch(() => '') }).toContain('orders/1')
  await expect(main).toContainText('CertCentral API key of yours')
  await expect(main).toContainText('1 client would stop.')
  await expect(page.getByRole('table', { name: `History of ${key.name}` }).getByRole('row')).toHaveCount(2)
  await press(page, 'Edit')
  await press(dialog(page, 'Update API Key'), 'Cancel')
  await press(page, 'Revoke')
  await press(dialog(page, 'Revoke API Key'), 'Revoke')
  await expect(main).toContainText('The key is revoked.')

  await page.goto('/certcentral/api-keys?cols=name,recentUses')
  await expect(page.getByRole('img', { name: /^1 use in 30 days, most on .*: 1$/ })).toBeVisible()

  await page.goto('/digicert-one/api-tokens')
  await page.getByRole('link', { name: token.name }).click()
  await expect(main).toContainText('It was not used in the last 7 days.')
  await press(page, 'Edit token')
  await press(page, 'Cancel')
  await expect(title).toHaveText(token.name)
  allow(refused(404))
  await press(page, 'Delete token')
  await press(page.getByRole('dialog'), 'Delete')
  await expect(page).toHaveURL('/digicert-one/api-tokens')

  await page.goto('/certcentral/auth-keys')
  await page.getByRole('link', { name: authKey.id }).click()
  await expect(main).toContainText('1 request token would become void.')
  await expect(page.getByRole('table', { name: 'Request tokens that are accepted still' })).toContainText('www.example.org')
  await expect(page.getByRole('img', { name: '1 request token on 1 day of the last 90' })).toBeVisible()

  await page.goto('/dns/configurations/tsig-keys')
  await page.getByRole('link', { name: tsig.name }).click()
  await expect(main).toContainText('2 servers or zones are noted.')
  await expect(main).not.toContainText('Uses, last 90 days')
  await press(page, 'Reveal secret')
  await expect(main).toContainText(tsig.secret)
  await page.getByRole('button', { name: /^Hide/ }).click()
  await expect(main).not.toContainText(tsig.secret)
  await press(page, 'Export')
  await page.getByRole('tab', { name: 'Knot' }).click()
  await expect(page).toHaveURL(/\/export-here\/knot$/)
  await press(page.getByRole('dialog'), 'Close')
  await expect(page).toHaveURL(`/dns/configurations/tsig-keys/${tsig.id}`)

  const theirs = await as('user', `/dns/configurations/tsig-keys/${tsig.id}`)
  await expect(theirs.getByRole('main')).toContainText('ns1.nwnd.example')
  for (const name of ['Edit', 'Delete', 'Export', /Reveal/]) await expect(theirs.getByRole('button', { name })).toHaveCount(0)
  await theirs.goto(`/certcentral/auth-keys/${authKey.id}`)
  await expect(theirs.getByRole('main')).toContainText('Administrators make them')
})

test('a word of Used by is said to Add use alone: once that is closed or saved, nothing of it stays in the address', async ({ as, api }) => {
  const ruth = await api('administrator')
  const { id } = await ruth.call(createTsigKey, { body: { name: 'axfr.example', usedBy: ['ns1.nwnd.example', 'zone.example'] } })
  await ruth.call(createNameserver, { body: { name: 'ns1.nwnd.example', kind: 'bind', addresses: ['192.0.2.53'] } })
  const own = `/dns/configurations/tsig-keys/${id}`
  const page = await as('administrator', own)
  for (const close of ['Cancel', 'Escape', 'Save'] as const) {
    await page.getByRole('button', { name: 'Add use at ns1.nwnd.example' }).click()
    await expect(page).toHaveURL(/\/use-here\?noted=ns1\.nwnd\.example$/)
    await expect(dialog(page, 'Add use').getByRole('combobox', { name: 'Nameserver' })).toHaveValue('ns1.nwnd.example')
    if (close === 'Escape') await page.keyboard.press('Escape')
    else await press(dialog(page, 'Add use'), close)
    await expect(dialog(page, 'Add use')).toHaveCount(0)
    await expect(page).toHaveURL(own)
  }
  await expectToast(page, 'Use of axfr.example added')
  await page.reload()
  await expect(page.getByRole('table', { name: 'Where it is used' })).toContainText('ns1.nwnd.example')
})

test('a key that is another\'s, or not there, has no page', async ({ as, api, allow }) => {
  const { id } = await (await api('other')).key('apikey1')
  const { key, token } = await others(await api('administrator'))
  const page = await as('user', `/my-api-keys/${id}`)
  allow(refused(404))
  await expect(page.getByRole('heading', { name: 'It is not there' })).toBeVisible()
  for (const address of [`/certcentral/api-keys/${key.id}`, `/digicert-one/api-tokens/${token.id}`]) {
    await page.goto(address)
    await expect(page.getByRole('heading', { name: 'It is not there' })).toBeVisible()
  }
})

for (const { at, view } of views) {
  test(`axe finds nothing on a key's page, and nothing runs over (${at})`, async ({ as, api, world, forward }) => {
    const user = await api('user')
    const { id, apiKey } = await user.key('a-key-with-a-name-that-is-as-long-as-names-may-be-'.repeat(2).slice(0, 100))
    await use(world.nobody, apiKey, 'a-client-that-calls-itself-by-a-very-long-name-without-a-blank/1.0.0-beta.17+20261121')
    await user.call(rotateApiKey, { params: { apiKeyId: id }, body: { graceSeconds: 3600 } })
    await forward(minute)
    const page = await as('administrator', `/settings/access-management/api-keys/${id}`, view)
    await expect.poll(async () => { await page.reload(); return page.getByRole('main').innerText().catch(() => '') }).toContain('Not moved')
    await expect(page.getByRole('main')).toContainText('Rotated API key')
    const look = async () => {
      await axe(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    }
    await look()
    const { key, token, tsig, authKey } = await others(await api('administrator'))
    for (const [address, shown] of [
      [`/certcentral/api-keys/${key.id}`, 'Created CertCentral key'],
      [`/digicert-one/api-tokens/${token.id}`, 'Created API token'],
      [`/certcentral/auth-keys/${authKey.id}`, 'Created AuthKey'],
      [`/dns/configurations/tsig-keys/${tsig.id}`, 'Created TSIG key'],
    ] as const) {
      await page.goto(address)
      await expect(page.getByRole('main')).toContainText(shown)
      await look()
    }
  })
}

// `What` had two parts in four hundred of the free width: "axfr.ams1.nwnd.exa…" beside empty columns.
test('a history has room for a long name where there is room', async ({ as, api }) => {
  const admin = await api('administrator')
  const { id } = await admin.call(createTsigKey, { body: { name: 'axfr.secondary-ams1.nwnd.example' } })
  const page = await as('administrator', `/dns/configurations/tsig-keys/${id}`)
  await page.setViewportSize({ width: 1440, height: 900 })
  const cell = page.getByRole('table', { name: /^History of/ }).getByRole('cell', { name: /^Created TSIG key/ })
  await expect(cell).toBeVisible()
  const cut = () => cell.evaluate((node) =>
    [node, ...node.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow === 'hidden').length)
  await expect.poll(cut).toBe(0)
})
