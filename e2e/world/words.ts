import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'

/*
 * The words the tests are written in (S17). They look for what a person looks for: roles, labels, and the text of cells under
 * their headers.
 */

type Cells = Record<string, string | RegExp>

/** The rows of the page's (first) table as a person reads them: header text to cell text; on a phone, labels to values. */
const readRows = (page: Page): Promise<Record<string, string>[]> => page.getByRole('main').evaluate((main) => {
  const text = (node: Element | null | undefined) => (node as HTMLElement | null | undefined)?.innerText.replaceAll(/\s+/g, ' ').trim() ?? ''
  const table = main.querySelector('table')
  if (table) {
    const headers = [...table.querySelectorAll(':scope > thead th')].map(text)
    return [...table.querySelectorAll(':scope > tbody > tr')].map((row) =>
      Object.fromEntries([...row.children].map((cell, at) => [headers[at] ?? '', text(cell)])),
    )
  }
  return [...main.querySelectorAll('li')].filter((card) => card.querySelector('dl')).map((card) => ({
    Name: (card.querySelector('[aria-label^="Actions for "]')?.getAttribute('aria-label') ?? '').slice('Actions for '.length),
    Status: /Active|Expires soon|Rotating|Expired|Invited|Disabled|Revoked|Valid/.exec(text(card).replace(text(card.querySelector('dl')), ''))?.[0] ?? '',
    ...Object.fromEntries([...card.querySelectorAll('dt')].map((label) => [text(label), text(label.nextElementSibling)])),
  }))
})

const fits = (row: Record<string, string>, cells: Cells) =>
  Object.entries(cells).every(([header, wanted]) => (typeof wanted === 'string' ? row[header] === wanted : wanted.test(row[header] ?? '')))

/** There is one row with these cells: `expectRow(page, { Name: 'apikey1', Status: 'Active' })`. */
export async function expectRow(page: Page, cells: Cells): Promise<void> {
  await expect(async () => {
    const rows = await readRows(page)
    expect(
      rows.filter((row) => fits(row, cells)),
      `a row with ${JSON.stringify(cells, (_, value: unknown) => (value instanceof RegExp ? String(value) : value))} among ${JSON.stringify(rows)}`,
    ).toHaveLength(1)
  }).toPass({ timeout: 45_000 })
}

/** No row has these cells. */
export async function expectNoRow(page: Page, cells: Cells): Promise<void> {
  await expect(async () => expect((await readRows(page)).filter((row) => fits(row, cells))).toEqual([])).toPass({ timeout: 45_000 })
}

/** What stands in this column, from the first row to the last. */
export async function expectColumn(page: Page, header: string, cells: readonly string[]): Promise<void> {
  await expect(async () => expect((await readRows(page)).map((row) => row[header])).toEqual(cells)).toPass({ timeout: 45_000 })
}

/** The heads of the columns, also while a panel lies over them. */
export async function expectHeads(page: Page, heads: readonly string[]): Promise<void> {
  // A role is not found behind a panel that is open.
  await expect
    .poll(() => page.locator('main').evaluate((main) => [...main.querySelectorAll<HTMLElement>('thead th[scope=col]')].map((head) => head.innerText.trim())))
    .toEqual(heads)
}

/** The line that counts: `10 keys`, `3 of 10 keys match`. */
export const expectCount = (page: Page, words: string | RegExp): Promise<void> =>
  expect(page.getByRole('main').getByRole('status').filter({ hasText: words }).first()).toHaveText(words)

/** An entry of a row's menu. */
export async function rowAction(page: Page, row: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

/** An entry of the Account menu. */
export async function openAccount(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'Account', exact: true }).click()
  await page.getByRole(/^(Light|Dark|System|UTC|Local .*)$/.test(entry) ? 'menuitemradio' : 'menuitem', { name: entry, exact: true }).click()
}

/** An option of a choice. Options may explain themselves after their name. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: new RegExp(`^${option.replaceAll(/[.()?+]/g, '\\$&')}`) }).click()
  await expect(page.getByRole('listbox')).toHaveCount(0)
}

/** An option of a choice, by its whole name, where several choices have the same label. */
async function pick(within: Locator, label: string, option: string): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).click()
  await within.page().getByRole('option', { name: option, exact: true }).click()
}

/** Opens **Filters** where it is not. */
export async function openFilters(page: Page): Promise<void> {
  // On a phone the open panel is a dialog, with the button behind it.
  const button = page.locator('main').getByRole('button', { name: /^Filters/, includeHidden: true })
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
  await expect(filterRows(page).first()).toBeVisible()
}

export const filterRows = (page: Page): Locator => page.getByRole('group', { name: /^(Filter|Further filter)$/ })

/** One more filter, or the first: **Column**, **Operator**, **Value**. Several choices apart by commas; without a value for `is empty`. */
export async function filterBy(page: Page, column: string, operator: string, value?: string): Promise<void> {
  await openFilters(page)
  const rows = filterRows(page)
  const fresh = rows.last().getByRole('textbox', { name: 'Value' })
  if ((await fresh.count()) === 0 || (await fresh.inputValue()) !== '') await press(page, 'Add filter')
  const row = rows.last()
  await pick(row, 'Column', column)
  await pick(row, 'Operator', operator)
  if (value === undefined) return
  const choice = row.getByRole('combobox', { name: 'Value', exact: true })
  if ((await choice.count()) === 0) return row.getByLabel('Value', { exact: true }).fill(value)
  if (operator !== 'is any of') return pick(row, 'Value', value)
  await choice.click()
  for (const one of value.split(', ')) await page.getByRole('option', { name: one, exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
}

/** Checks rows by their names. */
export async function selectRows(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
}

/** An entry of **Actions** over the table. */
export async function bulkAction(page: Page, action: string): Promise<void> {
  await press(page.getByRole('main'), 'Actions')
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

/** An entry of **Views**. */
export async function openView(page: Page, name: string): Promise<void> {
  await press(page.getByRole('main'), 'Views')
  await page.getByRole(/^(Save view|Manage views)$/.test(name) ? 'menuitem' : 'menuitemradio', { name, exact: true }).click()
}

/** What a click downloads, as text, and under which name. */
export async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

/** A second window of the same person, as opened from the first. */
export async function secondWindow(page: Page, path: string): Promise<Page> {
  const [second] = await Promise.all([page.waitForEvent('popup'), page.evaluate((url) => void window.open(url), path)])
  return second
}

/** The open dialog of this title. */
export const dialog = (page: Page, title: string | RegExp): Locator => page.getByRole('dialog', { name: title })

/** Fills fields by their labels. */
export async function fill(page: Page | Locator, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
}

export const press = (page: Page | Locator, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
export const save = (page: Page): Promise<void> => press(page.getByRole('dialog'), 'Save')
export const confirm = (page: Page): Promise<void> => press(page.getByRole('dialog'), 'Confirm')

/** The region **Notifications** says this. */
export const expectToast = (page: Page, text: string): Promise<void> =>
  expect(page.getByRole('region', { name: 'Notifications' }).getByRole('status').filter({ hasText: text }).first()).toHaveText(text)

const shown = (page: Page) => dialog(page, /Action Required$/)

/** Copies the value from the dialog that shows it once, and answers what is in the clipboard then. */
export async function copySecret(page: Page): Promise<string> {
  const value = await shown(page).getByRole('textbox', { name: 'API key' }).innerText()
  await press(shown(page), 'Copy')
  await expect(shown(page).getByRole('button', { name: 'Copied' })).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied, 'The clipboard has what was shown.').toBe(value)
  expect(value).toMatch(/^csn_ak_[0-9A-Za-z]{38}$/)
  return value
}

/** Closes the dialog that shows a value. */
export async function done(page: Page): Promise<void> {
  await press(shown(page), 'Done')
  await expect(shown(page)).toHaveCount(0)
}

/** The tab is reloaded, the browser asks whether to leave, and the answer is no. */
export async function staysWhenAsked(page: Page): Promise<void> {
  const asked = page.waitForEvent('dialog')
  // Nothing comes of it, so there is no use in waiting the usual half minute.
  const leaving = page.reload({ timeout: 3_000 }).catch(() => undefined)
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await leaving
}

/** Nothing that axe finds, of any impact. */
export async function axe(page: Page): Promise<void> {
  // Asked for here, so that a suite which does not use this word need not have it.
  const { AxeBuilder } = await import('@axe-core/playwright')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze()
  expect(
    violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`),
  ).toEqual([])
}
