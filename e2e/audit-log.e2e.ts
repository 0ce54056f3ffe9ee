import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Page, TestInfo } from '@playwright/test'
import { rotateApiKey, updateApiKey } from '#contract/api-keys.ts'
import { signIn } from '#contract/sessions.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { hour, minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import { downloaded, expectColumn, expectCount, expectHeads, expectRow, expectToast, filterBy, openView, press } from './world/words.ts'

const auditLog = '/settings/access-management/audit-log'
const open = (page: Page) => page.getByRole('table', { name: 'Audit log' })

async function exported(page: Page, entry: string) {
  return downloaded(page, async () => {
    await press(page, 'Export')
    await page.getByRole('menuitem', { name: entry }).click()
  })
}

/** `npm run audit:verify -- file`, with the root key of this server. */
async function verify(dataFolder: string, testInfo: TestInfo, text: string): Promise<{ code: number; said: string }> {
  const file = testInfo.outputPath('audit.ndjson')
  await writeFile(file, text)
  return promisify(execFile)('npm', ['run', '--silent', 'audit:verify', '--', file], { env: { ...process.env, COUNTERSIGN_DATA: dataFolder } }).then(
    ({ stdout }) => ({ code: 0, said: stdout.trim() }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr.trim() }),
  )
}

test('AUDIT LOG lists every change, newest first, and finds by filter, view and search', async ({ as, api, world }) => {
  const jonas = await api('user')
  const { id } = await jonas.key('apikey1')
  await world.clock.forward(20 * minute)
  await (await api('other')).call(updateApiKey, { params: { apiKeyId: id }, body: { name: 'stolen' } }).catch(() => undefined)
  await jonas.call(updateApiKey, { params: { apiKeyId: id }, body: { name: 'apikey-edge' } })
  const page = await as('administrator', auditLog)
  await expect(page).toHaveTitle('Audit log · Access Management · Countersign')
  await expectHeads(page, ['Time', 'Actor', 'What', 'Outcome', 'Address', 'Credential'])
  await expect(page.getByRole('columnheader', { name: 'Time' })).toHaveAttribute('aria-sort', 'descending')
  await expectRow(page, {
    Time: '21 Nov 2026, 07:00:00',
    Actor: people.user.name,
    What: 'Created API key apikey1',
    Outcome: 'Done',
    Address: world.address,
    Credential: 'Session',
  })
  await expectRow(page, { Time: '21 Nov 2026, 07:20:00', Actor: people.user.name, What: 'Changed API key apikey-edge', Outcome: 'Done' })
  await expect(page.getByRole('row').nth(1)).toContainText('21 Nov 2026, 07:20:00')

  expect(
    await open(page).evaluate((table) => table.parentElement!.scrollWidth - table.parentElement!.clientWidth),
    'No column is out of sight on 1280 px.',
  ).toBe(0)
  await openView(page, 'Without acknowledgements')
  await expectRow(page, { What: 'Changed API key apikey-edge' })
  await expect(page.getByRole('button', { name: /^Filters/ })).toContainText('1')

  await openView(page, 'Everything')
  await filterBy(page, 'Actor', 'equals', people.user.name)
  await filterBy(page, 'Action', 'starts with', 'api-key.')
  await expectColumn(page, 'What', ['Changed API key apikey-edge', 'Created API key apikey1'])
  await openView(page, 'Refused')
  // The demo's people have a past, so there may be more of them.
  await expectRow(page, { Actor: people.other.name, What: 'Tried to change an API key', Outcome: /^Denied/ })
  await expect(page.getByRole('row', { name: /Created API key/ })).toHaveCount(0)
  await openView(page, 'Everything')
  await page.getByRole('searchbox', { name: 'Search' }).fill('apikey-edge')
  await expectCount(page, /^1 of \d+ rows matches$/)
})

test('AUDIT LOG a row opens: what was before and after, without any secret', async ({ as, api, world }) => {
  const jonas = await api('user')
  const made = await jonas.key('apikey1', { note: 'first' })
  await jonas.call(updateApiKey, { params: { apiKeyId: made.id }, body: { name: 'apikey-edge', note: null } })
  const rotated = await jonas.call(rotateApiKey, { params: { apiKeyId: made.id }, body: {} })
  const page = await as('administrator', `${auditLog}?filter=object.name is any of (apikey1, apikey-edge)`)
  await expectCount(page, /^3 of \d+ rows match$/)
  await page.getByRole('row', { name: /Changed API key/ }).getByRole('button', { name: /^Details of row/ }).click()
  const changes = page.getByRole('table', { name: /^What row \d+ changed$/ })
  await expect(changes.getByRole('row')).toHaveText(['FieldBeforeAfter', 'Nameapikey1apikey-edge', 'NotefirstNone'])
  await expect(open(page)).toContainText(`Objectapi-key ${made.id}`)
  await page.getByRole('row', { name: /Rotated API key/ }).getByRole('button', { name: /^Details of row/ }).click()
  await expect(changes.nth(0)).toContainText(`Key ends${made.hint.last4}${rotated.hint.last4}`)
  await page.getByRole('row', { name: /Created API key/ }).getByRole('button', { name: /^Details of row/ }).click()
  await expect(changes).toHaveCount(3)
  const shown = await page.content()
  for (const secret of [made.apiKey, rotated.apiKey, people.user.password, ...world.secrets]) expect(shown.includes(secret)).toBe(false)
  await page.getByRole('row', { name: /Changed API key/ }).getByRole('button', { name: /^Details of row/ }).click()
  await expect(changes).toHaveCount(2)
})

// All the room there is went to What, and the reason of a refusal was cut beside it.
test('AUDIT LOG why something was refused can be read whole where there is room', async ({ as, world }) => {
  await world.nobody.status(signIn, { body: { email: people.user.email, password: 'not the password at all' } })
  const page = await as('administrator', `${auditLog}?filter=outcome starts with denied`, { viewport: { width: 1440, height: 900 } })
  const outcome = page.getByRole('cell', { name: 'Denied wrong credential' }).first()
  await expect(outcome).toBeVisible()
  expect(await outcome.evaluate((cell) => [cell, ...cell.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth && part.clientWidth > 0)
    .length)).toBe(0)
})

// Told as two pieces of work, or as one of what the page had of it.
test('AUDIT LOG a run that goes on over the edge of a page says so on either', async ({ as, api }) => {
  const admin = await api('administrator')
  for (let at = 0; at < 27; at++) await admin.call(createTsigKey, { body: { name: `run-${at}.example` } })
  const page = await as('administrator', `${auditLog}?filter=object.name starts with run-`)
  await expectColumn(page, 'What', ['Created 25 TSIG keys, more on the next page'])
  await page.getByRole('button', { name: /^Details of rows/ }).click()
  await expect(open(page)).toContainText('Goes onMore on the next page')
  await expect(page.getByRole('table', { name: /^Each of rows/ }).getByRole('row')).toHaveCount(26)
  await press(page, 'Next page')
  await expectColumn(page, 'What', ['Created 2 TSIG keys, more on the page before'])
  await page.goto(`${auditLog}?filter=object.name starts with run-&size=50`)
  await expectColumn(page, 'What', ['Created 27 TSIG keys'])
})

test('AUDIT LOG Verify says that the chain holds, from when to when', async ({ as, api, forward, fault, allow }) => {
  await (await api('user')).key('apikey1')
  await forward(26 * hour)
  const page = await as('administrator', auditLog)
  await press(page, 'Verify')
  await expect(page.getByRole('status').filter({ hasText: 'The chain holds' })).toHaveText(
    /^The chain holds: \d+ rows, from \d{1,2} \w{3} 20\d\d, \d\d:\d\d to 22 Nov 2026, 09:00\.$/,
  )

  const lift = await fault({ on: 'GET /api/v1/audit/verify', how: 'bad-gateway' })
  allow(refused(502))
  await press(page, 'Verify')
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached.')
  await lift()
  await press(page, 'Verify')
  await expect(page.getByRole('status').filter({ hasText: 'The chain holds' })).toBeVisible()
})

test('AUDIT LOG Verify says how far it is, and ends with Cancel', async ({ as, fault }) => {
  const page = await as('administrator', auditLog)
  const lift = await fault({ on: 'GET /api/v1/audit/verify', how: 'hold' })
  await press(page, 'Verify')
  await expect(page.getByRole('progressbar', { name: 'Walking the chain' })).toBeVisible()
  await press(page, 'Cancel')
  await expect(page.getByRole('status').filter({ hasText: 'Cancelled. Nothing was verified.' })).toBeVisible()
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  await lift()
  await press(page, 'Verify')
  await expect(page.getByRole('status').filter({ hasText: 'The chain holds' })).toBeVisible()
})

// The row after the cut hung on what was left, and the trail was whole again: nobody was told.
test('AUDIT LOG a trail that somebody cut is told over every page of an administrator, and stays broken', async ({ as, api, world, forward }) => {
  const jonas = await api('user')
  for (const name of ['apikey1', 'apikey2']) await jonas.key(name)
  await world.cutTrail(2)
  await forward(2 * minute)
  const page = await as('administrator', '/')
  const bar = page.getByRole('alert').filter({ hasText: 'The audit trail is broken at row' })
  await expect(bar).toHaveText(
    new RegExp(
      'The audit trail is broken at row [\\d,]+\\. Rows \\d+ to \\d+ are missing\\. ' +
        'Somebody or something changed the database beside the server: keep a copy of it, and find out who could write to it\\.',
    ),
  )
  await bar.getByRole('link', { name: 'Show breaks' }).click()
  await expectRow(page, { What: 'Found the trail broken', Outcome: 'Broken' })
  await expect(bar).toBeVisible()
  await press(page, 'Verify')
  await expect(page.getByRole('alert').filter({ hasText: /^Broken at row/ })).toHaveText(
    /^Broken at row [\d,]+: Rows \d+ to \d+ are missing\. The server noticed it on /,
  )
  await page.reload()
  await expect(bar).toBeVisible()
  const others = await as('user', '/')
  await expect(others.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(others.getByText('The audit trail is broken')).toHaveCount(0)
})

test('AUDIT LOG is exported as CSV and as NDJSON, and the NDJSON is verified without the server', async ({ as, api, world }, testInfo) => {
  const made = await (await api('user')).key('apikey1', { note: '=1+1' })
  const page = await as('administrator', auditLog)
  const csv = await exported(page, 'Whole log as CSV')
  expect(csv.name).toBe('countersign-audit.csv')
  await expectToast(page, 'countersign-audit.csv saved')
  const lines = csv.text.trim().split('\r\n')
  expect(lines[0]).toBe('seq,time,actor,action,object kind,object id,object,outcome,address,credential,detail,request id,hash')
  expect(lines.find((line) => line.includes('api-key.create'))).toContain(
    `2026-11-21T06:00:00.000Z,${people.user.name},api-key.create,api-key,${made.id},apikey1,done`,
  )
  expect(lines.at(-1), 'The export itself is in the trail, and in the file.').toContain('audit.export')
  for (const line of lines) expect(line).not.toMatch(/(?:^|,)"?[=+@]/)

  const ndjson = await exported(page, 'Whole log as NDJSON')
  expect(ndjson.name).toBe('countersign-audit.ndjson')
  const rows = ndjson.text.trim().split('\n')
  expect(Object.keys(JSON.parse(rows.at(-1)!) as object)).toEqual(['head'])
  // The demo keeps its root key in the tab, where the command has none to read.
  if (world.dataFolder !== undefined) {
    expect(await verify(world.dataFolder, testInfo, ndjson.text)).toEqual({
      code: 0,
      said: expect.stringMatching(/^The chain holds: \d+ rows, from 2026-11-21T06:00:00\.000Z to 2026-11-21T06:00:00\.000Z\.$/),
    })
    expect(await verify(world.dataFolder, testInfo, ndjson.text.replace('"apikey1"', '"apikey2"'))).toEqual({
      code: 1,
      said: expect.stringContaining('or the one before it was changed'),
    })
    expect(await verify(world.dataFolder, testInfo, `${rows.slice(0, -2).join('\n')}\n${rows.at(-1)}\n`)).toEqual({
      code: 1,
      said: expect.stringContaining('its tail was cut'),
    })
  }

  const shown = await exported(page, 'What is shown here, as CSV')
  expect(shown.name).toBe('audit-log-2026-11-21.csv')
  expect(shown.text.split('\r\n')[0]).toBe('Time (Europe/Berlin),Actor,What,Outcome,Address,Credential')
})
