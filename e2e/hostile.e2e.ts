import type { Page } from '@playwright/test'
import { updateApiKey } from '#contract/api-keys.ts'
import { updateMe } from '#contract/sessions.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import { confirm, copySecret, dialog, done, expectRow, expectToast, fill, openAccount, press, rowAction, save } from './world/words.ts'

/** What runs when text becomes HTML, an attribute, a URL, a script, a style or a template. Each would set `window.ran`. */
const payloads = [
  '<script>ran=1</script>', '<img src=x onerror=ran=1>', '<svg onload=ran=1>', '<svg><script>ran=1</script></svg>', '"><img src=x onerror=ran=1>',
  "'><img src=x onerror=ran=1>",
  '</textarea><img src=x onerror=ran=1>', '</title><script>ran=1</script>', '</style><script>ran=1</script>', '<iframe srcdoc="<script>parent.ran=1</script>">',
  '<iframe src=javascript:parent.ran=1>',
  'javascript:ran=1', 'data:text/html,<script>ran=1</script>', '" onmouseover=ran=1 x="', "' autofocus onfocus=ran=1 x='", '<a href=javascript:ran=1>x</a>',
  '<details open ontoggle=ran=1>',
  '<math><mtext></mtext><script>ran=1</script></math>', '<body onload=ran=1>', '<input autofocus onfocus=ran=1>', '<object data=javascript:ran=1>',
  '<base href=//evil.example>', '<meta http-equiv=refresh content=0;url=//evil.example>',
  '<style>@import"//evil.example"</style>', '{{constructor.constructor("ran=1")()}}', '${ran=1}', '`${ran=1}`', '<!--><img src=x onerror=ran=1>-->',
  '<noscript><p title="</noscript><img src=x onerror=ran=1>">', '\\u003cimg src=x onerror=ran=1\\u003e',
  '&lt;img src=x onerror=ran=1&gt;', '<x-ran onclick=ran=1>', '<form action=javascript:ran=1><button>', '%3Cscript%3Eran=1%3C/script%3E',
  '<link rel=stylesheet href=//evil.example>', '<video><source onerror=ran=1>',
  '{"$$typeof":"x","dangerouslySetInnerHTML":{"__html":"<img src=x onerror=ran=1>"}}',
]

/** Notes of at most 500 characters that hold all of them. */
const notes = payloads.reduce<string[]>((all, payload) => {
  const last = all.at(-1) ?? ''
  return last !== '' && last.length + payload.length < 490 ? [...all.slice(0, -1), `${last}\n${payload}`] : [...all, payload]
}, [])

const expectNothingRan = async (page: Page) => expect(await page.evaluate(() => 'ran' in window)).toBe(false)
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
/** Nothing sticks out of the open dialog, nor it out of the window. */
const dialogOverflow = (page: Page) =>
  page
    .getByRole('dialog')
    .evaluate((dialog) =>
      Math.max(dialog.scrollWidth - dialog.clientWidth, dialog.getBoundingClientRect().right - innerWidth, -dialog.getBoundingClientRect().left),
    )

test('a note is text, whatever it holds, on every screen that shows it', async ({ as, api }) => {
  const user = await api('user')
  const { id } = await user.key('apikey1')
  const page = await as('user', '/')
  for (const note of notes) {
    await user.call(updateApiKey, { params: { apiKeyId: id }, body: { note } })
    await page.goto('/my-api-keys')
    await press(page, 'Note on apikey1')
    await expect(page.getByRole('dialog')).toContainText(note.replaceAll(/\s+/g, ' '))
    await page.keyboard.press('Escape')
    for (const action of ['Edit Key', 'Rotate Key']) {
      await rowAction(page, 'apikey1', action)
      await expect(page.getByLabel('Note (optional)')).toHaveValue(note)
      await press(page.getByRole('dialog'), 'Cancel')
    }
    await expectNothingRan(page)
  }
})

test('a note typed into the form comes back letter for letter', async ({ as }) => {
  const page = await as('user', '/my-api-keys-new')
  await fill(page, { Name: 'apikey1', 'Note (optional)': notes[0]! })
  await save(page)
  await copySecret(page)
  await done(page)
  await press(page, 'Note on apikey1')
  await expect(page.getByRole('dialog')).toContainText(payloads[0]!)
  await page.keyboard.press('Escape')
  await expectNothingRan(page)
})

test('names that would be HTML are refused at the field, and shown there as text', async ({ as, allow }) => {
  const page = await as('user', '/my-api-keys-new')
  allow(refused(400))
  const name = page.getByLabel('Name', { exact: true })
  for (const payload of ['<img src=x onerror=ran=1>', 'a"><script>ran=1</script>', 'a\u202egnp.exe', 'a\u200bb', 'pаypal']) {
    await fill(page, { Name: payload })
    await save(page)
    await expect(name).toHaveAccessibleDescription(/A name|The name/)
    await expect(name).toHaveValue(payload)
  }
  await expectNothingRan(page)
  await press(page.getByRole('dialog'), 'Cancel')
  await openAccount(page, 'Profile')
  await fill(page, { Name: '<svg onload=ran=1>' })
  await press(page, 'Save')
  await expect(name).toHaveAccessibleDescription(/A name/)
  await expectNothingRan(page)
})

test('what a browser calls itself is text in the list of sessions', async ({ as, visitor, allow }) => {
  const evil = await visitor('/sign-in', { userAgent: '<img src=x onerror=ran=1>"><script>ran=1</script>' })
  await fill(evil, { Email: people.user.email, Password: people.user.password })
  await press(evil, 'Sign in')
  await expect(evil.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  const page = await as('user', '/sessions')
  allow(refused(401))
  await expectRow(page, { Browser: '<img src=x onerror=ran=1>"><script>ran=1</script>', Session: 'Another' })
  await page.getByRole('row').filter({ hasText: 'Another' }).getByRole('button', { name: /^Actions/ }).click()
  await page.getByRole('menuitem', { name: 'End session' }).click()
  await expect(page.getByRole('dialog')).toContainText('<img src=x onerror=ran=1>')
  await press(page.getByRole('dialog'), 'End session')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expectNothingRan(page)
})

test('names with every sign that is allowed are shown as they are', async ({ as, api }) => {
  const name = "O'Brien & Sons (ops) #1, a+b@c/d:e_f.g-h"
  await (await api('user')).key(name)
  const page = await as('user', '/my-api-keys')
  await expectRow(page, { Name: name })
  await rowAction(page, name, 'Edit Key')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
  await press(page.getByRole('dialog'), 'Cancel')
  await rowAction(page, name, 'Delete Key')
  await expect(dialog(page, 'Confirm Deletion')).toContainText(name)
  await confirm(page)
  await expectToast(page, `API key ${name} deleted`)
})

test('names and notes from right to left do not turn what stands beside them', async ({ as, api }) => {
  const [hebrew, arabic] = ['מפתח ראשון 1', 'مفتاح ثان 2']
  await (await api('user')).key(hebrew, { note: 'הערה (על) המפתח' })
  await (await api('user')).key(arabic, { note: 'ملاحظة: csv.exe' })
  const page = await as('user', '/my-api-keys')
  for (const name of [hebrew, arabic]) {
    await expectRow(page, { Name: name, Status: 'Active', Created: '21 Nov 2026' })
    await rowAction(page, name, 'Delete Key')
    await expect(dialog(page, 'Confirm Deletion')).toContainText(name)
    await press(page.getByRole('dialog'), 'Cancel')
  }
  await press(page, `Note on ${hebrew}`)
  await expect(page.getByRole('dialog')).toContainText('הערה (על) המפתח')
  await page.keyboard.press('Escape')
})

for (const width of [360, 1280]) {
  test(`names of a hundred characters stay inside at ${width} px`, async ({ as, api }) => {
    const [solid, spaced] = [`${'W'.repeat(99)}1`, `${'very long name '.repeat(6)}abcdefghij`.slice(0, 100)]
    const user = await api('user')
    await user.call(updateMe, { body: { name: 'Ø'.repeat(100) } })
    await user.key(solid, { note: 'n'.repeat(500) })
    const page = await as('user', '/my-api-keys-new', { viewport: { width, height: 800 } })
    await fill(page, { Name: spaced })
    expect(await dialogOverflow(page)).toBeLessThanOrEqual(0)
    await save(page)
    await expect(dialog(page, /Action Required$/)).toBeVisible()
    expect(await dialogOverflow(page)).toBeLessThanOrEqual(0)
    await copySecret(page)
    await done(page)
    await expectToast(page, `API key ${spaced} generated`)
    await expectRow(page, { Name: solid })
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await press(page, `Note on ${solid}`)
    expect(await dialogOverflow(page)).toBeLessThanOrEqual(0)
    await page.keyboard.press('Escape')
    for (const action of ['Edit Key', 'Rotate Key', 'Delete Key']) {
      await rowAction(page, solid, action)
      await expect(page.getByRole('dialog')).toBeVisible()
      expect(await dialogOverflow(page), action).toBeLessThanOrEqual(0)
      await press(page.getByRole('dialog'), 'Cancel')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    for (const path of ['/', '/profile', '/sessions', '/auth-token']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await overflow(page), path).toBeLessThanOrEqual(0)
    }
  })
}
