import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { createTsigKey, revealTsigSecret } from '#contract/tsig-keys.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import { axe, dialog, downloaded, fill, press } from './world/words.ts'

const auditLog = '/settings/access-management/audit-log'
const statement = `${auditLog}/statement`

test('AUDIT LOG one click makes a statement: the chain, keys by risk, who revealed what; saved, it is verified without the server', async ({
  as, api, world,
}, testInfo) => {
  const ruth = await api('administrator')
  const key = await ruth.call(createTsigKey, { body: { name: 'axfr.proof.example', algorithm: 'HMAC-SHA224' } })
  await ruth.call(revealTsigSecret, { params: { tsigId: key.id } })
  await ruth.key('apikey1')
  const page = await as('administrator', auditLog)
  await page.getByRole('link', { name: 'Statement' }).click()
  await expect(page).toHaveTitle('Statement · Countersign')
  const paper = page.getByRole('article', { name: 'Statement' })
  await expect(paper.getByRole('status')).toHaveText(/^The chain holds: [\d,]+ rows, from /)
  await expect(paper).toContainText(`by ${people.administrator.name}`)
  await expect(paper.getByRole('row', { name: /^Weak algorithm/ })).toContainText('1')
  await expect(paper.getByRole('table', { name: 'Who revealed what' }).getByRole('row').filter({ hasText: 'axfr.proof.example' })).toHaveText(
    new RegExp(`^21 Nov 2026, 07:00:00${people.administrator.name}Secret of TSIG key axfr\\.proof\\.example`),
  )
  await axe(page)

  const saved = await downloaded(page, async () => press(page, 'Save for verification'))
  expect(saved.name).toBe('countersign-statement-2026-11-21.json')
  const verify = async (text: string) => {
    const file = testInfo.outputPath('statement.json')
    await writeFile(file, text)
    return promisify(execFile)('npm', ['run', '--silent', 'audit:verify', '--', file], { env: { ...process.env, COUNTERSIGN_DATA: world.dataFolder } }).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
    )
  }
  // The demo keeps its root key in the tab, where the command has none to read.
  if (world.dataFolder !== undefined) {
    expect(await verify(saved.text)).toEqual({ code: 0, said: expect.stringContaining('The chain holds: ') })
    const forged = saved.text.replace('axfr.proof', 'axfr.other')
    expect(await verify(forged)).toEqual({ code: 1, said: expect.stringContaining('The seal is not of this text') })
  }

  // On paper there is the statement, and nothing to press.
  await page.emulateMedia({ media: 'print' })
  await expect(paper).toBeVisible()
  for (const role of ['navigation', 'button', 'complementary'] as const) await expect(page.getByRole(role)).toHaveCount(0)
  await expect(page.getByLabel('First day')).toBeHidden()
})

test('AUDIT LOG a statement is of the days that are asked for, which stand in its address', async ({ as, api }) => {
  const ruth = await api('administrator')
  const key = await ruth.call(createTsigKey, { body: { name: 'axfr.proof.example', algorithm: 'HMAC-SHA256' } })
  await ruth.call(revealTsigSecret, { params: { tsigId: key.id } })
  const page = await as('administrator', `${statement}?from=2026-11-01&to=2026-11-20`)
  const paper = page.getByRole('article', { name: 'Statement' })
  await expect(paper).toContainText('1 Nov 2026 to 20 Nov 2026 (GMT+1)')
  await expect(paper).not.toContainText('axfr.proof.example')
  await page.getByLabel('Last day').fill('2026-10-01')
  await press(page, 'Make statement')
  await expect(page.getByLabel('Last day')).toHaveAccessibleDescription('Enter a day that is not before the first.')
  await expect(page.getByLabel('Last day')).toBeFocused()
  await page.getByLabel('Last day').fill('2026-11-21')
  await page.getByLabel('Last day').press('Enter')
  await expect(paper).toContainText('Secret of TSIG key axfr.proof.example')
  await expect(page).toHaveURL(/\?from=2026-11-01&to=2026-11-21$/)
})

test('AUDIT LOG a statement at a console left open takes the password; without it none is made', async ({ as, stay, allow }) => {
  const page = await as('administrator', auditLog)
  allow(refused(403))
  await stay(6 * minute)
  await page.getByRole('link', { name: 'Statement' }).click()
  await expect(dialog(page, 'Confirm it is you')).toContainText('Making a statement needs it once more.')
  await press(dialog(page, 'Confirm it is you'), 'Cancel')
  await expect(page.getByText('No statement was made: that needs your password.')).toBeVisible()
  await press(page, 'Make statement')
  await fill(dialog(page, 'Confirm it is you'), { Password: people.administrator.password })
  await press(dialog(page, 'Confirm it is you'), 'Confirm')
  await expect(page.getByRole('article', { name: 'Statement' })).toContainText('The chain holds')
})

test('AUDIT LOG a statement under way shows how far it is, and Cancel ends it', async ({ as, fault }) => {
  const page = await as('administrator', auditLog)
  const lift = await fault({ on: 'GET /api/v1/audit/statement', how: 'hold' })
  await page.getByRole('link', { name: 'Statement' }).click()
  await expect(page.getByRole('progressbar', { name: 'Walking the chain' })).toBeVisible()
  await press(page, 'Cancel')
  await expect(page.getByRole('status').filter({ hasText: 'Cancelled. No statement was made.' })).toBeVisible()
  await lift()
  await press(page, 'Make statement')
  await expect(page.getByRole('article', { name: 'Statement' })).toContainText('The chain holds')
})

test('AUDIT LOG a statement fits a phone', async ({ as }) => {
  const page = await as('administrator', statement, { viewport: { width: 360, height: 740 } })
  await expect(page.getByRole('article', { name: 'Statement' })).toContainText('The chain holds')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await axe(page)
})
