import type { Page } from '@playwright/test'
import { updateApiKey } from '#contract/api-keys.ts'
import { updateTsigKey } from '#contract/tsig-keys.ts'
import { payloads, somePayloads } from '#server/testing/xss-payloads.ts'
import { expect, onServerOnly, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { short } from './world/views.ts'
import { refused } from './world/watch.ts'
import { fill, press } from './world/words.ts'
import { runNaively } from './world/xss-naive.ts'
import { listen, look, unseen } from './world/xss-watch.ts'
import { plantEverywhere } from './world/xss-plant.ts'

/*
 * Payloads × fields × screens, with nothing run, asked for or put into the document. In short each payload in its turn.
 *
 * Seen to fail: with a column that makes links of its text, and with notes as HTML, by Trusted Types (nothing is shown) and, with the policy
 * away, by what then stands in the document.
 */
const { part, of: chosen } = short ? somePayloads(20) : { part: 0, of: payloads }
const texts = chosen.map(({ text }) => text)
/** For what takes a page load each. */
const few = short ? texts.slice(0, 1) : texts
const [users, apiKeys, auditLog] = ['users', 'api-keys', 'audit-log'].map((name) => `/settings/access-management/${name}`) as [string, string, string]
const [tsigKeys, certcentralKeys, connectors] = ['/dns/configurations/tsig-keys', '/certcentral/api-keys', '/certcentral/connectors']
/** What a spreadsheet would run. */
const formulas = ["=cmd|'/C calc'!A0", '+1+1', '-2+3', '@SUM(1)', '\uff1d1+1', ' =1+1', '\t=1+1']

const rows = (page: Page) => page.getByRole('main').locator('tbody > tr, li:has(dl)')

/** As many as a note holds, in one. */
const packed = (all: readonly string[]) => all.reduce<string[]>((packs, text) => {
  const last = packs.at(-1) ?? ''
  return last !== '' && last.length + text.length < 490 ? [...packs.slice(0, -1), `${last}\n${text}`] : [...packs, text]
}, [])

/** A file of CSV, cell by cell. */
const cells = (csv: string) =>
  [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '')

/** Opens everything that the menus of the first rows offer, looks, and leaves it again. */
async function everyEntry(page: Page, heard: readonly string[], list: string, count: number): Promise<void> {
  const menus = page.getByRole('button', { name: /^Actions for / })
  await page.goto(list)
  await menus.first().waitFor()
  for (let row = 0; row < Math.min(count, await menus.count()); row++) {
    await menus.nth(row).click()
    const entries = await page.getByRole('menuitem', { disabled: false }).allInnerTexts()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
    for (const entry of entries.filter((name) => !/^(Enable|Re-check|Reveal)/.test(name))) {
      await menus.nth(row).click()
      await page.getByRole('menuitem', { name: entry.trim(), exact: true }).click()
      await test.step(`${list}: ${entry}`, () => page.getByRole('dialog').or(page.getByRole('heading', { level: 1, name: /^Request token/ })).first().waitFor())
      await look(page, heard, `${list}, ${entry}`)
      const cancel = page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true })
      const closes = (await cancel.count()) === 1
      if (closes) {
        await cancel.click()
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
      // What shows a value is left by its address, and what was opened from elsewhere has led there.
      if (!closes || !page.url().endsWith(list)) await page.goto(list)
      await menus.first().waitFor()
    }
  }
}

/** Opens every note of a list; answers what they say. */
async function everyNote(page: Page, heard: readonly string[], list: string, most: number): Promise<string[]> {
  const buttons = page.getByRole('button', { name: /^Note on / })
  await page.goto(list)
  await rows(page).first().waitFor()
  const said: string[] = []
  for (let at = 0; at < Math.min(most, await buttons.count()); at++) {
    await buttons.nth(at).click()
    await page.getByRole('dialog').waitFor()
    said.push(await look(page, heard, `${list}, note ${at}`))
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  return said
}

test.describe(short ? `part ${part} of the payloads (COUNTERSIGN_XSS=${part})` : 'all payloads', () => {
  onServerOnly('The pages are the same; the demo has no policy that would report, and no answers of the API to open in a window.')
  if (!short) test.describe.configure({ timeout: 1_800_000 })

  test('each payload does something on a page that takes text for code', async ({ browser }) => {
    const context = await browser.newContext()
    const ran = await runNaively(await context.newPage(), chosen)
    await context.close()
    expect(payloads.length).toBeGreaterThanOrEqual(200)
    expect(chosen.filter(({ number }) => !ran.has(number)).map(({ place, text }) => `${place}: ${text}`)).toEqual([])
  })

  test('on every list all of them are text', async ({ as, api, world }) => {
    const planted = await plantEverywhere({ admin: await api('administrator'), user: await api('user'), nobody: world.nobody }, texts)
    const page = await as('administrator', '/')
    const heard = listen(page)
    const lists: [path: string, query: string, wanted: string[]][] = [
      [users, '', planted.userNames],
      [apiKeys, 'cols=name,owner,note', planted.keyNames],
      [tsigKeys, 'cols=name,usedBy,tags,note', [...planted.tsigNotes, ...planted.tags]],
      [certcentralKeys, 'cols=name,user.name,user.email', planted.descriptions],
      [connectors, '', planted.connectorNames],
      [auditLog, 'cols=time,actor,action,object,outcome', planted.tsigNotes.slice(0, 0)],
    ]
    for (const [path, query, wanted] of lists) {
      const said: string[] = []
      for (let at = 1; at < 12; at++) {
        await page.goto(`${path}?${query}&size=100&page=${at}`)
        await rows(page).first().waitFor()
        said.push(await look(page, heard, `${path} page ${at}`))
        if ((await rows(page).count()) < 100) break
      }
      expect(unseen(wanted, said.join('\n')), path).toEqual([])
    }
  })

  /** A list with its rows' menus, whose it is, and how many rows are tried: those whose own text their dialogs show, all. */
  const lists: [who: 'administrator' | 'user', list: string, count: number][] = [
    ['administrator', `${tsigKeys}?size=100`, 1],
    ['user', '/sessions', short ? 1 : 60],
    ...[1, 2, 3].map((at): [who: 'administrator', list: string, count: number] => [
      'administrator',
      `${certcentralKeys}?size=100&page=${at}`,
      short ? 2 - at : 100,
    ]),
    ...(short
      ? []
      : ([
          ['administrator', `${users}?size=100`, 20],
          ['administrator', `${apiKeys}?size=100&sort=-name`, 20],
          ['administrator', `${connectors}?size=100`, 5],
          ['administrator', '/certcentral/auth-keys', 1],
          ['user', '/my-api-keys', 1],
        ] as const)
    ).map((one): [who: 'administrator' | 'user', list: string, count: number] => [...one]),
  ]
  for (const [who, list, count] of lists.filter((one) => one[2] > 0)) {
    test(`in every dialog that a row of ${list} opens they are text`, async ({ as, api, world }) => {
      await plantEverywhere({ admin: await api('administrator'), user: await api('user'), nobody: world.nobody }, texts)
      const page = await as(who, '/')
      await everyEntry(page, listen(page), list, count)
    })
  }

  test('in every note that is opened they are text', async ({ as, api, world }) => {
    const { notes } = await plantEverywhere({ admin: await api('administrator'), user: await api('user'), nobody: world.nobody }, texts)
    const page = await as('administrator', '/')
    const heard = listen(page)
    const said: string[] = []
    for (let at = 1; at <= Math.ceil(notes.length / 100); at++) said.push(...await everyNote(page, heard, `${apiKeys}?size=100&page=${at}`, short ? 3 : 100))
    expect(said.length).toBeGreaterThanOrEqual(short ? 3 : notes.length)
    if (!short) expect(unseen(notes, said.join('\n'))).toEqual([])
  })

  test('in the forms they are values, whichever field they are in', async ({ as, api, world }) => {
    const [admin, user] = [await api('administrator'), await api('user')]
    const { keyId, tsigId } = await plantEverywhere({ admin, user, nobody: world.nobody }, texts.slice(0, 4))
    const [page, own] = [await as('administrator', '/'), await as('user', '/')]
    const [heard, heardToo] = [listen(page), listen(own)]
    for (const note of packed(texts).slice(0, short ? 1 : undefined)) {
      await user.call(updateApiKey, { params: { apiKeyId: keyId }, body: { note } })
      await admin.call(updateTsigKey, { params: { tsigId }, body: { note } })
      for (const [where, what, path] of [
        [own, heardToo, `/my-api-keys/${keyId}/edit`],
        [own, heardToo, `/my-api-keys/${keyId}/rotate`],
        [page, heard, `${tsigKeys}/${tsigId}/edit`],
      ] as const) {
        await where.goto(path)
        await expect(where.getByLabel('Note (optional)')).toHaveValue(note)
        await look(where, what, path)
      }
    }
    await page.goto('/certcentral/connectors/account-facts')
    await page.getByRole('heading', { name: 'Account facts' }).first().waitFor()
    await look(page, heard, 'account facts')
    await page.goto(`${tsigKeys}-import`)
    await fill(page, { 'Configuration text': texts.map((text, at) => `${text}\nkey "x${at}.example" { algorithm ${text}; secret "${text}"; };`).join('\n') })
    await press(page, 'Preview')
    await page.getByRole('main').getByRole('row').nth(1).waitFor()
    await look(page, heard, 'import preview')
  })

  test('in the address they are text, or nothing', async ({ as, visitor, allow }) => {
    const [page, nobody] = [await as('administrator', '/'), await visitor('/sign-in')]
    allow(refused(400, 401, 403, 404, 405, 406, 410, 429))
    const [heard, heardToo] = [listen(page), listen(nobody)]
    for (const text of few) {
      const it = encodeURIComponent(text)
      for (const path of [
        `${apiKeys}?q=${it}&filter=${it}&sort=${it}&cols=${it}&page=${it}&size=${it}&density=${it}&nope=${it}#${it}`,
        `/${it}`,
        ...(short ? [] : [`${tsigKeys}?filter=note contains "${it}"`, `${users}/${it}`]),
      ]) {
        await page.goto(path)
        await page.getByRole('heading').first().waitFor()
        await look(page, heard, path)
      }
      for (const path of [`/sign-in?next=${it}#${it}`, `/invitation#${it}`]) {
        await nobody.goto(path)
        await nobody.getByRole('heading').first().waitFor()
        await look(nobody, heardToo, path)
      }
    }
    await page.goto('/')
    await page.getByRole('heading', { name: 'Overview' }).first().waitFor()
    for (const text of few.slice(0, 30)) {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: /Search everything/ }).fill(text)
      await look(page, heard, 'search everything')
      await page.keyboard.press('Escape')
    }
  })

  test('who signs in with them as the way on stays here', async ({ visitor, world, allow }) => {
    const ways = payloads.filter(({ place }) => place === 'address').map(({ text }) => text)
    for (const way of short ? ways.filter((_, at) => at === 0) : ways) {
      const page = await visitor(`/sign-in?next=${encodeURIComponent(way)}`)
      allow(refused(401, 404))
      const heard = listen(page)
      await fill(page, { Email: people.user.email, Password: people.user.password })
      await press(page, 'Sign in')
      await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toHaveCount(0)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await look(page, heard, way)
      expect(new URL(page.url()).origin).toBe(world.origin)
    }
  })

  test('what the API answers is no page, and its tables hold no formulas', async ({ as, api, world, allow }) => {
    await plantEverywhere({ admin: await api('administrator'), user: await api('user'), nobody: world.nobody }, [...texts, ...formulas])
    const page = await as('administrator', '/')
    allow(refused(400, 401, 403, 404, 405, 406, 410, 503))
    const heard = listen(page)
    for (const text of few) {
      const it = encodeURIComponent(text)
      for (const path of [
        `/accessmanagement/api-key?filter=${it}`,
        `/tsig?sort=${it}`,
        `/tsig/${it}`,
        `/services/v2/key/${it}`,
        `/account/api/v1/user/${it}`,
        `/auth/whoami?x=${it}`,
        `/docs?${it}#${it}`,
        `/assets/${it}`,
      ].slice(0, short ? 3 : undefined)) {
        await page.goto(path)
        await look(page, heard, path)
      }
    }
    for (const path of [
      '/api/v1/certcentral/account-facts',
      '/tsig?size=500',
      '/api/v1/users?size=500',
      '/api/v1/certcentral/keys?size=500',
      '/api/v1/audit?size=500',
      '/api/v1/sessions',
      '/openapi.json',
    ].slice(0, short ? 1 : undefined)) {
      await page.goto(path)
      await look(page, heard, path)
    }
    await page.goto('/')
    const csv = await page.evaluate(async () => (await fetch('/api/v1/audit/export?format=csv')).text())
    expect(csv).toContain(texts[0]!.replaceAll('"', '').slice(0, 10).split('<')[0]!)
    expect(cells(csv).filter((cell) => /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell))).toEqual([])
  })
})
