import type { Page } from '@playwright/test'
import { addUse, type TsigPurpose } from '#contract/nameservers.ts'
import type { Client } from './world/api.ts'
import { expect, test } from './world/fixtures.ts'
import { views } from './world/views.ts'
import { axe, choose, dialog, expectCount, expectRow, fill, press, rowAction } from './world/words.ts'

const tsigKeys = '/dns/configurations/tsig-keys'
const use = (by: Client, nameserverId: string, tsigId: string, zone: string, purpose: TsigPurpose = 'answers-transfers') =>
  by.call(addUse, { params: { nameserverId }, body: { tsigId, zone, purpose } })
const sheet = (page: Page) => dialog(page, 'Live check')
const found = (page: Page, zone: string) => sheet(page).getByRole('article').filter({ hasText: `zone ${zone}` })

// The nameservers that are played are on this machine.
test.use({ loopback: true })

const verdicts = [
  ['accepted', 'Accepted', 'records in 3 messages, every MAC in the chain verifies'], ['unknown-key', 'Unknown key', 'NOTAUTH BADKEY'],
  ['bad-signature', 'Bad signature', 'compare fingerprints'], ['bad-time', 'Bad time', '412 s'], ['bad-truncation', 'Bad truncation', 'NOTAUTH BADTRUNC'],
  ['refused', 'Refused', 'REFUSED'], ['unsigned-reply', 'Unsigned reply', 'has no signature'], ['forged-reply', 'Forged reply', 'Trust nothing of it'],
  ['malformed', 'Malformed', 'see whether a nameserver has this port'], ['timeout', 'Timeout', 'No answer came'],
  ['open', 'Not enforced', 'Unsigned AXFR was answered'], ['late', 'Accepted', 'clock is 90 s ahead'],
] as const

test('N4 a check says every verdict with its evidence and the next step', async ({ as, api, nameservers }) => {
  test.slow()
  const ruth = await api('administrator')
  const key = await nameservers.key(ruth, 'axfr.example')
  const ns = await nameservers.add(ruth, 'ns.example')
  const dead = await nameservers.addDead(ruth)
  for (const [play] of verdicts) await use(ruth, ns.id, key.id, `${play}.example`)
  const page = await as('administrator', tsigKeys)
  await rowAction(page, 'axfr.example', 'Check')
  await expect(sheet(page).getByRole('checkbox', { name: 'Check enforcement' })).toBeChecked()
  for (const [play, word, evidence] of verdicts) {
    await fill(sheet(page), { Zone: `${play}.example` })
    await press(sheet(page), 'Check')
    await expect(found(page, `${play}.example`), play).toContainText(word, { timeout: 90_000 })
    await expect(found(page, `${play}.example`), play).toContainText(evidence)
  }
  await expect(found(page, 'unknown-key.example').getByRole('link', { name: 'The export for ns.example' })).toBeVisible()
  await expect(found(page, 'accepted.example').getByRole('list', { name: 'Enforcement' }).getByRole('listitem')).toContainText([
    'Unsigned AXFR was refused', 'AXFR with a wrong key was refused',
  ])
  await choose(page, 'Server', dead.name)
  await fill(sheet(page), { Zone: 'a.example' })
  await press(sheet(page), 'Check')
  await expect(found(page, 'a.example')).toContainText('Unreachable')
  await press(sheet(page), 'Close')
  await expectRow(page, { Name: 'axfr.example', 'Last check': /Forged reply/ })
})

test('N4 a key that only signs notify is checked by what its server can be asked: whether it has the key', async ({ as, api, nameservers }) => {
  const ruth = await api('administrator')
  const [ns, peer] = [await nameservers.add(ruth, 'ns.example'), await nameservers.add(ruth, 'peer.example')]
  const key = await nameservers.key(ruth, 'notify.example')
  await use(ruth, ns.id, key.id, 'accepted.example', 'signs-notify')
  await use(ruth, peer.id, key.id, 'accepted.example', 'asks-for-transfers')
  const page = await as('administrator', `/dns/configurations/nameservers/${ns.id}`)
  await expect(page.getByRole('table', { name: 'What it is for' })).toContainText('Signs notify to peer.example')
  await page.getByRole('button', { name: 'Check', exact: true }).first().click()
  await expect(sheet(page).getByRole('checkbox', { name: 'Ask for a transfer' })).not.toBeChecked()
  await expect(sheet(page).getByRole('checkbox', { name: 'Ask for an update' })).not.toBeChecked()
  await press(sheet(page), 'Check')
  const steps = found(page, 'accepted.example').getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await expect(steps).toContainText([/Signed SOA over UDP.*NOERROR/, /Signed SOA over TCP.*NOERROR/])
  await expect(found(page, 'accepted.example')).toContainText('Accepted')
  // An SOA record is everybody's: that it is answered unsigned says nothing against the key.
  const enforcement = found(page, 'accepted.example').getByRole('list', { name: 'Enforcement' })
  await expect(enforcement).toContainText(/Not checked:.*Unsigned SOA.*Accepted:.*SOA with a wrong key was refused/)
  await press(sheet(page), 'Close')
  await expect(page.getByRole('table', { name: 'What it is for' })).toContainText('Accepted')
})

test('N5 what fails its check is counted alike in Check all, in the lists and in the overview, whatever the verdict', async ({ as, api, nameservers }) => {
  test.slow()
  const ruth = await api('administrator')
  for (const [play] of verdicts) {
    const [ns, key] = [await nameservers.add(ruth, `ns-${play}.example`), await nameservers.key(ruth, `key-${play}.example`)]
    await use(ruth, ns.id, key.id, `${play}.example`)
  }
  const failing = verdicts.filter(([, word]) => word !== 'Accepted')
  const page = await as('administrator', `${tsigKeys}-check`)
  await press(dialog(page, 'Check all'), 'Check all')
  await expect(page.getByText(`${verdicts.length} checked, ${failing.length} failing.`)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Show those that fail' }).click()
  await expectCount(page, `${failing.length} of ${verdicts.length} TSIG keys match`)
  for (const [play, word] of failing) await expectRow(page, { Name: `key-${play}.example`, 'Last check': new RegExp(word) })
  await page.goto(`${tsigKeys}?filter=${encodeURIComponent('lastCheck.says is accepted')}`)
  await expectCount(page, `${verdicts.length - failing.length} of ${verdicts.length} TSIG keys match`)
  await page.goto('/dns/configurations/nameservers')
  await press(page, 'Views')
  await page.getByRole('menuitem', { name: 'Failing the last check' }).or(page.getByRole('menuitemradio', { name: 'Failing the last check' })).click()
  await expectCount(page, `${failing.length} of ${verdicts.length} nameservers match`)
  await expectRow(page, { Name: 'ns-open.example', 'Last check': /Not enforced.*0 of 1/ })
  await page.goto('/')
  await page.getByRole('link', { name: `TSIG checks failing: ${failing.length}` }).click()
  await expectCount(page, `${failing.length} of ${verdicts.length} TSIG keys match`)
  await page.goto('/')
  await expect(page.getByRole('table', { name: 'Needs attention' })).toContainText(`${failing.length} TSIG keys`)
})

test('what was found stands on the key’s page and on the nameserver’s', async ({ as, api, nameservers }) => {
  const ruth = await api('administrator')
  const ns = await nameservers.add(ruth, 'ns.example')
  const key = await nameservers.key(ruth, 'axfr.example')
  await use(ruth, ns.id, key.id, 'accepted.example')
  const page = await as('administrator', `${tsigKeys}/${key.id}`)
  const rows = page.getByRole('table', { name: 'Checks', includeHidden: true }).getByRole('row', { includeHidden: true })
  const check = async (transport: string, made: number) => {
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await choose(page, 'Transport', transport)
    await press(sheet(page), 'Check')
    await expect(found(page, 'accepted.example')).toContainText('Accepted')
    // The one before is shown already: this one is done when the page under it has it.
    await expect(rows).toHaveCount(1 + made)
    await press(sheet(page), 'Close')
  }
  await check('UDP, TCP', 1)
  await check('TCP', 2)
  const history = page.getByRole('table', { name: 'Checks' })
  await expect(history.getByRole('row')).toHaveCount(3)
  await expect(history).toContainText('ns.example')
  await page.goto(`/dns/configurations/nameservers/${ns.id}`)
  await expect(page.getByRole('table', { name: 'Checks' }).getByRole('row')).toHaveCount(3)
  await expect(page.getByRole('table', { name: 'What it is for' })).toContainText('Accepted')
})

test('N5 all are checked with progress, cancelled in the middle, and reported by name; the schedule is kept', async ({ as, api, nameservers }) => {
  test.slow()
  const ruth = await api('administrator')
  const ns = await nameservers.add(ruth, 'ns.example')
  const slow = await Promise.all(Array.from({ length: 9 }, (_, at) => nameservers.key(ruth, `slow${at}.example`)))
  for (const key of slow) await use(ruth, ns.id, key.id, 'timeout.example')
  const page = await as('administrator', tsigKeys)
  await press(page, 'Check all')
  const all = dialog(page, 'Check all')
  await press(all, 'Check all')
  await expect(all.getByRole('progressbar', { name: /Checking/ })).toBeVisible()
  await press(all, 'Cancel')
  await expect(all.getByText(/Cancelled after \d of 9/)).toBeVisible()
  const other = await nameservers.add(ruth, 'ns2.example')
  await ruth.send('DELETE', `/api/v1/nameservers/${ns.id}`)
  const [good, bad] = [await nameservers.key(ruth, 'good.example'), await nameservers.key(ruth, 'bad.example')]
  await use(ruth, other.id, good.id, 'late.example')
  await use(ruth, other.id, bad.id, 'bad-signature.example')
  await press(all, 'Check all')
  await expect(all.getByText('2 checked, 1 failing.')).toBeVisible({ timeout: 90_000 })
  const rows = all.getByRole('table', { name: 'What was found' }).getByRole('row')
  await expect(rows.nth(1)).toContainText(/bad\.example.*Bad signature/)
  await expect(rows.nth(2)).toContainText(/good\.example.*Accepted.*clock \+90 s/)
  await choose(page, 'By itself', 'Daily')
  await expect(all.getByText(/^Next:/)).toBeVisible()
  await all.getByRole('link', { name: 'Show those that fail' }).click()
  await expectRow(page, { Name: 'bad.example', 'Last check': /Bad signature/ })
  await page.goto(`${tsigKeys}-check`)
  await expect(dialog(page, 'Check all').getByRole('combobox', { name: 'By itself' })).toHaveText('Daily')
})

test('a check is made by keyboard alone', async ({ as, api, nameservers }) => {
  const ruth = await api('administrator')
  const ns = await nameservers.add(ruth, 'ns.example')
  const key = await nameservers.key(ruth, 'axfr.example')
  await use(ruth, ns.id, key.id, 'accepted.example')
  const page = await as('administrator', tsigKeys)
  await page.getByRole('button', { name: 'Actions for axfr.example' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Check' }).focus()
  await page.keyboard.press('Enter')
  await expect(sheet(page)).toBeVisible()
  await sheet(page).getByLabel('Zone').focus()
  await page.keyboard.type('accepted.example')
  await page.keyboard.press('Enter')
  await expect(found(page, 'accepted.example')).toContainText('Accepted')
  await page.keyboard.press('Escape')
  await expect(sheet(page)).toBeHidden()
  await expect(page.getByRole('button', { name: 'Actions for axfr.example' })).toBeFocused()
})

for (const { at, view } of views) {
  test(`axe finds nothing on checks, and nothing sticks out (${at})`, async ({ as, api, nameservers }) => {
    test.slow()
    const ruth = await api('administrator')
    const ns = await nameservers.add(ruth, 'ns.example')
    const key = await nameservers.key(ruth, 'axfr.example')
    for (const zone of ['accepted.example', 'bad-time.example', 'late.example']) await use(ruth, ns.id, key.id, zone)
    const page = await as('administrator', `${tsigKeys}/${key.id}/check`, view)
    await press(sheet(page), 'Check')
    await expect(sheet(page).getByRole('article')).toHaveCount(3, { timeout: 90_000 })
    await expect(sheet(page).getByRole('progressbar')).toBeHidden()
    const overflow = () => page.evaluate(() => {
      const box = document.querySelector('[role=dialog]')
      return Math.max(document.documentElement.scrollWidth - document.documentElement.clientWidth, box === null ? 0 : box.scrollWidth - box.clientWidth)
    })
    expect(await overflow()).toBeLessThanOrEqual(0)
    await axe(page)
    await page.goto(`${tsigKeys}-check`)
    await press(dialog(page, 'Check all'), 'Check all')
    await expect(page.getByText('3 checked, 1 failing.')).toBeVisible({ timeout: 90_000 })
    expect(await overflow()).toBeLessThanOrEqual(0)
    await axe(page)
    await page.goto(`${tsigKeys}/${key.id}`)
    await expect(page.getByRole('table', { name: 'Checks' })).toBeVisible()
    expect(await overflow()).toBeLessThanOrEqual(0)
    await axe(page)
  })
}
